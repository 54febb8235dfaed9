import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { localLevelSummary } from './local-level-summary.ts'
import { localLevel } from './local-level.ts'

interface GoldenCase {
  readonly name: string
  readonly series: Recipe
  readonly missing: readonly number[]
  readonly expected: {
    readonly logLikelihood: number
    readonly variances: readonly number[]
    readonly standardErrors: readonly (number | null)[]
    readonly aic: number
    readonly bic: number
    readonly rows: readonly number[]
    readonly smoothedLevel: readonly number[]
    readonly smoothedVariances: readonly number[]
    readonly filteredLevel: readonly number[]
  }
}

/** A maximum is flat: the reference's search leaves the square root of rounding in the estimates. */
const estimateTolerance = 1e-5

test.for(goldenCases('state-space/local-level') as readonly GoldenCase[])(
  'agrees with statsmodels: $name',
  (golden, context) => {
    needsSeries([golden.series], context)
    const { expected } = golden
    const series = buildSeries(golden.series)
    for (const row of golden.missing) series[row] = Number.NaN
    const result = expectValue(localLevel(series))
    expect(result.converged).toBe(true)
    expect(result.logLikelihood).toBeGreaterThan(
      expected.logLikelihood - 1e-9 * Math.abs(expected.logLikelihood),
    )
    expectClose(result.logLikelihood, expected.logLikelihood, 1e-8, 'logLikelihood')
    expectClose(result.aic, expected.aic, 1e-8, 'aic')
    // statsmodels counts missing rows in the sample size of BIC; a row that is not there is no observation here.
    const countedToo = 3 * Math.log(series.length / result.observations)
    expectClose(result.bic + countedToo, expected.bic, 1e-8, 'bic')
    const { observationVariance, levelVariance, standardErrors } = result
    const estimates = [observationVariance, levelVariance]
    const errors = [standardErrors.observationVariance, standardErrors.levelVariance]
    expectAllClose(estimates, expected.variances, estimateTolerance, 'variances')
    expectAllClose(errors, expected.standardErrors, estimateTolerance, 'standardErrors')
    expect(result.warnings.length).toBe(expected.variances.filter((value) => value === 0).length)
    const at = (values: Float64Array): number[] => expected.rows.map((row) => values[row]!)
    expectAllClose(at(result.smoothedLevel), expected.smoothedLevel, 1e-5, 'smoothedLevel')
    expectAllClose(at(result.filteredLevel), expected.filteredLevel, 1e-5, 'filteredLevel')
    for (const [k, value] of at(result.smoothedVariances).entries()) {
      // Without noise the level is the row itself, and its variance nothing but rounding.
      const unit = observationVariance + levelVariance
      expect(Math.abs(value - expected.smoothedVariances[k]!)).toBeLessThan(1e-5 * unit)
    }
  },
)

test('finds what Durbin and Koopman (2012), section 2.10, print of the Nile', () => {
  const golden = goldenCases('state-space/local-level')[0] as GoldenCase
  const result = expectValue(localLevel(buildSeries(golden.series)))
  expect(Math.abs(result.observationVariance - 15_099)).toBeLessThan(0.6)
  expect(result.levelVariance.toFixed(1)).toBe('1469.2')
})

test('unit and origin of the series change nothing but units', () => {
  const series = noise(81, 120)
  let level = 0
  const walk = series.map((value) => (level += value))
  const reference = expectValue(localLevel(walk.map((value, t) => value + 2 * series[119 - t]!)))
  for (const scale of [1e-150, 1e-9, 1e9, 1e150]) {
    const moved = expectValue(
      localLevel(walk.map((value, t) => (value + 2 * series[119 - t]! + 100) * scale)),
    )
    expectClose(moved.levelVariance / scale / scale, reference.levelVariance, 1e-6, `${scale}`)
    expectClose(
      moved.logLikelihood,
      reference.logLikelihood - 119 * Math.log(scale),
      1e-9,
      'logLikelihood',
    )
  }
})

test('the settled filter weighs its newest row by one over the memory', () => {
  let level = 0
  const steps = noise(82, 400)
  const seen = noise(83, 400)
  const result = expectValue(localLevel(steps.map((step, t) => (level += 0.4 * step) + seen[t]!)))
  const moved = result.filteredLevel[399]! - result.filteredLevel[398]!
  expectClose(moved / result.innovations[399]!, 1 / result.memoryBars!, 1e-8, 'gain')
})

const reason = (series: Float64Array): string => {
  const outcome = localLevel(series)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why a series has no level', () => {
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(Float64Array.of(1, NaN, 2, NaN, 3))).toBe('too-few-rows')
  expect(reason(new Float64Array(9).fill(4))).toBe('constant-series')
  expect(reason(Float64Array.of(1, 2, Infinity, 3))).toBe('not-finite')
  expect(reason(Float64Array.of(1, 2, 1.5, 3))).toBe('a value')
})

test('its summary holds variances, errors and warnings', () => {
  const steps = noise(84, 201)
  const result = expectValue(localLevel(steps.slice(1).map((value, t) => value - steps[t]!)))
  const text = renderSummary(localLevelSummary(result))
  expect(text).toContain(result.observationVariance.toFixed(5))
  expect(text).toContain('Warning (boundary): variance of the level 0')
  expect(result.memoryBars).toBeNull()
})
