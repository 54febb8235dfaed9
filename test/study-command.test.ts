import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from './until.ts'
import type { StudySummary } from '../src/app/study/run-study.ts'
import { randomUniverse } from './random-universe.ts'
import { runCommand } from './run-command.ts'
import { runIsobar } from './run-isobar.ts'
import { projectFolder } from './source-files.ts'
import { writeBars } from './write-bars.ts'

// `isobar run`, and what a command that is interrupted leaves behind, as a user's script meets them.

let folder: string
let home: string
let bars: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-study-'))
  home = join(folder, 'home')
  bars = join(folder, 'bars', 'test-perp')
  mkdirSync(bars, { recursive: true })
  for (const series of randomUniverse(1, 420).universe) writeBars(bars, series)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const study = (entry: number): string => `
# Two runs that share their options.
out: results
options: { log: true, threads: 1 }
runs:
  - name: screen
    command: pairs screen
    arguments: bars/test-perp
  - name: aaa-btc
    command: pairs backtest
    arguments: [bars/test-perp/AAA-USDT-1h.csv, bars/test-perp/BTC-USDT-1h.csv]
    options:
      train: 150
      test: 60
      entry: ${entry}
      no-trials: true
`

function ran(text: string): { readonly states: readonly string[]; readonly summary: StudySummary } {
  writeFileSync(join(folder, 'study.yaml'), text)
  const done = runCommand(['run', join(folder, 'study.yaml'), '--json', '--quiet'], home)
  expect(done.exitCode, done.stderr).toBe(0)
  const summary = JSON.parse(done.stdout) as StudySummary
  return { summary, states: summary.runs.map(({ state }) => state) }
}

test('runs are done in order, and not again while inputs and options are the same', () => {
  const first = ran(study(1.5))
  expect(first.states).toEqual(['done', 'done'])
  expect(first.summary.runs[0]!.conclusion).toMatch(/^\d+ of 21 pairs are cointegrated\.$/)
  expect(first.summary.runs[1]!.conclusion).toMatch(/% of capital in \d+ days/)
  expect(existsSync(join(folder, 'results', 'aaa-btc', 'run.json'))).toBe(true)
  expect(ran(study(1.5)).states).toEqual(['kept', 'kept'])
  expect(ran(study(1.75)).states).toEqual(['kept', 'done'])
  const file = join(bars, 'CCC-USDT-1h.csv')
  writeFileSync(file, readFileSync(file, 'utf8').trimEnd().split('\n').slice(0, -1).join('\n'))
  expect(ran(study(1.75)).states).toEqual(['done', 'kept'])
})

test('a run without an answer is told, gives its exit code, and is done', () => {
  const text = study(1.5).replace('train: 150', 'train: 5000')
  const [, alone] = text.split('arguments: bars/test-perp\n')
  writeFileSync(join(folder, 'few.yaml'), `out: other\noptions: { log: true }\nruns:\n${alone}`)
  for (const state of ['done', 'kept']) {
    const done = runCommand(['run', join(folder, 'few.yaml'), '--json', '--quiet'], home)
    expect(done.exitCode).toBe(5)
    const { runs } = JSON.parse(done.stdout) as StudySummary
    expect(runs.map((run) => [run.name, run.state, run.exitCode])).toEqual([['aaa-btc', state, 5]])
    expect(runs[0]!.conclusion).toMatch(/^too few rows/)
  }
})

test('a run that fails is told, does not stop the others, and gives its exit code', () => {
  const file = join(folder, 'failing.yaml')
  const [head, screen, backtest] = study(1.5).replace('results', 'third').split('  - name: ')
  const failing = backtest!.replace('AAA-USDT-1h', 'NONE-USDT-1h')
  writeFileSync(file, [head, failing, screen].join('  - name: '))
  const done = runIsobar(['run', file, '--json', '--quiet'], home)
  expect(done.exitCode).toBe(1)
  const { runs } = JSON.parse(done.stdout) as StudySummary
  expect(runs.map(({ state, exitCode }) => [state, exitCode])).toEqual([
    ['failed', 1],
    ['done', 0],
  ])
})

test('a fault is told with its line before anything runs', () => {
  const file = join(folder, 'wrong.yaml')
  writeFileSync(file, study(5))
  const done = runCommand(['run', file, '--out', join(folder, 'never')], home)
  expect(done.exitCode, done.stderr).toBe(2)
  expect(done.stderr).toMatch(/^isobar: .*wrong.yaml:15: stop 4 must lie beyond entry 5\n$/)
  expect(existsSync(join(folder, 'never'))).toBe(false)
})

test('a walk-forward that is interrupted keeps its runs, and goes on to the same result', async () => {
  const save = join(folder, 'interrupted')
  const checkpoint = join(save, 'checkpoint.jsonl')
  const asked = ['pairs', 'walkforward', bars, '--log', '--formation', '150', '--trading', '60']
  const args = [...asked, '--null-runs', '10', '--no-trials', '--json']
  const child = spawn(
    process.execPath,
    [join(projectFolder, 'bin', 'isobar'), ...args, '--save', save],
    { env: { ...process.env, ISOBAR_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  await eventually(() => {
    expect(readFileSync(checkpoint, 'utf8').split('\n').length).toBeGreaterThan(3)
  })
  child.kill('SIGINT')
  expect(await ended, stderr).toBe(130)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'interrupted' } })
  expect(stderr).toMatch(/interrupted: \d+ of 11 runs are kept in .*; the same command goes on/)
  expect(existsSync(join(save, 'run.json'))).toBe(false)
  const resumed = runCommand([...args, '--save', save], home)
  expect(resumed.stderr).toMatch(/goes on from \d+ of 11 runs/)
  expect(existsSync(checkpoint)).toBe(false)
  const whole = runCommand([...args, '--quiet'], home)
  expect(JSON.parse(resumed.stdout)).toEqual(JSON.parse(whole.stdout))
})

test.skipIf(process.platform === 'win32')(
  'a disk that takes no more ends a run of many with one line',
  () => {
    const save = join(folder, 'full')
    const [y, x] = ['AAA', 'BTC'].map((name) => join(bars, `${name}-USDT-1h.csv`))
    const args = ['pairs', 'backtest', y!, x!, '--log', '--train', '150', '--test', '60']
    // Files of at most 8 KiB: the outcome of the data themselves is longer.
    const done = spawnSync(
      'bash',
      [
        '-c',
        'ulimit -f 8; exec "$@"',
        'bash',
        process.execPath,
        join(projectFolder, 'bin', 'isobar'),
        ...args,
        '--null-runs',
        '30',
        '--no-trials',
        '--quiet',
        '--save',
        save,
      ],
      { encoding: 'utf8', env: { ...process.env, ISOBAR_HOME: home } },
    )
    expect(done.stderr).toMatch(/^isobar: .*checkpoint\.jsonl.*\n$/)
    expect(done.status).toBe(1)
  },
)

test('a run is done again where a seal leaves fewer of its rows', () => {
  // As the first test left it, where that was run.
  const text = study(1.75)
  ran(text)
  expect(ran(text).states).toEqual(['kept', 'kept'])
  runCommand(['pairs', 'seal', bars, '--last', '0.1'], home)
  expect(ran(text).states).toEqual(['done', 'done'])
  // The run that opens the seal is kept; the screen before it then has more to look at.
  const opening = text.replace('train: 150', 'train: 150\n      open-seal: true')
  expect(ran(opening).states).toEqual(['kept', 'done'])
  expect(ran(opening).states).toEqual(['done', 'kept'])
  expect(ran(opening).states).toEqual(['kept', 'kept'])
})
