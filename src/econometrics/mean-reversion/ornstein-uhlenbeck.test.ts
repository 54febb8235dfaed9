import { expect, test } from 'vitest'
import {
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { ar1 } from './ar1.ts'
import { halfLife, withoutKendallBias } from './half-life.ts'
import { ornsteinUhlenbeck } from './ornstein-uhlenbeck.ts'

interface GoldenCase {
  readonly name: string
  readonly series: Recipe
  readonly expected: {
    readonly constant: number
    readonly phi: number
    readonly standardErrors: { readonly constant: number; readonly phi: number }
    readonly residualVariance: number
    readonly observations: number
  }
}

test.for(goldenCases('mean-reversion') as readonly GoldenCase[])(
  'AR(1) agrees with statsmodels: $name',
  ({ series, expected }, context) => {
    needsSeries([series], context)
    const fit = expectValue(ar1(buildSeries(series)))
    expect(fit.observations).toBe(expected.observations)
    for (const field of ['constant', 'phi', 'residualVariance'] as const) {
      expectClose(fit[field], expected[field], statisticTolerance, field)
    }
    for (const field of ['constant', 'phi'] as const) {
      const what = `standard error of ${field}`
      expectClose(
        fit.standardErrors[field],
        expected.standardErrors[field],
        statisticTolerance,
        what,
      )
    }
  },
)

test.for(goldenCases('mean-reversion') as readonly GoldenCase[])(
  'OU and half-life follow from those figures in closed form: $name',
  ({ series, expected }, context) => {
    needsSeries([series], context)
    const values = buildSeries(series)
    const { constant, phi, residualVariance, observations } = expected
    const process = expectValue(ornsteinUhlenbeck(values))
    const sigma = Math.sqrt((-2 * Math.log(phi) * residualVariance) / (1 - phi ** 2))
    expectClose(process.speed, -Math.log(phi), statisticTolerance, 'speed')
    expectClose(process.mean, constant / (1 - phi), statisticTolerance, 'mean')
    expectClose(process.sigma, sigma, statisticTolerance, 'sigma')
    expectClose(
      process.halfLifeBars,
      Math.log(0.5) / Math.log(phi),
      statisticTolerance,
      'half-life',
    )
    const corrected = phi + (1 + 3 * phi) / observations
    const { halfLifeBars, halfLifeBarsCorrected } = expectValue(halfLife(values))
    expect(halfLifeBars).toBe(process.halfLifeBars)
    expect(halfLifeBarsCorrected).toBe(process.halfLifeBarsCorrected)
    const longer = corrected < 1 ? Math.log(0.5) / Math.log(corrected) : null
    expectClose(halfLifeBarsCorrected, longer, statisticTolerance, 'corrected')
  },
)

interface LikelihoodCase {
  readonly name: string
  readonly series: Recipe
  readonly logLikelihood: number
}

test.for(goldenCases('mean-reversion/ou-likelihood') as readonly LikelihoodCase[])(
  "the likelihood is that of statsmodels' filter: $name",
  ({ series, logLikelihood }, context) => {
    needsSeries([series], context)
    const process = expectValue(ornsteinUhlenbeck(buildSeries(series)))
    expectClose(process.logLikelihood, logLikelihood, statisticTolerance, 'log-likelihood')
  },
)

function autoregression(seed: number, length: number, phi: number): Float64Array {
  let value = 0
  return noise(seed, length).map((shock) => (value = phi * value + shock))
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

test('standard errors match the scatter of estimates over simulated series', () => {
  // 400 series: the scatter itself is known to 1 / sqrt(2 x 400) = 3.5 %, and first order is a few per cent off.
  const runs = Array.from({ length: 400 }, (_, k) =>
    expectValue(ornsteinUhlenbeck(autoregression(1000 + k, 1000, 0.8))),
  )
  for (const field of ['speed', 'mean', 'sigma', 'halfLifeBars'] as const) {
    const estimates = runs.map((run) => run[field])
    const centre = mean(estimates)
    const scatter = Math.sqrt(mean(estimates.map((value) => (value - centre) ** 2)))
    const claimed = mean(runs.map((run) => run.standardErrors[field]))
    expect(Math.abs(claimed / scatter - 1), `${field}: ${claimed} against ${scatter}`).toBeLessThan(
      0.12,
    )
  }
})

test("Kendall's correction removes most of the bias of short samples", () => {
  const phis = Array.from({ length: 400 }, (_, k) =>
    expectValue(ar1(autoregression(3000 + k, 60, 0.9))),
  )
  const raw = mean(phis.map(({ phi }) => phi)) - 0.9
  const corrected =
    mean(phis.map(({ phi, observations }) => withoutKendallBias(phi, observations))) - 0.9
  // -(1 + 3 x 0.9) / 59 = -0.063; the mean of 400 is known to 0.004.
  expect(raw).toBeLessThan(-0.045)
  expect(Math.abs(corrected)).toBeLessThan(0.02)
})

test('sigma, mean and speed carry the units of series and bar', () => {
  const series = autoregression(250, 300, 0.9)
  const reference = expectValue(ornsteinUhlenbeck(series))
  for (const scale of [1e-200, 1e-12, 1e12, 1e200]) {
    const scaled = expectValue(ornsteinUhlenbeck(series.map((value) => value * scale)))
    expect(scaled.observations).toBe(299)
    expectClose(scaled.speed, reference.speed, 1e-11, 'speed')
    expectClose(scaled.sigma / scale, reference.sigma, 1e-11, 'sigma')
    expectClose(scaled.mean / scale, reference.mean, 1e-11, 'mean')
    const density = scaled.logLikelihood + 300 * Math.log(scale)
    expectClose(density, reference.logLikelihood, 1e-11, 'log-likelihood')
  }
})

test('a series that does not revert has no process and no half-life', () => {
  const explosive = autoregression(251, 100, 1.05)
  expect(ornsteinUhlenbeck(explosive)).toMatchObject({ reason: 'not-mean-reverting' })
  expect(expectValue(halfLife(explosive)).halfLifeBars).toBeNull()
  const alternating = autoregression(252, 100, -0.5)
  expect(ornsteinUhlenbeck(alternating)).toMatchObject({ reason: 'not-mean-reverting' })
  expect(expectValue(halfLife(alternating)).halfLifeBars).toBeNull()
})

test('says why a series has no autoregression', () => {
  expect(ar1(new Float64Array(0))).toMatchObject({ reason: 'too-few-rows' })
  expect(ar1(Float64Array.of(1, 2, 1))).toMatchObject({ reason: 'too-few-rows' })
  expect(ar1(Float64Array.of(1, 1, 1, 1))).toMatchObject({ reason: 'constant-series' })
  expect(ar1(Float64Array.of(1, 1, 1, 2))).toMatchObject({ reason: 'constant-series' })
  expect(ar1(Float64Array.of(1, 2, Number.NaN, 2))).toMatchObject({ reason: 'not-finite' })
  expect(halfLife(Float64Array.of(1, 2, Infinity, 2))).toMatchObject({ reason: 'not-finite' })
  expect(ornsteinUhlenbeck(new Float64Array(5))).toMatchObject({ reason: 'constant-series' })
})
