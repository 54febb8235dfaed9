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
import { leastSquares } from './least-squares.ts'

interface GoldenCase {
  readonly name: string
  readonly y: Recipe
  readonly columns: readonly Recipe[]
  readonly constant: boolean
  readonly expected: Readonly<Record<ListField, readonly number[]> & Record<NumberField, number>>
}

const lists = ['coefficients', 'standardErrors', 'tValues'] as const
const numbers = [
  'residualSumOfSquares',
  'rSquared',
  'adjustedRSquared',
  'logLikelihood',
  'aic',
  'bic',
] as const
type ListField = (typeof lists)[number]
type NumberField = (typeof numbers)[number]

test.for(goldenCases('least-squares') as readonly GoldenCase[])(
  'agrees with statsmodels: $name',
  ({ y, columns, constant, expected }, context) => {
    needsSeries([y, ...columns], context)
    const trend = constant ? 'c' : 'n'
    const fit = expectValue(leastSquares(buildSeries(y), columns.map(buildSeries), { trend }))
    expect(fit.coefficients.length).toBe(columns.length + (constant ? 1 : 0))
    for (const field of lists) {
      // statsmodels was given the constant as first column; ours comes after the regressors.
      const theirs = expected[field]
      const ordered = constant ? [...theirs.slice(1), theirs[0]!] : theirs
      expectAllClose(fit[field], ordered, statisticTolerance, field)
    }
    for (const field of numbers) {
      expectClose(fit[field], expected[field], statisticTolerance, field)
    }
  },
)

interface LongleyCase {
  readonly test: string
  readonly series: readonly Recipe[]
  readonly expected: Readonly<Record<string, readonly number[]>>
}

test("agrees with lm of R on Longley's data, whose columns are nearly collinear", () => {
  const { series, expected } = (goldenCases('r') as readonly LongleyCase[]).find(
    (golden) => golden.test === 'least-squares',
  )!
  const [y, ...xs] = series.map(buildSeries)
  const fit = expectValue(leastSquares(y!, xs))
  for (const field of ['coefficients', 'standardErrors'] as const) {
    const theirs = expected[field]!
    expectAllClose(fit[field], [...theirs.slice(1), theirs[0]!], statisticTolerance, field)
  }
  for (const field of ['rSquared', 'adjustedRSquared', 'residualSumOfSquares'] as const) {
    expectClose(fit[field], expected[field]![0]!, statisticTolerance, field)
  }
  // The certified value of NIST's reference data sets; R's copy counts the employed in thousands.
  expectClose(fit.coefficients[6]! * 1000, -3482258.63459582, 1e-9, 'constant, NIST')
  expect(fit.observations).toBe(16)
})

test('the coefficients of a trend are per row, t counted from 1', () => {
  const y = Float64Array.from(
    { length: 30 },
    (_, row) => 5 + 0.25 * (row + 1) - 0.01 * (row + 1) ** 2,
  )
  const shaken = y.map((value, row) => value + 1e-9 * noise(230, 30)[row]!)
  const fit = expectValue(leastSquares(shaken, [], { trend: 'ctt' }))
  expect(fit.residuals.length).toBe(30)
  // The noise of 1e-9 moves them by about that much.
  expectAllClose(fit.coefficients, [5, 0.25, -0.01], 1e-8, 'coefficients')
})

test('residuals are orthogonal to every column', () => {
  const xs = [noise(231, 80), noise(232, 80).map((value) => 1e6 * value)]
  const { residuals } = expectValue(leastSquares(noise(233, 80), xs))
  for (const column of [...xs, new Float64Array(80).fill(1)]) {
    const product = residuals.reduce((sum, value, row) => sum + value * column[row]!, 0)
    const size = Math.hypot(...column) * Math.hypot(...residuals)
    expect(Math.abs(product) / size).toBeLessThan(1e-13)
  }
})

test('units change coefficients and likelihood as they must, and nothing else', () => {
  const x = noise(237, 50)
  const y = noise(238, 50)
  const reference = expectValue(leastSquares(y, [x]))
  for (const scale of [1e-100, 1e-12, 1e12, 1e100]) {
    const fit = expectValue(
      leastSquares(
        y.map((value) => value * scale),
        [x.map((value) => value / scale)],
      ),
    )
    expect(fit.observations).toBe(50)
    expectClose(fit.coefficients[0]! / scale / scale, reference.coefficients[0]!, 1e-12, 'slope')
    expectAllClose(fit.tValues, reference.tValues, 1e-11, 't values')
    expectClose(fit.rSquared, reference.rSquared, 1e-11, 'R^2')
    const likelihood = reference.logLikelihood - 50 * Math.log(scale)
    expectClose(fit.logLikelihood, likelihood, 1e-12, 'likelihood')
  }
})

test('says why nothing can be fitted', () => {
  const x = noise(234, 6)
  expect(leastSquares(new Float64Array(0), [])).toMatchObject({ reason: 'too-few-rows' })
  expect(leastSquares(Float64Array.of(1, 2), [Float64Array.of(3, 5)])).toMatchObject({
    reason: 'too-few-rows',
  })
  expect(leastSquares(x, [x.with(2, Number.NaN)])).toMatchObject({ reason: 'not-finite' })
  expect(leastSquares(x.with(0, Infinity), [x])).toMatchObject({ reason: 'not-finite' })
  expect(leastSquares(noise(235, 6), [x, x])).toMatchObject({ reason: 'rank-deficient' })
  expect(leastSquares(noise(235, 6), [new Float64Array(6).fill(7)])).toMatchObject({
    reason: 'rank-deficient',
  })
})

test('a series on itself has R^2 of 1', () => {
  const x = noise(236, 40)
  expect(expectValue(leastSquares(x, [x])).rSquared).toBeGreaterThan(1 - 1e-15)
})
