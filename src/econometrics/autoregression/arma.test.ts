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
import { armaAt, armaCoordinates } from './arma-coordinates.ts'
import { armaLogLikelihood, armaSums } from './arma-likelihood.ts'
import { armaSummary } from './arma-summary.ts'
import { type ArmaOptions, type ArmaResult, arma } from './arma.ts'

interface FixedCase {
  readonly name: string
  readonly series: Recipe
  readonly missing: readonly number[]
  readonly mean: number
  readonly ar: readonly number[]
  readonly ma: readonly number[]
  readonly variance: number
  readonly expected: { readonly logLikelihood: number }
}

test.for(goldenCases('autoregression/arma-fixed') as readonly FixedCase[])(
  'has the exact likelihood of statsmodels: $name',
  (golden) => {
    const series = buildSeries(golden.series)
    for (const row of golden.missing) series[row] = Number.NaN
    const sums = armaSums(series, golden)!
    const found = armaLogLikelihood(sums, golden.mean, golden.variance)
    expectClose(found, golden.expected.logLikelihood, statisticTolerance, 'logLikelihood')
  },
)

interface GoldenCase {
  readonly name: string
  readonly series: Recipe
  readonly options: ArmaOptions
  readonly missing: readonly number[]
  readonly expected: {
    readonly logLikelihood: number
    readonly estimates: readonly number[]
    readonly standardErrors: readonly number[]
    readonly aic: number
    readonly forecast: readonly number[]
    readonly forecastDeviations: readonly number[]
    readonly arModuli: readonly number[]
    readonly maModuli: readonly number[]
  }
}

/** A maximum is flat: the reference's search leaves the square root of rounding in the estimates. */
const estimateTolerance = 2e-6
const errorTolerance = 1e-5

test.for(goldenCases('autoregression/arma') as readonly GoldenCase[])(
  'finds the maximum of statsmodels: $name',
  (golden, context) => {
    needsSeries([golden.series], context)
    const { expected } = golden
    const series = buildSeries(golden.series)
    for (const row of golden.missing) series[row] = Number.NaN
    const result = expectValue(arma(series, golden.options))
    expect(result.converged).toBe(true)
    expect(result.logLikelihood).toBeGreaterThan(
      expected.logLikelihood - 1e-10 * Math.abs(expected.logLikelihood),
    )
    expectClose(result.logLikelihood, expected.logLikelihood, statisticTolerance, 'logLikelihood')
    expectClose(result.aic, expected.aic, statisticTolerance, 'aic')
    expectAllClose(result.estimates, expected.estimates, estimateTolerance, 'estimates')
    expectAllClose(result.standardErrors, expected.standardErrors, errorTolerance, 'errors')
    expectAllClose(result.forecast, expected.forecast, estimateTolerance, 'forecast')
    const { forecastDeviations } = result
    expectAllClose(forecastDeviations, expected.forecastDeviations, estimateTolerance, 'deviations')
    const arModuli = result.arRoots.map(({ modulus }) => modulus)
    const maModuli = result.maRoots.map(({ modulus }) => modulus)
    expectAllClose(arModuli, expected.arModuli, errorTolerance, 'AR roots')
    expectAllClose(maModuli, expected.maModuli, errorTolerance, 'MA roots')
  },
)

interface RCase {
  readonly name: string
  readonly series: Recipe
  readonly options: ArmaOptions
  readonly expected: Readonly<
    Record<'estimates' | 'standardErrors' | 'logLikelihood' | 'forecast', number[]>
  >
}

/** R's `arima` ends where its relative gain is 1e-8 and differences its Hessian over steps of 1e-3. */
const rTolerance = 5e-3

const rCases = goldenCases('autoregression/r-arima') as readonly RCase[]
// There R's search ends on the lower of two hills, by 32 in the log-likelihood.
const lowerHill = 'ARMA(1,1), mean zero'

const fits = new Map<RCase, ArmaResult>()

/** The fit of a case, made once for both tests. */
function fitOf(golden: RCase): ArmaResult {
  const fit = fits.get(golden) ?? expectValue(arma(buildSeries(golden.series), golden.options))
  fits.set(golden, fit)
  return fit
}

test.for(rCases)('has no lower likelihood than arima of R: $name', (golden) => {
  const { logLikelihood } = fitOf(golden)
  const [theirs] = golden.expected.logLikelihood
  expect(logLikelihood).toBeGreaterThan(theirs! - 1e-9 * Math.abs(theirs!))
})

test.for(rCases.filter(({ name }) => name !== lowerHill))(
  'agrees with arima of R: $name',
  (golden) => {
    const { expected } = golden
    const result = fitOf(golden)
    expectClose(result.logLikelihood, expected.logLikelihood[0]!, 1e-8, 'logLikelihood')
    // R has no error for the variance.
    for (const [k, error] of expected.standardErrors.entries()) {
      const apart = Math.abs(result.estimates[k]! - expected.estimates[k]!) / error
      expect(apart).toBeLessThan(rTolerance)
    }
    const errors = result.standardErrors.slice(0, expected.standardErrors.length)
    expectAllClose(errors, expected.standardErrors, rTolerance, 'errors')
    expectAllClose(result.forecast, expected.forecast, 1e-4, 'forecast')
  },
)

test('any numbers are a stationary and invertible process, and it gives them back', () => {
  const x = noise(95, 5).map((value) => value / 2)
  const there = armaCoordinates(armaAt(x, 3))
  for (const [k, value] of there.entries()) expect(value).toBeCloseTo(x[k]!, 10)
})

test('unit and origin of the series change nothing but units', () => {
  const series = noise(96, 150)
  const reference = expectValue(arma(series, { p: 1, q: 1 }))
  for (const scale of [1e-150, 1e9, 1e150]) {
    const moved = expectValue(
      arma(
        series.map((value) => (value + 3) * scale),
        { p: 1, q: 1 },
      ),
    )
    expectClose(moved.logLikelihood, reference.logLikelihood - 150 * Math.log(scale), 1e-9, 'logL')
    expectClose(moved.mean! / scale - 3, reference.mean, 1e-4, 'mean')
    expectClose(moved.ar[0], reference.ar[0]!, 1e-5, 'ar')
  }
})

test('differenced noise has a moving average at the edge of invertibility, and says so', () => {
  const steps = noise(97, 301)
  const series = steps.slice(1).map((value, t) => value - steps[t]!)
  const result = expectValue(arma(series, { p: 0, q: 1, mean: 'constant' }))
  expect(result.ma[0]).toBeLessThan(-0.999)
  expect(result.warnings.map(({ kind }) => kind)).toContain('unstable')
})

const reason = (series: Float64Array, options?: ArmaOptions): string => {
  const outcome = arma(series, options)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why a series has no ARMA process', () => {
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(noise(98, 5), { p: 2, q: 0 })).toBe('too-few-rows')
  expect(reason(new Float64Array(20).fill(1))).toBe('constant-series')
  expect(reason(noise(98, 20).with(3, Infinity))).toBe('not-finite')
  expect(reason(noise(98, 20).with(3, NaN))).toBe('a value')
})

test('its summary holds estimates and roots', () => {
  const result = expectValue(arma(noise(99, 120), { p: 1, q: 1 }))
  const text = renderSummary(armaSummary(result))
  expect(text).toContain('ARMA(1,1)')
  expect(text).toContain(result.ar[0]!.toPrecision(6))
  expect(text).toContain(result.maRoots[0]!.modulus.toPrecision(6))
})
