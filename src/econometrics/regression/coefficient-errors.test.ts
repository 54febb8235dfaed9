import { expect, test } from 'vitest'
import {
  expectAllClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import type { Trend } from '../trend.ts'
import { type ErrorsOption, neweyWestLags } from './coefficient-errors.ts'
import { leastSquares } from './least-squares.ts'

interface Design {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
  readonly trend: Trend
}

interface ErrorsAnswer {
  readonly errors: ErrorsOption
  readonly coefficients: readonly number[]
  readonly standardErrors: readonly number[]
  readonly covariance: readonly (readonly number[])[]
}

interface GoldenCase extends Design {
  readonly expected: {
    readonly byErrors: readonly ErrorsAnswer[]
  }
}

test.for(goldenCases('regression/errors') as readonly GoldenCase[])(
  'agrees with every cov_type of statsmodels: $name',
  ({ y, xs, trend, expected }, context) => {
    needsSeries([y, ...xs], context)
    const [target, columns] = [buildSeries(y), xs.map(buildSeries)]
    for (const answer of expected.byErrors) {
      const fit = expectValue(leastSquares(target, columns, { trend, errors: answer.errors }))
      const what = JSON.stringify(answer.errors)
      expectAllClose(fit.coefficients, answer.coefficients, statisticTolerance, 'coefficients')
      expectAllClose(
        fit.standardErrors,
        answer.standardErrors,
        statisticTolerance,
        `${what} errors`,
      )
      expectMatrixClose(fit.covariance, answer.covariance, statisticTolerance, what)
    }
  },
)

interface SandwichCase extends Design {
  readonly expected: { readonly byErrors: readonly ErrorsAnswer[] }
}

test.for(goldenCases('regression/sandwich') as readonly SandwichCase[])(
  "agrees with vcovHC and NeweyWest of R's sandwich: $name",
  ({ y, xs, trend, expected }, context) => {
    needsSeries([y, ...xs], context)
    for (const { errors, covariance } of expected.byErrors) {
      const fit = expectValue(leastSquares(buildSeries(y), xs.map(buildSeries), { trend, errors }))
      expect(fit.errors).toEqual(typeof errors === 'string' ? { kind: errors } : errors)
      expectMatrixClose(fit.covariance, covariance, statisticTolerance, JSON.stringify(errors))
    }
  },
)

/** Elements against the errors they belong to: a covariance near zero has no digits of its own. */
function expectMatrixClose(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  tolerance: number,
  what: string,
): void {
  expect(actual.length).toBe(expected.length)
  for (const [i, row] of expected.entries()) {
    for (const [j, value] of row.entries()) {
      const size = Math.sqrt(expected[i]![i]! * expected[j]![j]!)
      const difference = Math.abs(actual[i]![j]! - value) / size
      expect(difference, `${what} [${i}, ${j}]`).toBeLessThanOrEqual(tolerance)
    }
  }
}

test('the automatic lags are those of the rule of thumb', () => {
  expect([1, 10, 100, 200, 1000, 8760].map(neweyWestLags)).toEqual([0, 2, 4, 4, 6, 10])
})

test('Newey-West without lags is HC0, and with the correction HC1', () => {
  const [x, y] = [noise(1, 60), noise(2, 60)]
  const errorsOf = (errors: ErrorsOption): readonly number[] =>
    expectValue(leastSquares(y, [x], { errors })).standardErrors
  const still = { kind: 'newey-west', lags: 0 } as const
  expectAllClose(errorsOf(still), errorsOf('hc0'), 1e-14, 'hc0')
  expectAllClose(errorsOf({ ...still, smallSample: true }), errorsOf('hc1'), 1e-14, 'hc1')
})

test('a row that has a column to itself tells nothing of that variance, and does not divide by zero', () => {
  const lone = new Float64Array(30).with(11, 1)
  for (const errors of ['hc2', 'hc3'] as const) {
    const fit = expectValue(leastSquares(noise(3, 30), [noise(4, 30), lone], { errors }))
    expect(fit.standardErrors.every((error) => Number.isFinite(error) && error > 0)).toBe(true)
  }
})

test('lags that the rows do not have are a mistake of the caller', () => {
  const tooMany = { kind: 'newey-west', lags: 20 } as const
  expect(() => leastSquares(noise(5, 20), [noise(6, 20)], { errors: tooMany })).toThrow(/lags/)
})
