import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from 'commander'
import { buildProgram } from '../src/app/cli/main.ts'
import type { BacktestResult } from '../src/research/pairs/backtest-result.ts'
import type { ScreenResult } from '../src/research/pairs/screen-result.ts'
import { endedBy } from './ended-by.ts'
import { needs, sharedFolder } from './need.ts'
import { randomPair } from './random-pair.ts'
import { runCommand } from './run-command.ts'
import { runIsobar } from './run-isobar.ts'
import { projectFolder } from './source-files.ts'
import { writeBars } from './write-bars.ts'

// Whole commands, as a user's script runs them.

let folder: string
let home: string
let y: string
let x: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-commands-'))
  home = join(folder, 'home')
  const pair = randomPair(11, 420)
  y = writeBars(folder, pair.y)
  x = writeBars(folder, pair.x)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('help', async () => {
  const program = await buildProgram()
  const tree = (command: Command, above = 'isobar'): [string, Command][] => [
    [above, command],
    ...command.commands.flatMap((child) => tree(child, `${above} ${child.name()}`)),
  ]

  test.each(tree(program))('%s --help has an example', (_, command) => {
    let help = ''
    command.configureOutput({ writeOut: (text) => (help += text) })
    command.outputHelp()
    expect(help).toMatch(/Example:\n {2}\$ isobar /)
  })

  test.each([['--help'], ['pairs', '--help'], ['pairs', 'screen', '--help']])(
    'is printed and ends with 0: %s %s %s',
    (...words) => {
      const ran = runCommand(words, home)
      expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
      expect(ran.stdout).toMatch(/^Usage: isobar/)
    },
  )
})

function krakenMinutes(name: string): string {
  return join(sharedFolder, 'data', 'bars', 'kraken', `${name}-1m.csv.gz`)
}

describe('stats', () => {
  test('prints exactly one JSON document, with the rows joined and dropped', () => {
    const ran = runIsobar(['stats', 'coint', y, x, '--log', '--json'], home)
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
    const document = JSON.parse(ran.stdout) as Record<string, unknown>
    expect(Object.keys(document)).toEqual(
      expect.arrayContaining([
        'test',
        'statistic',
        'pValue',
        'lags',
        'observations',
        'criticalValues',
        'nullHypothesis',
        'hedgeRatio',
        'intercept',
        'halfLifeBars',
        'rSquared',
        'rows',
        'dropped',
      ]),
    )
    expect(document['rows']).toBe(document['observations'])
  })

  test('the traces of BTC in dollars and in tethers, Kraken, March 2023', (context) => {
    needs('data', context)
    const ran = runCommand(
      [
        'stats',
        'johansen',
        krakenMinutes('BTC-USD'),
        krakenMinutes('BTC-USDT'),
        '--log',
        '--lag-differences',
        '8',
        '--json',
      ],
      home,
    )
    const { trace } = JSON.parse(ran.stdout) as { trace: number[] }
    expect(trace.map((value) => value.toFixed(4))).toEqual(['27.0257', '0.2194'])
  })
})

/** A screen's document without its clocks. */
function screened(threads: string): unknown {
  const ran = runCommand(
    ['pairs', 'screen', y, x, '--threads', threads, '--json', '--no-trials'],
    home,
  )
  return { ...(JSON.parse(ran.stdout) as ScreenResult), elapsedMs: 0, readMs: 0 }
}

describe('pairs', () => {
  test('a row of the screen is the single test of the same two files', () => {
    const screen = JSON.parse(
      runCommand(['pairs', 'screen', y, x, '--log', '--json'], home).stdout,
    ) as ScreenResult
    const row = screen.results.find((each) => each.y === 'AAA-USDT')!
    const single = JSON.parse(
      runCommand(['stats', 'coint', y, x, '--log', '--json'], home).stdout,
    ) as Record<string, number>
    expect([row.lags, row.observations]).toEqual([single['lags'], single['observations']])
    // Shared moments and a regression of its own: twelve digits of the statistic, a few less of what is made of it.
    for (const field of ['statistic', 'pValue', 'halfLifeBars'] as const) {
      expect(Math.abs(row[field]! / single[field]! - 1), field).toBeLessThan(1e-9)
    }
  })

  test('the number of threads changes nothing but the time', () => {
    expect(screened('1')).toEqual(screened('2'))
  })

  test('a backtest is saved, entered once however often it is run, and reported in one file', () => {
    const save = join(folder, 'run')
    const args = [
      'pairs',
      'backtest',
      y,
      x,
      '--log',
      '--train',
      '60',
      '--test',
      '20',
      '--save',
      save,
      '--json',
    ]
    const ran = runIsobar(args, home)
    expect(ran.exitCode, ran.stderr).toBe(0)
    expect(runCommand(args, home).stdout).toBe(ran.stdout)
    const result = JSON.parse(ran.stdout) as BacktestResult
    expect(result.trades.length).toBeGreaterThan(3)
    expect(result).not.toHaveProperty('equity')

    const run = JSON.parse(readFileSync(join(save, 'run.json'), 'utf8')) as {
      result: BacktestResult
      inputs: { sha256: string }[]
    }
    expect(run.result.trades).toEqual(result.trades)
    expect(run.inputs.map(({ sha256 }) => sha256.length)).toEqual([64, 64])

    const trials = readFileSync(join(home, 'trials.jsonl'), 'utf8').trim().split('\n')
    const hashes = trials
      .map((line) => JSON.parse(line) as { hash: string; kind: string })
      .filter(({ kind }) => kind === 'pairs-backtest')
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(1)

    const page = join(folder, 'report.html')
    expect(runIsobar(['report', save, '--out', page], home).exitCode).toBe(0)
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('AAA-USDT')
    expect(html).not.toMatch(/(src|href)="(?!#|data:)[^"]*\.(js|css)"/)
  })

  test('--no-trials leaves a run out, and says so', () => {
    const elsewhere = join(folder, 'other-home')
    const ran = runCommand(
      ['pairs', 'backtest', y, x, '--train', '60', '--test', '20', '--no-trials'],
      elsewhere,
    )
    expect(ran.exitCode, ran.stderr).toBe(0)
    expect(ran.stderr).toContain('not entered')
    expect(existsSync(elsewhere)).toBe(false)
  })

  test('orders that make no sense are refused before anything is read', () => {
    for (const odd of [
      ['--entry', '2', '--stop', '1'],
      ['--entry', '1', '--exit', '2'],
    ]) {
      expect(runCommand(['pairs', 'backtest', y, x, ...odd], home).exitCode).toBe(2)
    }
  })
})

/** Bars to begin with: without any a universe of 100 series is made up, which takes a second and more. */
function withBars(): readonly string[] {
  const bars = join(folder, 'bars', 'made-perp')
  mkdirSync(bars, { recursive: true })
  for (const file of [y, x]) copyFileSync(file, join(bars, basename(file)))
  return ['--data', join(folder, 'bars')]
}

describe('start', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'prints its address and ends within 3 s of %s',
    async (signal) => {
      const script = join(projectFolder, 'bin', 'isobar')
      const child = spawn(
        process.execPath,
        [script, 'start', '--no-market', '--port', '0', '--json', ...withBars()],
        { env: { ...process.env, ISOBAR_HOME: home } },
      )
      let stdout = ''
      const address = await new Promise<string>((resolve, reject) => {
        child.once('exit', () => reject(new Error(`ended early: ${stdout}`)))
        child.stdout.on('data', (chunk: Buffer) => {
          stdout += chunk.toString()
          if (stdout.endsWith('\n')) resolve((JSON.parse(stdout) as { address: string }).address)
        })
      })
      expect(await (await fetch(`${address}/api/health`)).json()).toMatchObject({ status: 'ok' })
      expect(await endedBy(child, { ask: () => child.kill(signal), withinMs: 3_000 })).toBe(0)
    },
  )

  test('a port that is taken is the world failing, in one line', async () => {
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const { port } = holder.address() as { port: number }
    const asked = ['start', '--no-market', '--port', String(port), ...withBars()]
    const ran = runIsobar(asked, home)
    holder.close()
    expect(ran.exitCode).toBe(1)
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(ran.stderr).toContain(String(port))
  })
})
