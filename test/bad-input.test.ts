import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'
import { runIsobar } from './run-isobar.ts'

// Every bad input CONTRACT names: one clear line, the documented exit code, nothing written.

let folder: string
let home: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-bad-'))
  home = join(folder, 'home')
  mkdirSync(join(folder, 'bars', 'test'), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HOUR_MS = 3_600_000
const header = 'timestamp,open,high,low,close,volume'

/** Lines of a wandering series of bars, the one at `row` (1: the first bar) replaced. */
function bars(
  rows: number,
  change: { readonly row?: number; readonly line?: string; readonly seed?: number } = {},
): string {
  let state = change.seed ?? 7
  let price = 100
  const lines = Array.from({ length: rows }, (_, row) => {
    state = (state * 16_807) % 2_147_483_647
    price *= 1 + (state / 2_147_483_647 - 0.5) / 50
    const close = price.toFixed(4)
    return `${1_700_000_000_000 + row * HOUR_MS},${close},${close},${close},${close},10`
  })
  if (change.row !== undefined) lines[change.row - 1] = change.line ?? ''
  return `${[header, ...lines].join('\n')}\n`
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, 'bars', 'test', name)
  writeFileSync(path, content)
  return path
}

function instantOf(row: number): number {
  return 1_700_000_000_000 + (row - 1) * HOUR_MS
}

interface Case {
  readonly name: string
  readonly content: string | Uint8Array
  readonly exitCode: number
  /** Each must stand in the one line. */
  readonly said: readonly string[]
  readonly options?: readonly string[]
}

const good = (row: number): string => `${instantOf(row)},1,1,1,1,1`

const cases: readonly Case[] = [
  {
    name: 'a NaN',
    content: bars(60, { row: 9, line: `${instantOf(9)},1,1,1,NaN,1` }),
    exitCode: 3,
    said: ['10', 'close', 'NaN'],
  },
  {
    name: 'text',
    content: bars(60, { row: 9, line: `${instantOf(9)},1,1,1,abc,1` }),
    exitCode: 3,
    said: ['10', 'close', 'abc'],
  },
  {
    name: 'an empty cell',
    content: bars(60, { row: 9, line: `${instantOf(9)},1,1,1,,1` }),
    exitCode: 3,
    said: ['10', 'close', 'empty'],
  },
  {
    name: 'an infinity',
    content: bars(60, { row: 9, line: `${instantOf(9)},1,1,1,inf,1` }),
    exitCode: 3,
    said: ['10', 'close', 'inf'],
  },
  {
    name: 'a short row',
    content: bars(60, { row: 9, line: `${instantOf(9)},1,1` }),
    exitCode: 3,
    said: ['10'],
  },
  {
    name: 'an unsorted timestamp',
    content: bars(60, { row: 9, line: good(3) }),
    exitCode: 3,
    said: ['10', 'timestamp'],
  },
  {
    name: 'a duplicate timestamp',
    content: bars(60, { row: 9, line: good(8) }),
    exitCode: 3,
    said: ['10', 'timestamp'],
  },
  {
    name: 'a missing column',
    content: bars(60).replace('close', 'last'),
    exitCode: 3,
    said: ['close'],
  },
  {
    name: 'a truncated gzip',
    content: gzipSync(bars(600)).subarray(0, 2_000),
    exitCode: 3,
    said: ['gzip'],
  },
  {
    name: 'a negative price with --log',
    content: bars(60, { row: 9, line: `${instantOf(9)},1,1,1,-1,1` }),
    exitCode: 3,
    said: ['10', 'close', '-1'],
    options: ['--log'],
  },
  {
    name: 'a zero price with --log',
    content: bars(60, { row: 9, line: `${instantOf(9)},1,1,1,0,1` }),
    exitCode: 3,
    said: ['10', 'close'],
    options: ['--log'],
  },
  { name: 'too few rows', content: bars(5), exitCode: 5, said: ['few'] },
  { name: 'no rows', content: `${header}\n`, exitCode: 5, said: ['few'] },
  {
    name: 'a constant series',
    content: [header, ...Array.from({ length: 60 }, (_, row) => good(row + 1))].join('\n'),
    exitCode: 5,
    said: ['constant'],
  },
]

describe.each(cases)('$name', ({ name, content, exitCode, said, options = [] }) => {
  const path = (): string =>
    file(
      `${name.replaceAll(/[^a-z]/g, '')}-USDT-1h.csv${typeof content === 'string' ? '' : '.gz'}`,
      content,
    )

  test.each([
    ['stats adf', (): string[] => ['stats', 'adf', path()]],
    [
      'stats coint',
      (): string[] => ['stats', 'coint', path(), file('GOOD-USDT-1h.csv', bars(60, { seed: 99 }))],
    ],
    [
      'pairs backtest',
      (): string[] => [
        'pairs',
        'backtest',
        path(),
        file('GOOD-USDT-1h.csv', bars(60, { seed: 99 })),
        '--train',
        '20',
        '--test',
        '10',
      ],
    ],
  ])('%s says so in one line', (_, args) => {
    const save = join(folder, 'never-written')
    const command = args()
    const saving = command[0] === 'pairs' ? ['--save', save] : []
    const ran = runCommand([...command, ...options, ...saving, '--json'], home)
    expect(ran.exitCode, ran.stderr).toBe(exitCode)
    const lines = ran.stderr.trimEnd().split('\n')
    expect(lines, ran.stderr).toHaveLength(1)
    for (const part of said) expect(lines[0]).toContain(part)
    const { error } = JSON.parse(ran.stdout) as {
      error: { code: string; message: string; context: object }
    }
    expect(error.message).toBeTruthy()
    expect(readdirSync(folder)).not.toContain('never-written')
  })
})

test('a missing file is named, exit 1', () => {
  const ran = runCommand(['stats', 'adf', join(folder, 'nowhere.csv')], home)
  expect(ran.exitCode).toBe(1)
  expect(ran.stderr).toContain('nowhere.csv')
  expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
})

test.each(['coint', 'hasbrouck', 'regress'])('identical series have no %s, exit 5', (command) => {
  const path = file('TWIN-USDT-1h.csv', bars(60))
  const ran = runCommand(['stats', command, path, path, '--json'], home)
  expect(ran.exitCode, ran.stderr).toBe(5)
  expect((JSON.parse(ran.stdout) as { error: { code: string } }).error.code).toMatch(
    /identical|collinear|perfect-fit/,
  )
})

test.each([
  [['stats', 'adf']],
  [['stats', 'adf', 'x.csv', '--trend', 'sometimes']],
  [['stats', 'adf', 'x.csv', '--lags', '-1']],
  [['stats', 'adf', 'x.csv', '--from', 'yesterday']],
  [['stats', 'nonsense', 'x.csv']],
  [['pairs', 'screen', 'x', '--alpha', '2']],
  [['pairs', 'backtest', 'x.csv']],
  [['unheard-of']],
  [['start', '--port', 'many']],
  [['start', '--port', '99999']],
  [['start', '--funding', 'somewhere']],
  [['pairs', 'backtest', 'y.csv', 'x.csv', '--participation', '1.5']],
  [['stats', 'johansen', 'a.csv', 'b.csv', '--deterministic', 'unheard-of']],
  [['stats', 'granger', 'a.csv']],
  [['stats', 'vecm', 'a.csv', 'b.csv', '--rank', '3']],
])('wrong usage exits 2 with one line: %j', (args) => {
  const ran = runCommand([...args, '--json'], home)
  expect(ran.exitCode, ran.stderr).toBe(2)
  expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
  expect((JSON.parse(ran.stdout) as { error: { code: string } }).error.code).toBe('usage')
})

test('funding that is not there is said at the start, with exit 1', () => {
  const path = file('A-USDT-1h.csv', bars(60))
  const nowhere = join(folder, 'nowhere')
  const ran = runIsobar(['start', '--data', path, '--funding', nowhere, '--port', '0'], home)
  expect(ran.exitCode).toBe(1)
  expect(ran.stderr).toContain(nowhere)
})

test('two files of one series are no pair', () => {
  const path = file('SAME-USDT-1h.csv', bars(60))
  const other = file('SAME-USDT-1h.csv.gz', gzipSync(bars(60)))
  const ran = runCommand(['pairs', 'screen', path, other, '--json'], home)
  expect(ran.exitCode).toBe(5)
  expect(ran.stdout).toContain('a second file of the same series')
})

test('the whole of a bar is a share of it', () => {
  const y = file('WHOLE-USDT-1h.csv', bars(300, { seed: 3 }))
  const x = file('OTHER-USDT-1h.csv', bars(300, { seed: 5 }))
  const asked = ['pairs', 'backtest', y, x, '--train', '100', '--test', '50']
  const ran = runCommand([...asked, '--participation', '1', '--json'], home)
  expect(ran.exitCode, ran.stderr).toBe(0)
})

test('in a universe a series that cannot be used is left out with its reason', () => {
  const universe = join(folder, 'universe', 'test')
  mkdirSync(universe, { recursive: true })
  for (const seed of [3, 5])
    writeFileSync(join(universe, `A${seed}-USDT-1h.csv`), bars(80, { seed }))
  writeFileSync(
    join(universe, 'FLAT-USDT-1h.csv'),
    [header, ...Array.from({ length: 60 }, (_, row) => good(row + 1))].join('\n'),
  )
  writeFileSync(
    join(universe, 'TORN-USDT-1h.csv'),
    bars(80, { row: 9, line: `${instantOf(9)},1,1,1,,1` }),
  )
  const ran = runCommand(['pairs', 'screen', universe, '--json'], home)
  expect(ran.exitCode, ran.stderr).toBe(0)
  const document = JSON.parse(ran.stdout) as {
    unorderedPairs: number
    skipped: { series: string; reason: string }[]
  }
  expect(document.unorderedPairs).toBe(1)
  expect(document.skipped.map(({ series }) => series)).toEqual(['FLAT-USDT', 'TORN-USDT'])
  expect(document.skipped[1]!.reason).toContain('10')
})
