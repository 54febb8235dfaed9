import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BacktestResult } from '../src/research/pairs/backtest-result.ts'
import type { ScreenResult } from '../src/research/pairs/screen-result.ts'
import type { VerdictResult } from '../src/research/pairs/verdict-result.ts'
import { interrupted } from './interrupted.ts'
import { randomPair } from './random-pair.ts'
import { randomUniverse } from './random-universe.ts'
import { runCommand } from './run-command.ts'
import { writeBars } from './write-bars.ts'

// `isobar pairs verdict`: one card on a pair, as a user's script asks for it.

let folder: string
let home: string
let bars: string
let y: string
let x: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-verdict-'))
  home = join(folder, 'home')
  bars = join(folder, 'bars', 'test')
  mkdirSync(bars, { recursive: true })
  // It has coins of the same names; those of the pair are written over them.
  for (const series of randomUniverse(1, 900).universe.slice(0, 3)) writeBars(bars, series)
  const pair = randomPair(7, 900)
  y = writeBars(bars, pair.y)
  x = writeBars(bars, pair.x)
  const { instrument } = pair.y
  writeBars(bars, { ...pair.y, instrument: { ...instrument, name: 'BBB-AAA' } })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rules = ['--log', '--train', '120', '--test', '40', '--entry', '1.5']

function judged(...options: string[]): VerdictResult {
  const ran = runCommand(
    ['pairs', 'verdict', y, x, ...rules, '--json', '--quiet', ...options],
    home,
  )
  expect(ran.exitCode, ran.stderr).toBe(0)
  return JSON.parse(ran.stdout) as VerdictResult
}

function asked(command: string, ...options: string[]): unknown {
  const { stdout } = runCommand(['pairs', command, ...options, '--json', '--no-trials'], home)
  return JSON.parse(stdout)
}

test('the card has every piece of evidence, as the commands it comes from tell it', () => {
  const card = judged('--null', 'bootstrap', '--universes', '39', '--null-runs', '9', '--no-trials')
  expect(card).toMatchObject({ kind: 'pairs-verdict', version: 1, null: { runs: 9 } })
  const backtest = asked('backtest', y, x, ...rules) as BacktestResult
  expect(card.metrics).toEqual(backtest.metrics)
  const screen = asked('screen', y, x, '--log') as ScreenResult
  const smaller = Math.min(...screen.results.map(({ pValue }) => pValue))
  expect(card.cointegration).toMatchObject({
    johansenRank: screen.results[0]!.johansenRank,
    universes: 39,
  })
  // The screen's kernel and the readable path agree to eleven digits, not to the bit.
  expect(card.cointegration.engleGrangerPValue! / Math.min(1, 2 * smaller)).toBeCloseTo(1, 9)
  expect(card.cointegration.bootstrapPValue).toBeLessThan(0.05)
  const { bars: half, interval } = card.halfLife
  expect(interval!.low).toBeLessThan(half!)
  expect(interval!.high).toBeGreaterThan(half!)
  expect(card.cross).toEqual({ instrument: 'BBB-AAA', venue: 'test', isInverted: true })
  expect(card.place!.rank).toBeGreaterThanOrEqual(1)
  expect(card.place!.rank).toBeLessThanOrEqual(card.place!.pairs)
  expect(card.reasons.map(({ about }) => about)).toEqual([
    'relation',
    'gain',
    'delay',
    'chance',
    'luck',
  ])
  expect(card.reasons.at(-1)).toMatchObject({ passed: null })
  expect(card.verdict).not.toBe('yes')
})

test('files in no folder of bars are judged without a place', () => {
  const loose = join(folder, 'loose')
  mkdirSync(loose)
  copyFileSync(y, join(loose, 'y.csv'))
  copyFileSync(x, join(loose, 'x.csv'))
  const judging = [
    'pairs',
    'verdict',
    join(loose, 'y.csv'),
    join(loose, 'x.csv'),
    '--null-runs',
    '0',
  ]
  const ran = runCommand([...judging, ...rules, '--json', '--quiet', '--no-trials'], home)
  expect(ran.exitCode, ran.stderr).toBe(0)
  expect(JSON.parse(ran.stdout)).toMatchObject({ place: null, cross: null })
  const named = runCommand([...judging, ...rules, '--folder', loose], home)
  expect(named).toMatchObject({ exitCode: 1, stdout: '' })
  expect(named.stderr).toMatch(/no bars in .*loose/)
})

test('among several venues a pair is found by venue and name', () => {
  const root = join(folder, 'several')
  for (const venue of ['other', 'test']) {
    mkdirSync(join(root, venue), { recursive: true })
    for (const path of [y, x]) copyFileSync(path, join(root, venue, basename(path)))
  }
  const { place } = judged('--folder', root, '--null-runs', '0', '--no-trials')
  expect(place!.pairs).toBe(4) // those of a series and itself cannot be tested
  expect(place!.rank).toBeGreaterThanOrEqual(1)
  const { place: elsewhere } = judged(
    '--folder',
    join(root, 'other'),
    '--null-runs',
    '0',
    '--no-trials',
  )
  expect(elsewhere).toMatchObject({ pairs: 1, rank: null })
})

test('a saved card names every file it rests on, its trial is the backtest, and what was left out is told', () => {
  const apart = join(folder, 'apart')
  const venue = join(folder, 'listed', 'test')
  mkdirSync(venue, { recursive: true })
  for (const path of [y, x]) copyFileSync(path, join(venue, basename(path)))
  const short = randomPair(9, 8).y
  writeBars(venue, { ...short, instrument: { ...short.instrument, name: 'CCC-USDT' } })
  const pair = [join(venue, basename(y)), join(venue, basename(x)), ...rules]
  const ledger = join(folder, 'ledger')
  const ran = runCommand(
    ['pairs', 'verdict', ...pair, '--null-runs', '0', '--save', apart, '--json'],
    ledger,
  )
  expect(ran.exitCode, ran.stderr).toBe(0)
  const card = JSON.parse(ran.stdout) as VerdictResult
  expect(card.notes).toContainEqual(
    expect.stringMatching(/^not looked at in the folder: CCC-USDT, /),
  )
  const { inputs } = JSON.parse(readFileSync(join(apart, 'run.json'), 'utf8')) as RunFile
  expect(inputs.map(({ file }) => basename(file))).toEqual([
    'AAA-USDT-1h.csv',
    'BBB-USDT-1h.csv',
    'CCC-USDT-1h.csv',
  ])
  const single = runCommand(['pairs', 'backtest', ...pair, '--json', '--quiet'], ledger)
  const { metrics } = JSON.parse(single.stdout) as BacktestResult
  // The other is the screen of its folder.
  expect(metrics.deflation!.trials).toBe(2)
})

interface RunFile {
  readonly inputs: readonly { readonly file: string }[]
}

test('Ctrl-C keeps the runs that are done', async () => {
  const save = join(folder, 'interrupted')
  const judging = ['pairs', 'verdict', y, x, ...rules, '--null-runs', '5000', '--no-trials']
  const { exitCode, stderr } = await interrupted(
    [...judging, '--save', save],
    home,
    () => kept(save) > 3,
  )
  expect(exitCode, stderr).toBe(130)
  expect(stderr).toMatch(/interrupted: \d+ of 5001 runs are kept in .*; the same command goes on/)
})

function kept(save: string): number {
  const path = join(save, 'checkpoint.jsonl')
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length : 0
}

test('costs that eat everything are a no, whatever the tests say', () => {
  const card = judged('--fee-bps', '100', '--null-runs', '0')
  expect(card.verdict).toBe('no')
  expect(card.conclusion).toMatch(/^No\. AAA-USDT on BBB-USDT: it loses after costs/)
  // The screen of its folder and itself.
  expect(card.metrics.deflation).toMatchObject({ trials: 2 })
  expect(card.metrics.deflatedSharpe).toBeLessThan(0.5)
})

test('a person gets the card and the sentence, and a report of it', () => {
  const save = join(folder, 'run')
  const ran = runCommand(
    ['pairs', 'verdict', y, x, ...rules, '--null-runs', '2', '--save', save],
    home,
  )
  expect(ran.exitCode, ran.stderr).toBe(0)
  for (const part of [
    /are they cointegrated +yes +Engle-Granger p = /,
    /also with every order late/,
    /half-life \d+ bars over the whole period \(95 %: /,
    /listed directly: BBB-AAA at test, the other way round/,
    /^(No|Not proven|Yes)[.:]/m,
  ]) {
    expect(ran.stdout).toMatch(part)
  }
  const page = join(folder, 'verdict.html')
  expect(runCommand(['report', save, '--out', page], home).exitCode).toBe(0)
  expect(readFileSync(page, 'utf8')).toMatch(/are they cointegrated/)
  expect(readFileSync(page, 'utf8')).toMatch(/"result":\{"kind":"pairs-verdict"/)
})
