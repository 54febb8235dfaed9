import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  pValueTolerance,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { leastSquares } from '../regression/least-squares.ts'
import type { CointegratingRegression } from './cointegrating-regression.ts'
import { dols, type DolsOptions, type DolsResult } from './dols.ts'

interface GoldenCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: DolsOptions
  readonly expected: Omit<CointegratingRegression, 'residuals'> & {
    readonly residualHead: readonly number[]
  } & Pick<DolsResult, 'leads' | 'lags'>
}

test.for(goldenCases('cointegrating-regression/dols') as readonly GoldenCase[])(
  'agrees with arch: $name',
  ({ series, options, expected }, context) => {
    needsSeries(series, context)
    const [y, ...xs] = series.map(buildSeries)
    const result = expectValue(dols(y!, xs, options))
    expect([result.leads, result.lags]).toEqual([expected.leads, expected.lags])
    expect(result.observations).toBe(expected.observations)
    for (const field of ['coefficients', 'standardErrors', 'tValues', 'covariance'] as const) {
      expectAllClose(result[field], expected[field], statisticTolerance, field)
    }
    for (const field of [
      'bandwidth',
      'residualVariance',
      'longRunVariance',
      'rSquared',
      'adjustedRSquared',
    ] as const) {
      expectClose(result[field], expected[field], statisticTolerance, field)
    }
    const head = Array.from(result.residuals.subarray(0, 5))
    expectAllClose(head, expected.residualHead, statisticTolerance, 'residuals')
    for (const [k, pValue] of result.pValues.entries()) {
      // arch takes 1 - cdf, which has no digits left below 1e-10.
      expect(Math.abs(pValue - expected.pValues[k]!)).toBeLessThan(pValueTolerance * 1e-3)
    }
  },
)

function walk(seed: number, length: number): Float64Array {
  let level = 0
  return noise(seed, length).map((shock) => (level += shock))
}

test('does not depend on the units of the series', () => {
  const x = walk(1, 200)
  const y = noise(2, 200).map((shock, t) => 4 + 2 * x[t]! + shock)
  const reference = expectValue(dols(y, [x], { trend: 'ct' }))
  for (const scale of [1e-150, 1e-9, 1e9, 1e150]) {
    const yMoved = y.map((value) => value * scale)
    const moved = expectValue(dols(yMoved, [x.map((value) => value / 7)], { trend: 'ct' }))
    expect([moved.leads, moved.lags]).toEqual([reference.leads, reference.lags])
    expectClose(moved.hedgeRatio[0]! / 7 / scale, reference.hedgeRatio[0]!, 1e-10, `${scale}`)
    expectAllClose(moved.tValues, reference.tValues, 1e-9, `${scale}`)
  }
})

test('covers the true ratio where plain least squares does not', () => {
  let covered = 0
  let coveredPlain = 0
  for (let seed = 1; seed <= 200; seed++) {
    const shocks = noise(seed, 300)
    let level = 0
    const x = shocks.map((shock) => (level += shock))
    const own = noise(seed + 1000, 300)
    // The residual has memory and moves with the change of x: what DOLS is there to repair.
    let memory = 0
    const y = x.map((value, t) => 2 * value + (memory = 0.5 * memory + own[t]! + shocks[t]!))
    const fit = expectValue(dols(y, [x], { leads: 2, lags: 2 }))
    const plain = expectValue(leastSquares(y, [x]))
    if (Math.abs(fit.hedgeRatio[0]! - 2) < 1.96 * fit.standardErrors[0]!) covered++
    if (Math.abs(plain.coefficients[0]! - 2) < 1.96 * plain.standardErrors[0]!) coveredPlain++
  }
  // 95 % of 200 is 190, three binomial deviations are 9.2.
  expect(covered).toBeGreaterThanOrEqual(181)
  expect(coveredPlain).toBeLessThan(120)
})

const reason = (y: Float64Array, x: Float64Array, options?: DolsOptions): string => {
  const outcome = dols(y, [x], options)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why there is no relation to estimate', () => {
  const x = walk(5, 80)
  expect(reason(new Float64Array(0), new Float64Array(0))).toBe('too-few-rows')
  expect(reason(walk(6, 4), walk(5, 4))).toBe('too-few-rows')
  expect(reason(walk(6, 12), walk(5, 12), { leads: 1, lags: 1 })).toBe('a value')
  expect(reason(new Float64Array(80).fill(1), x)).toBe('constant-series')
  expect(
    reason(
      x.map((value, t) => (t === 9 ? Number.NaN : value)),
      x,
    ),
  ).toBe('not-finite')
  expect(
    reason(
      x.map((value) => 3 * value + 1),
      x,
      { leads: 1, lags: 1 },
    ),
  ).toBe('perfect-fit')
  const both = dols(walk(6, 80), [x, x.map((value) => 2 * value)])
  expect(both.kind === 'unavailable' && both.reason).toBe('rank-deficient')
})
