import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BacktestResult } from '../src/research/pairs/backtest-result.ts'
import type { ScreenResult } from '../src/research/pairs/screen-result.ts'
import type { VerdictResult } from '../src/research/pairs/verdict-result.ts'
import { randomPair } from './random-pair.ts'
import { randomUniverse } from './random-universe.ts'
import { runIsobar } from './run-isobar.ts'
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
  const pair = randomPair(7, 900)
  y = writeBars(bars, pair.y)
  x = writeBars(bars, pair.x)
  for (const series of randomUniverse(1, 900).universe.slice(0, 3)) writeBars(bars, series)
  const { instrument } = pair.y
  writeBars(bars, { ...pair.y, instrument: { ...instrument, name: 'BBB-AAA' } })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rules = ['--log', '--train', '120', '--test', '40', '--entry', '1.5']

function judged(...options: string[]): VerdictResult {
  const ran = runIsobar(['pairs', 'verdict', y, x, ...rules, '--json', '--quiet', ...options], home)
  expect(ran.exitCode, ran.stderr).toBe(0)
  return JSON.parse(ran.stdout) as VerdictResult
}

function asked(command: string, ...options: string[]): unknown {
  const { stdout } = runIsobar(['pairs', command, ...options, '--json', '--no-trials'], home)
  return JSON.parse(stdout)
}

test('the card has every piece of evidence, as the commands it comes from tell it', () => {
  const card = judged('--null', 'bootstrap', '--universes', '99', '--null-runs', '9', '--no-trials')
  expect(card).toMatchObject({ kind: 'pairs-verdict', version: 1, null: { runs: 9 } })
  const backtest = asked('backtest', y, x, ...rules) as BacktestResult
  expect(card.metrics).toEqual(backtest.metrics)
  const screen = asked('screen', y, x, '--log') as ScreenResult
  const smaller = Math.min(...screen.results.map(({ pValue }) => pValue))
  expect(card.cointegration).toMatchObject({
    johansenRank: screen.results[0]!.johansenRank,
    universes: 99,
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
  const ran = runIsobar(
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
  expect(runIsobar(['report', save, '--out', page], home).exitCode).toBe(0)
  expect(readFileSync(page, 'utf8')).toMatch(/are they cointegrated/)
  expect(readFileSync(page, 'utf8')).toMatch(/"result":\{"kind":"pairs-verdict"/)
})
