import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, afterEach, expect, test } from 'vitest'
import { eventually } from './until.ts'
import type { BacktestResult } from '../src/research/pairs/backtest-result.ts'
import type { ScreenResult } from '../src/research/pairs/screen-result.ts'
import type { SweepResult } from '../src/research/pairs/sweep-result.ts'
import type { WalkForwardResult } from '../src/research/pairs/walk-forward-result.ts'
import { randomUniverse } from './random-universe.ts'
import { runCommand } from './run-command.ts'
import { projectFolder } from './source-files.ts'
import { writeBars } from './write-bars.ts'

// The last part of the data, sealed, and opened once.

let folder: string
let home: string
let bars: string
let files: readonly string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-seal-'))
  home = join(folder, 'home')
  bars = join(folder, 'bars', 'test')
  mkdirSync(bars, { recursive: true })
  files = randomUniverse(1, 420).universe.map((series) => writeBars(bars, series))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const hour = 3_600_000
const first = 1_704_067_200_000
const sealedFrom = first + 300 * hour

function ran(...asked: string[]): unknown {
  const { stdout, stderr, exitCode } = runCommand(['pairs', ...asked, '--json'], home)
  expect(exitCode, stderr).toBe(0)
  return JSON.parse(stdout)
}

const pair = (): [string, string] => [files[0]!, files[1]!]
const short = ['--log', '--train', '100', '--test', '40']

test('nothing later than the seal is looked at, by any command', () => {
  runCommand(['pairs', 'seal', ...pair(), '--from', String(sealedFrom)], home)
  const screened = ran('screen', bars, '--log') as ScreenResult
  expect(screened.lastTime).toBeLessThan(sealedFrom)
  expect(screened.notes.join()).toMatch(/2 series sealed: nothing later was looked at/)
  const tested = ran('backtest', ...pair(), ...short) as BacktestResult
  expect(tested.folds.at(-1)!.testTo).toBeLessThanOrEqual(sealedFrom)
  expect(tested.notes.join()).toMatch(/2 series sealed: nothing later was looked at/)
  const swept = ran('sweep', ...pair(), ...short, '--grid', 'entry=1/2') as SweepResult
  expect(swept.to).toBeLessThanOrEqual(sealedFrom)
  const walked = ran(
    'walkforward',
    bars,
    '--log',
    '--formation',
    '150',
    '--trading',
    '60',
  ) as WalkForwardResult
  expect(walked.folds.at(-1)!.tradingTo).toBeLessThanOrEqual(sealedFrom + hour)
})

test('it is opened once: what is traded is sealed, and estimated on what is before', () => {
  runCommand(['pairs', 'seal', bars, '--from', String(sealedFrom)], home)
  ran('backtest', ...pair(), ...short)
  const opened = ran('backtest', ...pair(), ...short, '--open-seal') as BacktestResult
  expect(opened.folds[0]!.testFrom).toBeGreaterThanOrEqual(sealedFrom - 10 * hour)
  expect(opened.folds.at(-1)!.testTo).toBeGreaterThan(first + 400 * hour)
  expect(opened.notes.join()).toMatch(/was opened for this run, once/)
  const again = runCommand(['pairs', 'backtest', ...pair(), ...short, '--open-seal'], home)
  expect(again.exitCode).toBe(4)
  expect(again.stderr).toMatch(/was opened on .* by pairs backtest: what is seen twice/)
  const later = ran('backtest', ...pair(), ...short) as BacktestResult
  expect(later.folds.at(-1)!.testTo).toBeGreaterThan(sealedFrom)
  // Before it, on it and over both: three looks, three trials.
  expect(later.metrics.deflation!.trials).toBe(3)
  // Both legs were opened, the other coins of the folder were not.
  const listed = ran('seal') as { seals: { openedBy?: string }[] }
  expect(listed.seals.filter(({ openedBy }) => openedBy === 'pairs backtest')).toHaveLength(2)
})

/** A run that opens the seal of the pair and draws so many others beside it. */
function opening(save: string, nullRuns: number): readonly string[] {
  const drawn = ['--null-runs', String(nullRuns), '--save', join(folder, save), '--json']
  return ['pairs', 'backtest', ...pair(), ...short, '--open-seal', ...drawn]
}

function started(args: readonly string[]): ReturnType<typeof spawn> {
  return spawn(process.execPath, [join(projectFolder, 'bin', 'isobar'), ...args], {
    env: { ...process.env, ISOBAR_HOME: home },
    stdio: 'ignore',
  })
}

const exitOf = (child: ReturnType<typeof spawn>): Promise<number | null> =>
  new Promise((resolve) => child.on('close', resolve))

test('it is open before its first result is kept; a run that was killed goes on, another is refused', async () => {
  runCommand(['pairs', 'seal', ...pair(), '--from', String(sealedFrom)], home)
  const child = started(opening('a', 150))
  await eventually(() => {
    const kept = readFileSync(join(folder, 'a', 'checkpoint.jsonl'), 'utf8')
    expect(kept).toMatch(/"kind":"outcome"/)
  })
  const ended = exitOf(child)
  child.kill('SIGKILL')
  await ended
  expect(readFileSync(join(home, 'seals.jsonl'), 'utf8')).toMatch(/"by":"pairs backtest"/)
  for (const _ of [1, 2]) expect(runCommand(opening('b', 150), home).exitCode).toBe(4)
  const resumed = runCommand(opening('a', 150), home)
  expect(resumed.exitCode, resumed.stderr).toBe(0)
  expect(resumed.stderr).toMatch(/goes on from \d+ of 151 runs/)
  expect(runCommand(opening('a', 150), home).exitCode).toBe(4)
})

test('of two runs at once one opens it', async () => {
  runCommand(['pairs', 'seal', ...pair(), '--from', String(sealedFrom)], home)
  const both = ['a', 'b'].map((save) => exitOf(started(opening(save, 2))))
  const exits = await Promise.all(both)
  expect(new Set(exits)).toEqual(new Set([0, 4]))
})

test('a run that is refused for its data opens nothing', () => {
  runCommand(['pairs', 'seal', ...pair(), '--from', String(sealedFrom)], home)
  const refused = [...opening('a', 2), '--train', '5000']
  expect(runCommand(refused, home).exitCode).toBe(5)
  expect(readFileSync(join(home, 'seals.jsonl'), 'utf8')).not.toMatch(/opened/)
})

test('holes before the seal do not make what is sealed training', () => {
  for (const file of pair()) {
    const lines = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, [...lines.slice(0, 250), ...lines.slice(270)].join('\n'))
  }
  const short2 = files[2]!
  const lines = readFileSync(short2, 'utf8').split('\n')
  writeFileSync(short2, [...lines.slice(0, 200), ''].join('\n'))
  runCommand(['pairs', 'seal', bars, '--from', String(sealedFrom)], home)
  const opened = ran('backtest', ...pair(), ...short, '--open-seal') as BacktestResult
  expect(opened.folds[0]!.testFrom).toBe(sealedFrom)
  // A coin that was gone by then is left out with its reason.
  const others = ['walkforward', ...files.slice(2), '--log', '--formation', '60', '--trading', '60']
  const walked = ran(...others, '--open-seal') as WalkForwardResult
  expect(walked.skipped.map(({ reason }) => reason).join()).toMatch(/too few rows: 0/)
})

test.each([
  [['seal'], /Nothing is sealed/, 0],
  [['seal', 'FILE'], /either --from or --last/, 2],
])('%j says what it needs', (asked, message, exitCode) => {
  const done = runCommand(
    ['pairs', ...asked.map((word) => (word === 'FILE' ? files[0]! : word))],
    home,
  )
  expect(done.exitCode).toBe(exitCode)
  expect(done.stdout + done.stderr).toMatch(message)
})

test('a seal is not moved to later, nor opened where there is none, nor passed over where it cannot be read', () => {
  const unsealed = runCommand(['pairs', 'backtest', ...pair(), ...short, '--open-seal'], home)
  expect(unsealed.exitCode).toBe(2)
  runCommand(['pairs', 'seal', ...pair(), '--last', '0.4'], home)
  const later = runCommand(['pairs', 'seal', ...pair(), '--last', '0.1'], home)
  expect(later.exitCode).toBe(2)
  expect(later.stderr).toMatch(/a later beginning would uncover a part of it/)
  writeFileSync(join(home, 'seals.jsonl'), 'nonsense\n')
  expect(runCommand(['pairs', 'backtest', ...pair(), ...short], home).exitCode).toBe(3)
})
