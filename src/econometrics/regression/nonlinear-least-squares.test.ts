import { expect, test } from 'vitest'
import { expectAllClose, expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { matrixFromColumns } from '../../math/matrix.ts'
import { expectValue } from '../../math/outcome.ts'
import type { ErrorsOption } from './coefficient-errors.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { leastSquares } from './least-squares.ts'
import { nonlinearLeastSquares } from './nonlinear-least-squares.ts'
import { nonlinearLeastSquaresSummary } from './nonlinear-least-squares-summary.ts'

const rows = 80
const x = noise(301, rows)
const y = noise(302, rows).map((value, row) => 3 + 2 * x[row]! + value * (1 + Math.abs(x[row]!)))
const line = ([slope, level]: Float64Array): Float64Array =>
  x.map((value) => slope! * value + level!)

const lineJacobian = () => matrixFromColumns([x, new Float64Array(rows).fill(1)])

const decay = ([level, rate]: Float64Array): Float64Array =>
  Float64Array.from({ length: 20 }, (_, t) => level! * Math.exp(-rate! * t))
const decayed = decay(Float64Array.of(5, 0.3)).map((value, t) => value + 0.05 * noise(303, 20)[t]!)

test.for(['classical', 'hc0', 'hc1', 'hc2', 'hc3', 'newey-west'] as const)(
  'on a line it is the linear regression, %s errors and all',
  (errors: ErrorsOption) => {
    const linear = expectValue(leastSquares(y, [x], { errors }))
    const fit = expectValue(nonlinearLeastSquares(y, line, [0, 0], { errors }))
    // Central differences of a line leave ten digits.
    for (const [found, expected] of [
      [fit.parameters, linear.coefficients],
      [fit.standardErrors, linear.standardErrors],
      [fit.covariance, linear.covariance],
    ] as const) {
      expectAllClose(found, expected, 1e-8, errors as string)
    }
    expectClose(fit.residualSumOfSquares, linear.residualSumOfSquares, 1e-13, 'squares')
    expectClose(fit.aic, linear.aic, 1e-13, 'AIC')
    expectClose(fit.bic, linear.bic, 1e-13, 'BIC')
    expect(fit.observations).toBe(rows)
  },
)

test('derivatives given instead of taken change nothing but the calls', () => {
  const taken = expectValue(nonlinearLeastSquares(y, line, [0, 0]))
  const given = expectValue(nonlinearLeastSquares(y, line, [0, 0], { jacobian: lineJacobian }))
  expectAllClose(given.standardErrors, taken.standardErrors, 1e-8, 'errors')
  expect(given.evaluations).toBeLessThan(taken.evaluations)
})

test('recovers a decay within its errors', () => {
  const fit = expectValue(nonlinearLeastSquares(decayed, decay, [1, 1]))
  expect(fit.warnings).toEqual([])
  expect(Math.abs(fit.parameters[0]! - 5) / fit.standardErrors[0]!).toBeLessThan(3)
  expect(Math.abs(fit.parameters[1]! - 0.3) / fit.standardErrors[1]!).toBeLessThan(3)
  expect(fit.gradientCosine).toBeLessThan(1e-6)
})

const product = ([a, b]: Float64Array): Float64Array => decay(Float64Array.of(a! * b!, 0.3))

const root = ([a]: Float64Array): Float64Array => x.map(() => Math.sqrt(a!))

const kinds = (warnings: readonly { readonly kind: string }[]): readonly string[] =>
  warnings.map(({ kind }) => kind)

test('a search that stops short says so', () => {
  const fit = expectValue(nonlinearLeastSquares(decayed, decay, [1, 1], { iterationsMax: 2 }))
  expect(fit.converged).toBe(false)
  expect(kinds(fit.warnings)).toEqual(['not-converged'])
  expect(fit.warnings[0]!.detail).toContain('2 iterations')
})

test('parameters that cannot be told apart have no errors and a warning', () => {
  const fit = expectValue(nonlinearLeastSquares(decayed, product, [1, 2]))
  expect(kinds(fit.warnings)).toEqual(['near-collinear'])
  expect(fit.standardErrors).toEqual([Number.NaN, Number.NaN])
})

test('a parameter that no longer moves the model is not passed off as an estimate', () => {
  const far = expectValue(nonlinearLeastSquares(decayed, decay, [1, 800]))
  expect(far.converged).toBe(false)
  expect(kinds(far.warnings)).toEqual(['not-converged', 'near-collinear'])
})

test('says why nothing can be fitted', () => {
  expect(nonlinearLeastSquares(y.slice(0, 2), line, [0, 0])).toMatchObject({
    reason: 'too-few-rows',
  })
  expect(nonlinearLeastSquares(y.with(3, Number.NaN), line, [0, 0])).toMatchObject({
    reason: 'not-finite',
  })
  expect(nonlinearLeastSquares(y, root, [-1])).toMatchObject({ reason: 'start-outside-domain' })
})

test('the summary holds the figures of the fit', () => {
  const fit = expectValue(nonlinearLeastSquares(decayed, decay, [1, 1]))
  const text = renderSummary(nonlinearLeastSquaresSummary(fit, { names: ['level', 'rate'] }))
  for (const figure of [
    sixDigits(fit.parameters[1]!),
    sixDigits(fit.standardErrors[1]!),
    sixDigits(fit.residualStandardDeviation),
    'rate',
    'converged',
  ]) {
    expect(text).toContain(figure)
  }
})

/** As the summary prints them. */
function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)))
}
