import { expect, test } from 'vitest'
import { expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { expectValue, type Outcome } from '../../math/outcome.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { adf } from './adf.ts'
import { dfgls } from './dfgls.ts'
import { kpss } from './kpss.ts'
import { phillipsPerron } from './phillips-perron.ts'
import { unitRootSummary, type UnitRootResult } from './unit-root-summary.ts'
import { varianceRatio } from './variance-ratio.ts'
import { zivotAndrews } from './zivot-andrews.ts'

const tests: readonly (readonly [
  string,
  (series: Float64Array) => Outcome<UnitRootResult, string>,
])[] = [
  ['Phillips-Perron', (series) => phillipsPerron(series)],
  ['Dickey-Fuller GLS', (series) => dfgls(series)],
  ['variance ratio', (series) => varianceRatio(series, { lags: 4 })],
  ['Zivot-Andrews', (series) => zivotAndrews(series)],
]

const walk = (seed: number, length: number): Float64Array => {
  let level = 0
  return noise(seed, length).map((shock) => (level += shock))
}

test.for(tests)('%s depends on no unit and no origin', ([, estimate]) => {
  const series = walk(501, 200)
  const { statistic } = expectValue(estimate(series))
  for (const scale of [1e-200, 3e-9, 1e150]) {
    const scaled = expectValue(estimate(series.map((value) => value * scale)))
    expectClose(scaled.statistic, statistic, 1e-9, `scale ${scale}`)
  }
  const shifted = expectValue(estimate(series.map((value) => value + 1000)))
  expectClose(shifted.statistic, statistic, 1e-8, 'shift')
})

test.for(tests)('%s says why a series cannot be tested', ([, estimate]) => {
  const series = walk(502, 60)
  const reason = (values: Float64Array): string | undefined => {
    const outcome = estimate(values)
    return outcome.kind === 'unavailable' ? outcome.reason : undefined
  }
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(series.slice(0, 1))).toBe('too-few-rows')
  expect(reason(series.slice(0, 3))).toBe('too-few-rows')
  expect(reason(new Float64Array(60).fill(3))).toBe('constant-series')
  expect(reason(series.with(5, Number.NaN))).toBe('not-finite')
  expect(reason(series.with(5, Infinity))).toBe('not-finite')
  const line = Float64Array.from({ length: 60 }, (_, t) => 2 * t)
  expect(['perfect-fit', 'rank-deficient']).toContain(reason(line))
})

test.for(tests)('%s prints its statistic and its null hypothesis', ([, estimate]) => {
  const result = expectValue(estimate(walk(503, 200)))
  const text = renderSummary(unitRootSummary(result))
  expect(text).toContain(result.statistic.toPrecision(6))
  expect(text).toContain(result.nullHypothesis)
})

const summary = (result: UnitRootResult): string => renderSummary(unitRootSummary(result))
/** Six digits, as facts are printed. */
const fact = (value: number): string => value.toPrecision(6).replace(/0+$/, '')

test('a summary tells what its test alone knows', () => {
  const series = walk(509, 200)
  expect(summary(expectValue(adf(series, { criterion: 'bic' })))).toMatch(/lags by +bic/)
  const perron = expectValue(phillipsPerron(series))
  expect(summary(perron)).toContain(fact(perron.rho))
  const ratio = expectValue(varianceRatio(series))
  expect(summary(ratio)).toContain(fact(ratio.varianceRatio))
  const broken = expectValue(zivotAndrews(series))
  expect(summary(broken)).toMatch(new RegExp(`break after row +${broken.breakRow}`))
  const stationary = expectValue(kpss(noise(510, 200)))
  expect(stationary.pValueAtTableEdge).toBe(true)
  expect(summary(stationary)).toContain('Warning (table edge): the table ends at 0.1')
  expect(summary(expectValue(kpss(walk(511, 500))))).toContain('the p-value is smaller')
})

test('Zivot-Andrews is the smallest of one regression a break', () => {
  const series = walk(504, 90)
  for (const trend of ['c', 't', 'ct'] as const) {
    const lags = 2
    const found = expectValue(zivotAndrews(series, { trend, lags }))
    const changes = Float64Array.from({ length: 89 }, (_, t) => series[t + 1]! - series[t]!)
    const rows = 89 - lags
    const row = (k: (t: number) => number): Float64Array =>
      Float64Array.from({ length: rows }, (_, r) => k(lags + 1 + r))
    const statistics: number[] = []
    for (let last = Math.trunc(90 * 0.15); last < 90 - Math.trunc(90 * 0.15); last++) {
      const columns = [
        row((t) => series[t - 1]!),
        row((t) => changes[t - 2]!),
        row((t) => changes[t - 3]!),
        ...(trend === 't' ? [] : [row((t) => (t > last ? 1 : 0))]),
        ...(trend === 'c' ? [] : [row((t) => Math.max(0, t - last + (trend === 't' ? 1 : 0)))]),
      ]
      const fit = leastSquares(
        row((t) => changes[t - 1]!),
        columns,
        { trend: 'ct' },
      )
      statistics.push(expectValue(fit).tValues[0]!)
    }
    const least = Math.min(...statistics)
    expectClose(found.statistic, least, 1e-9, trend)
    expect(found.breakRow).toBe(Math.trunc(90 * 0.15) + statistics.indexOf(least))
  }
})

test('Zivot-Andrews finds the row where the level jumps', () => {
  const shocks = noise(505, 300)
  const series = shocks.map((shock, t) => shock + (t > 120 ? 8 : 0))
  const found = expectValue(zivotAndrews(series, { trend: 'c', lags: 0 }))
  expect(found.breakRow).toBe(120)
  expect(found.pValue).toBeLessThan(0.01)
  // Without the break the same series passes for a walk far more easily.
  expect(found.statistic).toBeLessThan(expectValue(adf(series, { lags: 0 })).statistic)
})

test('a ratio above one where increments follow each other, below where they revert', () => {
  const shocks = noise(506, 2000)
  let level = 0
  let last = 0
  const following = shocks.map((shock) => (level += last = 0.4 * last + shock))
  expect(expectValue(varianceRatio(following, { lags: 5 })).varianceRatio).toBeGreaterThan(1.3)
  expect(expectValue(varianceRatio(shocks, { lags: 5 })).varianceRatio).toBeLessThan(0.4)
})

test('one jump in a series that stands still leaves the robust ratio without an error', () => {
  const series = new Float64Array(40).fill(1, 20)
  const outcome = varianceRatio(series, { lags: 3, trend: 'n' })
  expect(outcome.kind === 'unavailable' && outcome.reason).toBe('perfect-fit')
  expect(varianceRatio(series, { lags: 3, trend: 'n', errors: 'iid' }).kind).toBe('value')
})

test('a line has nothing left to test once a trend is taken out of it', () => {
  for (const [slope, level] of [
    [2, 0],
    [0.1, 3],
    [-1e-3, 1e5],
  ] as const) {
    const line = Float64Array.from({ length: 60 }, (_, t) => slope * t + level)
    for (const lags of [0, 2]) {
      const outcome = dfgls(line, { trend: 'ct', lags })
      expect(outcome.kind === 'unavailable' && outcome.reason, `${slope}`).toBe('perfect-fit')
    }
    expect(dfgls(line, { trend: 'ct' }).kind).toBe('unavailable')
    expect(phillipsPerron(line, { trend: 'ct' }).kind).toBe('unavailable')
  }
})

test('lags that are no whole number are our mistake, not an outcome', () => {
  const series = walk(508, 60)
  for (const lags of [-1, 1.5, Number.NaN]) {
    expect(() => phillipsPerron(series, { lags })).toThrow('whole number')
    expect(() => dfgls(series, { lags })).toThrow('whole number')
    expect(() => varianceRatio(series, { lags })).toThrow('2 or more')
  }
})

test('beyond its table the p-value is the edge, and a warning says so', () => {
  const found = expectValue(zivotAndrews(noise(507, 500), { lags: 0 }))
  expect(found.pValue).toBe(1e-5)
  expect(found.warnings.map(({ kind }) => kind)).toEqual(['table-edge'])
})
