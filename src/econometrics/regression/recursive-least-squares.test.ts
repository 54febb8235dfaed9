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
import type { Trend } from '../trend.ts'
import { leastSquares } from './least-squares.ts'
import { recursiveLeastSquares } from './recursive-least-squares.ts'

const rows = 400
const x = noise(501, rows).map((value) => 100 + 3 * value)
const z = noise(502, rows)
const y = noise(503, rows).map((value, row) => 5 + 0.7 * x[row]! - 2 * z[row]! + value)

test.for(['n', 'c', 'ct', 'ctt'] as const)(
  'every row is the regression of the rows up to it, trend %s',
  (trend: Trend) => {
    const fit = expectValue(recursiveLeastSquares(y, [x, z], { trend }))
    // Polynomials of t over a dozen rows are close to dependent: their digits go in both.
    for (const last of [30, 99, 250, rows - 1]) {
      const cut = (series: Float64Array): Float64Array => series.slice(0, last + 1)
      const fresh = expectValue(leastSquares(cut(y), [cut(x), cut(z)], { trend }))
      const at = (paths: readonly Float64Array[]): number[] => paths.map((path) => path[last]!)
      expectAllClose(at(fit.coefficients), fresh.coefficients, 1e-9, `coefficients ${last}`)
      expectAllClose(at(fit.standardErrors), fresh.standardErrors, 1e-9, `errors ${last}`)
      expectClose(fit.residualSumOfSquares[last], fresh.residualSumOfSquares, 1e-11, 'squares')
    }
  },
)

test('a recursive residual is the forecast error of the rows before, in units of its variance', () => {
  const fit = expectValue(recursiveLeastSquares(y, [z]))
  const before = expectValue(leastSquares(y.slice(0, 60), [z.slice(0, 60)]))
  const [slope, constant] = before.coefficients
  const error = y[60]! - slope! * z[60]! - constant!
  const variance = before.residualSumOfSquares / 58
  const [vs, cov, vc] = [
    before.covariance[0]![0]!,
    before.covariance[0]![1]!,
    before.covariance[1]![1]!,
  ]
  const leverage = (vs * z[60]! ** 2 + 2 * cov * z[60]! + vc) / variance
  expectClose(fit.recursiveResiduals[60], error / Math.sqrt(1 + leverage), 1e-11, 'w')
})

test('starts when the coefficients are determined, though the first prices repeat', () => {
  const halting = x.slice().fill(101, 0, 7)
  const fit = expectValue(recursiveLeastSquares(y, [halting]))
  expect(fit.warmUpRows).toBe(8)
  expect(fit.coefficients[0]![6]).toBeNaN()
  expect(fit.recursiveResiduals[7]).toBeNaN()
  expect(fit.recursiveResiduals[8]).toBeGreaterThan(-Infinity)
  const fresh = expectValue(leastSquares(y, [halting]))
  expectClose(fit.coefficients[0]![rows - 1], fresh.coefficients[0]!, 1e-11, 'slope')
  expect(expectValue(recursiveLeastSquares(y, [x])).warmUpRows).toBe(2)
})

test('units change coefficients as they must, and no digit', () => {
  const fit = expectValue(recursiveLeastSquares(y, [x]))
  const scaled = expectValue(
    recursiveLeastSquares(
      y.map((value) => value * 2 ** 500),
      [x.map((value) => value * 2 ** -300)],
    ),
  )
  expect(scaled.coefficients[0]![50]! / 2 ** 800).toBe(fit.coefficients[0]![50]!)
  expect(scaled.recursiveResiduals[50]! / 2 ** 500).toBe(fit.recursiveResiduals[50]!)
})

test('says why nothing can be fitted', () => {
  expect(recursiveLeastSquares(y.slice(0, 2), [x.slice(0, 2)])).toMatchObject({
    reason: 'too-few-rows',
  })
  expect(recursiveLeastSquares(y, [x.with(9, Infinity)])).toMatchObject({ reason: 'not-finite' })
  expect(recursiveLeastSquares(y, [x, x])).toMatchObject({ reason: 'rank-deficient' })
})

interface GoldenCase {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
  readonly trend: Trend
  readonly expected: {
    readonly rows: readonly number[]
    readonly coefficients: readonly (readonly number[])[]
    readonly recursiveResiduals: readonly number[]
  }
}

// The oracle is numpy by fresh regressions; RecursiveLS of statsmodels agrees with it to 1e-11 where its diffuse start
// costs nothing, and is 0.6 deviations off on three log prices (the generator prints it).
test.for(goldenCases('regression/recursive') as readonly GoldenCase[])(
  'agrees with fresh regressions in numpy: $name',
  (golden, context) => {
    const { xs, trend, expected } = golden
    needsSeries([golden.y, ...xs], context)
    const target = buildSeries(golden.y)
    const fit = expectValue(recursiveLeastSquares(target, xs.map(buildSeries), { trend }))
    expect(fit.observations).toBe(target.length)
    for (const [k, row] of expected.rows.entries()) {
      const found = fit.coefficients.map((path) => path[row]!)
      expectAllClose(found, expected.coefficients[k]!, statisticTolerance, `row ${row}`)
      const [w, theirs] = [fit.recursiveResiduals[row], expected.recursiveResiduals[k]!]
      expectClose(w, theirs, statisticTolerance, `w ${row}`)
    }
  },
)
