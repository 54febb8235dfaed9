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
import { fmols, type FmolsOptions } from './fmols.ts'

interface GoldenCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: FmolsOptions
  readonly expected: Omit<CointegratingRegression, 'residuals'> & {
    readonly residualHead: readonly number[]
  }
}

test.for(goldenCases('cointegrating-regression/fmols') as readonly GoldenCase[])(
  'agrees with arch: $name',
  ({ series, options, expected }, context) => {
    needsSeries(series, context)
    const [y, ...xs] = series.map(buildSeries)
    const result = expectValue(fmols(y!, xs, options))
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

test('does not depend on the unit the series share', () => {
  const x = walk(1, 200)
  const y = noise(2, 200).map((shock, t) => 4 + 2 * x[t]! + shock)
  const reference = expectValue(fmols(y, [x], { trend: 'ct' }))
  for (const scale of [1e-200, 1e-9, 1e9, 1e200]) {
    const moved = expectValue(
      fmols(
        y.map((value) => value * scale),
        [x.map((value) => value * scale)],
        { trend: 'ct' },
      ),
    )
    expect(moved.bandwidth).toBe(reference.bandwidth)
    expectAllClose(moved.tValues, reference.tValues, 1e-9, `${scale}`)
  }
})

test('takes the bias of plain least squares off', () => {
  let bias = 0
  let biasPlain = 0
  for (let seed = 1; seed <= 200; seed++) {
    const shocks = noise(seed, 150)
    let level = 0
    const x = shocks.map((shock) => (level += shock))
    const own = noise(seed + 1000, 150)
    let memory = 0
    const y = x.map((value, t) => 2 * value + (memory = 0.5 * memory + own[t]! + shocks[t]!))
    bias += (expectValue(fmols(y, [x])).hedgeRatio[0]! - 2) / 200
    biasPlain += (expectValue(leastSquares(y, [x])).coefficients[0]! - 2) / 200
  }
  expect(Math.abs(bias)).toBeLessThan(0.6 * Math.abs(biasPlain))
})

const reason = (y: Float64Array, xs: readonly Float64Array[]): string => {
  const outcome = fmols(y, xs)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why there is no relation to estimate', () => {
  const x = walk(5, 80)
  expect(reason(new Float64Array(0), [new Float64Array(0)])).toBe('too-few-rows')
  expect(reason(walk(6, 4), [walk(5, 4)])).toBe('too-few-rows')
  expect(reason(walk(6, 5), [walk(5, 5)])).toBe('a value')
  expect(reason(x, [new Float64Array(80).fill(1)])).toBe('constant-series')
  expect(
    reason(
      x.map((value, t) => (t === 9 ? Number.NaN : value)),
      [x],
    ),
  ).toBe('not-finite')
  expect(
    reason(
      x.map((value) => 3 * value + 1),
      [x],
    ),
  ).toBe('perfect-fit')
  expect(reason(walk(6, 80), [x, x.map((value) => 2 * value)])).toBe('rank-deficient')
})
