import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { type HedgeVariances, startHedgeFilter, stepHedgeFilter } from './hedge-filter.ts'
import { kalmanHedgeRatioSummary } from './kalman-hedge-ratio-summary.ts'
import { type KalmanHedgeRatioOptions, kalmanHedgeRatio } from './kalman-hedge-ratio.ts'

interface GoldenCase {
  readonly name: string
  readonly series: readonly [Recipe, Recipe]
  readonly options: KalmanHedgeRatioOptions
  readonly missing: readonly number[]
  readonly fixed: {
    readonly variances: readonly number[]
    readonly logLikelihood: number
    /** From the covariance matrix of y in 40 digits; null for long series. */
    readonly denseLogLikelihood: number | null
  }
  readonly expected: {
    readonly logLikelihood: number
    readonly variances: readonly number[]
    readonly standardErrors: readonly (number | null)[]
    readonly rows: readonly number[]
    readonly innovations: readonly (number | null)[]
    readonly innovationVariances: readonly number[]
    readonly filteredHedgeRatios: readonly number[]
    readonly smoothedHedgeRatios: readonly number[]
    readonly smoothedVariances: readonly number[]
  }
}

function rowsOf({ series, missing }: GoldenCase): [y: Float64Array, x: Float64Array] {
  const y = buildSeries(series[0])
  for (const row of missing) y[row] = Number.NaN
  return [y, buildSeries(series[1])]
}

function named([observation, intercept, hedgeRatio]: readonly number[]): HedgeVariances {
  return { observation: observation!, intercept: intercept!, hedgeRatio: hedgeRatio! }
}

/** Second differences of a likelihood leave five digits. */
const errorTolerance = 2e-5
/** ... and three where it hardly bends over the estimate's own size. */
const flatErrorTolerance = 1e-3

function list<Value>(of: { readonly [name in keyof HedgeVariances]: Value }): Value[] {
  return [of.observation, of.intercept, of.hedgeRatio]
}

/** A maximum is flat: the reference's search leaves the square root of rounding in the estimates. */
const estimateTolerance = 2e-5

const cases = goldenCases('state-space/hedge-ratio') as readonly GoldenCase[]

test.for(cases)('finds the maximum of statsmodels: $name', (golden, context) => {
  needsSeries(golden.series, context)
  const { expected } = golden
  const result = expectValue(kalmanHedgeRatio(...rowsOf(golden), golden.options))
  expect(result.converged).toBe(true)
  expect(result.logLikelihood).toBeGreaterThan(
    expected.logLikelihood - statisticTolerance * Math.abs(expected.logLikelihood),
  )
  expectClose(result.logLikelihood, expected.logLikelihood, 1e-7, 'logLikelihood')
  const { variances, standardErrors } = result
  expectAllClose(list(variances), expected.variances, estimateTolerance, 'variances')
  for (const [k, error] of list(standardErrors).entries()) {
    const isFlat = expected.standardErrors[k]! > 10 * expected.variances[k]!
    const tolerance = isFlat ? flatErrorTolerance : errorTolerance
    expectClose(error, expected.standardErrors[k]!, tolerance, `error ${k}`)
  }
})

function near(actual: readonly number[], wanted: readonly (number | null)[], what: string): void {
  // Six digits are left of a state known from two rows whose x lie 1e-3 of it apart.
  expectAllClose(actual, wanted, 1e-6, what)
}

test.for(cases)('at given variances agrees with statsmodels: $name', (golden, context) => {
  needsSeries(golden.series, context)
  const { fixed, options, expected } = golden
  const rows = rowsOf(golden)
  const atFixed = { ...options, variances: named(fixed.variances) }
  const { logLikelihood, standardErrors } = expectValue(kalmanHedgeRatio(...rows, atFixed))
  expectClose(logLikelihood, fixed.logLikelihood, statisticTolerance, 'logLikelihood')
  expectClose(logLikelihood, fixed.denseLogLikelihood ?? logLikelihood, 1e-10, 'dense')
  expect(standardErrors.hedgeRatio).toBeNull()
  const found = { ...options, variances: named(expected.variances) }
  const result = expectValue(kalmanHedgeRatio(...rows, found))
  const at = (values: Float64Array): number[] => expected.rows.map((row) => values[row]!)
  const squares = (values: Float64Array): number[] => at(values).map((value) => value ** 2)
  near(at(result.innovations), expected.innovations, 'innovations')
  const traded = expected.innovationVariances.map((variance, k) =>
    expected.innovations[k] === null ? null : variance,
  )
  near(squares(result.innovationDeviations), traded, 'their variances')
  near(at(result.filteredHedgeRatios), expected.filteredHedgeRatios, 'filtered')
  near(at(result.smoothedHedgeRatios), expected.smoothedHedgeRatios, 'smoothed')
  near(squares(result.smoothedDeviations), expected.smoothedVariances, 'smoothed variances')
})

function pair(length: number, wander: number): [y: Float64Array, x: Float64Array] {
  let [price, hedge] = [100, 1.2]
  const x = noise(91, length).map((step) => (price += step))
  const steps = noise(92, length)
  const errors = noise(93, length)
  return [x.map((value, t) => (hedge += wander * steps[t]!) * value + errors[t]!), x]
}

test('a live filter says what the columnar one says', () => {
  const [y, x] = pair(200, 0.003)
  y[60] = Number.NaN
  for (const intercept of ['walk', 'fixed', 'none'] as const) {
    const result = expectValue(kalmanHedgeRatio(y, x, { intercept }))
    const live = startHedgeFilter(result.variances, intercept)
    for (let t = 0; t < y.length; t++) {
      stepHedgeFilter(live, y[t]!, x[t]!)
      expectClose(result.innovations[t], numberOrNull(live.innovation), 1e-6, `innovation ${t}`)
      expectClose(result.filteredHedgeRatios[t], numberOrNull(live.hedgeRatio), 1e-6, `ratio ${t}`)
    }
    expectClose(live.intercept, result.filteredIntercepts.at(-1)!, 1e-6, 'intercept')
  }
})

const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

test('the innovation is the residual under the hedge of the row before', () => {
  const [y, x] = pair(150, 0.003)
  const result = expectValue(kalmanHedgeRatio(y, x))
  for (let t = 3; t < y.length; t++) {
    const residual =
      y[t]! - result.filteredIntercepts[t - 1]! - result.filteredHedgeRatios[t - 1]! * x[t]!
    expect(result.innovations[t]! - residual).toBeCloseTo(0, 9)
  }
})

test('later rows do not change what was filtered with given variances', () => {
  const [y, x] = pair(120, 0.003)
  const variances = { observation: 1, intercept: 0.01, hedgeRatio: 1e-5 }
  const all = expectValue(kalmanHedgeRatio(y, x, { variances }))
  const some = expectValue(kalmanHedgeRatio(y.slice(0, 80), x.slice(0, 80), { variances }))
  for (let t = 2; t < 80; t++) {
    expectClose(some.filteredHedgeRatios[t], all.filteredHedgeRatios[t]!, 1e-9, `row ${t}`)
  }
})

test('a hedge that does not walk is the regression, and says so', () => {
  const [y, x] = pair(300, 0)
  const result = expectValue(kalmanHedgeRatio(y, x, { intercept: 'none' }))
  expect(result.variances.hedgeRatio).toBe(0)
  expect(result.hedgeMemoryBars).toBeNull()
  expect(result.memoryBars).toBeNull()
  expect(result.warnings.map(({ kind }) => kind)).toEqual(['boundary'])
  let [products, squares] = [0, 0]
  for (let t = 0; t < x.length; t++) {
    products += x[t]! * y[t]!
    squares += x[t]! * x[t]!
  }
  expectClose(result.filteredHedgeRatios.at(-1), products / squares, 1e-10, 'hedge ratio')
  expectClose(result.smoothedHedgeRatios[0], products / squares, 1e-10, 'smoothed')
})

function memory(wander: number): number {
  return expectValue(kalmanHedgeRatio(...pair(300, wander), { intercept: 'none' })).memoryBars!
}

test('the faster the hedge walks, the shorter is its memory', () => {
  expect(memory(0.02)).toBeLessThan(memory(0.004))
  expect(memory(0.004)).toBeLessThan(memory(0.001))
})

test('the units of either leg change nothing but units', () => {
  const [y, x] = pair(150, 0.004)
  const reference = expectValue(kalmanHedgeRatio(y, x))
  const moved = expectValue(
    kalmanHedgeRatio(
      y.map((value) => value * 1e9),
      x.map((value) => value * 1e-7),
    ),
  )
  expectClose(moved.variances.hedgeRatio / 1e32, reference.variances.hedgeRatio, 1e-6, 'variance')
  expectClose(
    moved.logLikelihood,
    reference.logLikelihood - 148 * Math.log(1e9) - Math.log(1e-7),
    1e-8,
    'logLikelihood',
  )
})

const reason = (y: Float64Array, x: Float64Array): string => {
  const outcome = kalmanHedgeRatio(y, x)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why a pair has no hedge ratio', () => {
  const x = noise(94, 30)
  expect(reason(new Float64Array(0), new Float64Array(0))).toBe('too-few-rows')
  expect(reason(x, new Float64Array(30).fill(2))).toBe('constant-series')
  expect(reason(x, x.with(3, Infinity))).toBe('not-finite')
  expect(reason(x, x)).toBe('perfect-fit')
})

test('its summary holds hedge ratio, memory and variances', () => {
  const result = expectValue(kalmanHedgeRatio(...pair(200, 0.004), { intercept: 'none' }))
  const summary = kalmanHedgeRatioSummary(result)
  const text = renderSummary(summary)
  expect(summary.tables[0]!.rows.map(([name]) => name)).toEqual(['noise', 'hedge ratio'])
  expect(text).toContain(result.filteredHedgeRatios.at(-1)!.toFixed(5))
  expect(text).toContain(result.memoryBars!.toFixed(5))
  expect(text).toContain(result.variances.observation.toPrecision(6))
})
