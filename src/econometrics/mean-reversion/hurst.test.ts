import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { simulateGarch } from '../volatility/simulate-garch.ts'
import { hurstSummary } from './hurst-summary.ts'
import { hurstWindows } from './hurst-windows.ts'
import { hurst, type HurstOptions } from './hurst.ts'
import { expectedRescaledRange, rescaledRanges } from './rescaled-range.ts'

interface HurstCase {
  readonly name: string
  readonly levels: Recipe
  readonly options: HurstOptions
  /** The papers' formulae, written out. */
  readonly papers: {
    readonly exponent: number
    readonly standardError: number
    readonly windows: readonly number[]
    readonly statistics: readonly number[]
  }
  /** null where it has another formula. */
  readonly nolds: { readonly exponent: number; readonly statistics: readonly number[] } | null
}

const differences = (levels: Float64Array): Float64Array =>
  levels.subarray(1).map((level, row) => level - levels[row]!)

const cases = goldenCases('mean-reversion/hurst') as readonly HurstCase[]

test.for(cases)("equals the papers' formulae: $name", ({ levels, options, papers }, context) => {
  needsSeries([levels], context)
  const result = expectValue(hurst(differences(buildSeries(levels)), options))
  expect(result.windows).toEqual(papers.windows)
  expectAllClose(result.statistics, papers.statistics, statisticTolerance, 'statistics')
  expectClose(result.exponent, papers.exponent, statisticTolerance, 'exponent')
  expectClose(result.standardError, papers.standardError, statisticTolerance, 'standard error')
})

const casesOfNolds = cases.filter(({ nolds }) => nolds !== null)

test.for(casesOfNolds)('equals nolds: $name', ({ levels, options, nolds }, context) => {
  needsSeries([levels], context)
  const result = expectValue(hurst(differences(buildSeries(levels)), options))
  expectAllClose(result.statistics, nolds!.statistics, statisticTolerance, 'statistics')
  expectClose(result.exponent, nolds!.exponent, statisticTolerance, 'exponent')
})

const normals = (random: Random, length: number): Float64Array =>
  Float64Array.from({ length }, () => random.normal())

const estimators: readonly (readonly [name: string, options: HurstOptions])[] = [
  ['R/S, uncorrected', { correction: 'none' }],
  ['R/S', {}],
  ['DFA-1', { method: 'dfa' }],
  ['DFA-2', { method: 'dfa', order: 2 }],
]

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function studied(name: string, options: HurstOptions, samples: readonly Float64Array[]): string {
  const results = samples.map((sample) => expectValue(hurst(sample, options)))
  const exponents = results.map(({ exponent }) => exponent)
  const mean = meanOf(exponents)
  const deviation = Math.sqrt(meanOf(exponents.map((exponent) => (exponent - mean) ** 2)))
  const claimed = Math.sqrt(meanOf(results.map(({ standardError }) => standardError ** 2)))
  const held = results.filter(({ interval: { low, high } }) => low <= 0.5 && high >= 0.5)
  const figures = [mean, deviation, claimed].map((figure) => figure.toFixed(3).padStart(8))
  const covers = `${((100 * held.length) / results.length).toFixed(0)} %`
  const rows = String(samples[0]!.length).padStart(6)
  return ` * ${rows}  ${name.padEnd(16)}${figures.join('')}${covers.padStart(8)}`
}

// Years of hours are two thirds of the work: ISOBAR_WHOLE=1 npx vitest run src/econometrics/mean-reversion/hurst.test.ts
const lengths = process.env['ISOBAR_WHOLE'] === undefined ? [500, 2160] : [500, 2160, 8760]

test('what the docstring says of bias, error and cover is what the simulation gives', () => {
  const source = readFileSync(join(import.meta.dirname, 'hurst.ts'), 'utf8')
  const said = source.split('\n').filter((line) => /^ \* +\d+ {2}\S.* %$/.test(line))
  const found = lengths.flatMap((rows) => {
    const random = new Random(1)
    const samples = Array.from({ length: 400 }, () => normals(random, rows))
    return estimators.map(([name, options]) => studied(name, options, samples))
  })
  const ofLengths = said.filter((line) => lengths.includes(Number(/\d+/.exec(line)![0])))
  expect(ofLengths).toEqual(found)
})

test('bursts of volatility: the intervals of R/S hold, those of DFA are too narrow, as the docstring says', () => {
  for (const [method, covers] of [
    ['rs', '93'],
    ['dfa', '82'],
  ] as const) {
    const random = new Random(6)
    let held = 0
    for (let run = 0; run < 400; run++) {
      const parameters = { omega: 0.01, alpha: [0.15], beta: [0.845] }
      const { returns } = simulateGarch(parameters, { rows: 2160, random })
      const { low, high } = expectValue(hurst(returns, { method })).interval
      if (low <= 0.5 && high >= 0.5) held++
    }
    expect((held / 4).toFixed(0), method).toBe(covers)
  }
})

/** Fractional Gaussian noise made of independent one by the recursion of Durbin and Levinson, whose weights all samples share. */
function fractionalNoise(exponent: number, shocks: readonly Float64Array[]): Float64Array[] {
  const { length } = shocks[0]!
  const power = (k: number): number => Math.abs(k) ** (2 * exponent)
  const covariances = Float64Array.from(
    { length },
    (_, k) => (power(k + 1) - 2 * power(k) + power(k - 1)) / 2,
  )
  const samples = shocks.map((each) => each.slice())
  let weights = new Float64Array(length)
  let variance = 1
  for (let t = 1; t < length; t++) {
    let partial = covariances[t]!
    for (let j = 1; j < t; j++) partial -= weights[j]! * covariances[t - j]!
    partial /= variance
    const before = weights
    weights = before.map((weight, j) => (j > 0 && j < t ? weight - partial * before[t - j]! : 0))
    weights[t] = partial
    variance *= 1 - partial * partial
    for (const values of samples) {
      let forecast = 0
      for (let j = 1; j <= t; j++) forecast += weights[j]! * values[t - j]!
      values[t] = forecast + Math.sqrt(variance) * values[t]!
    }
  }
  return samples
}

test('fractional noise: DFA finds its exponent, and R/S reads nearer to 1/2', () => {
  for (const [exponent, byRange] of [
    [0.3, 0.352],
    [0.7, 0.642],
  ] as const) {
    const random = new Random(5)
    const shocks = Array.from({ length: 40 }, () => normals(random, 1000))
    const samples = fractionalNoise(exponent, shocks)
    const read = (options: HurstOptions): number =>
      meanOf(samples.map((sample) => expectValue(hurst(sample, options)).exponent))
    // An exponent has a deviation of 0.03 to 0.06, a mean of 40 one of 0.01 at most: three of these.
    expect(Math.abs(read({ method: 'dfa' }) - exponent)).toBeLessThan(0.03)
    expect(Math.abs(read({ method: 'dfa', order: 2 }) - exponent)).toBeLessThan(0.04)
    expect(Math.abs(read({}) - byRange)).toBeLessThan(0.03)
  }
})

test('short memory moves the exponent, and levels handed over for increments read as more than 0.9', () => {
  const random = new Random(3)
  let value = 0
  const remembering = Float64Array.from(
    { length: 8760 },
    () => (value = 0.3 * value + random.normal()),
  )
  expect(expectValue(hurst(remembering)).interval.low).toBeGreaterThan(0.5)
  let level = 0
  const walk = Float64Array.from({ length: 8760 }, () => (level += random.normal()))
  expect(expectValue(hurst(walk)).exponent).toBeGreaterThan(0.9)
  expect(Math.abs(expectValue(hurst(walk, { method: 'dfa' })).exponent - 1.5)).toBeLessThan(0.1)
})

test('the mean rescaled range of independent increments is that of simulated ones', () => {
  expectClose(expectedRescaledRange(2), 1, 1e-14, 'of two')
  const random = new Random(2)
  for (const size of [3, 10, 50]) {
    const ranges = [...rescaledRanges(normals(random, 20_000 * size), size)]
    const mean = meanOf(ranges)
    const error = Math.sqrt(meanOf(ranges.map((range) => (range - mean) ** 2)) / ranges.length)
    expect(Math.abs(mean - expectedRescaledRange(size)), `${size} rows`).toBeLessThan(4 * error)
  }
})

test('windows are the divisors of one of them, an eighth of the rows at most', () => {
  expect(hurstWindows(2160)).toEqual([10, 12, 15, 16, 20, 24, 30, 40, 48, 60, 80, 120, 240])
  expect(hurstWindows(287)).toEqual([12, 24])
  expect(hurstWindows(288)).toEqual([12, 18, 36])
  expect(hurstWindows(0)).toEqual([])
})

test('neither the unit of the increments nor a constant drift counts', () => {
  const increments = normals(new Random(4), 1000)
  for (const method of ['rs', 'dfa'] as const) {
    const { exponent, standardError, statistics } = expectValue(hurst(increments, { method }))
    for (const [scale, shift] of [
      [1e-200, 0],
      [1e200, 0],
      [1, 50],
    ] as const) {
      const moved = expectValue(
        hurst(
          increments.map((step) => step * scale + shift),
          { method },
        ),
      )
      expectClose(moved.exponent, exponent, 1e-10, 'exponent')
      expectClose(moved.standardError, standardError, 1e-9, 'standard error')
      const unit = method === 'dfa' ? scale : 1
      expectClose(moved.statistics[0]! / unit, statistics[0]!, 1e-10, 'first statistic')
    }
  }
})

test('says why a series has no exponent', () => {
  const increments = normals(new Random(6), 288)
  expect(hurst(increments)).toMatchObject({ kind: 'value' })
  expect(hurst(increments.subarray(1))).toMatchObject({ reason: 'too-few-rows' })
  expect(hurst(new Float64Array(0))).toMatchObject({ reason: 'too-few-rows' })
  expect(hurst(new Float64Array(500))).toMatchObject({ reason: 'constant-series' })
  expect(hurst(increments.with(7, Number.NaN))).toMatchObject({ reason: 'not-finite' })
  expect(hurst(increments.with(7, Infinity))).toMatchObject({ reason: 'not-finite' })
  // One jump, in the rows that no window of either size holds.
  const windows = [60, 70, 90]
  const still = new Float64Array(449).with(448, 1)
  expect(hurst(still, { windows })).toMatchObject({ reason: 'flat-windows' })
  expect(() => hurst(increments, { windows: [8, 16] })).toThrow('3 window sizes')
  expect(() => hurst(increments, { windows: [16, 8, 32] })).toThrow('ascend')
})

test('the summary names the estimator, its interval and its windows', () => {
  const increments = normals(new Random(1), 500)
  const text = renderSummary(hurstSummary(expectValue(hurst(increments))))
  expect(text).toContain('Hurst exponent by rescaled range')
  expect(text).toMatch(/95 % from +0\.\d+/)
  expect(text).toMatch(/^60 +/m)
  const other = renderSummary(
    hurstSummary(expectValue(hurst(increments, { method: 'dfa', order: 2 }))),
  )
  expect(other).toContain('Hurst exponent by DFA-2')
})
