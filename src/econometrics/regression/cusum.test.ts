import { expect, test, type TestContext } from 'vitest'
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
import { Random } from '../../math/random.ts'
import type { Trend } from '../trend.ts'
import { crossingProbability, cusum, type CusumResult } from './cusum.ts'
import { cusumOfSquares, type CusumOfSquaresResult } from './cusum-of-squares.ts'
import { type RecursiveLeastSquares, recursiveLeastSquares } from './recursive-least-squares.ts'

interface GoldenCase {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
  readonly trend: Trend
  readonly expected: {
    readonly rows: readonly number[]
    readonly statistic: number
    readonly cusum: readonly number[]
    readonly cusumSquares: readonly number[]
    /** Null where the package has lost the digits: both do on log prices, by their update of (X'X)^-1. */
    readonly strucchange: { readonly statistic: number; readonly pValue: number } | null
    readonly statsmodels: {
      readonly cusum: readonly number[]
      readonly cusumSquares: readonly number[]
      readonly line1: number
      readonly line5: number
      /** At 1, 5 and 10 %. */
      readonly critical: readonly number[]
    } | null
  }
}

const goldens = goldenCases('regression/recursive') as readonly GoldenCase[]

interface Tested {
  readonly sums: CusumResult
  readonly squares: CusumOfSquaresResult
  readonly fit: RecursiveLeastSquares
}

function tested({ y, xs, trend }: GoldenCase, context: TestContext): Tested {
  needsSeries([y, ...xs], context)
  const fit = expectValue(recursiveLeastSquares(buildSeries(y), xs.map(buildSeries), { trend }))
  return { fit, sums: expectValue(cusum(fit)), squares: expectValue(cusumOfSquares(fit)) }
}

/** Sums of opposite signs cross zero, where a relative difference means nothing: deviations instead. */
function expectPath(
  path: Float64Array,
  rows: readonly number[],
  expected: readonly number[],
): void {
  for (const [k, row] of rows.entries()) {
    expect(Math.abs(path[row]! - expected[k]!), `row ${row}`).toBeLessThan(1e-8)
  }
}

test.for(goldens)('agrees with fresh regressions in numpy: $name', (golden, context) => {
  const { sums, squares } = tested(golden, context)
  const { expected } = golden
  expectPath(sums.path, expected.rows, expected.cusum)
  expectPath(squares.path, expected.rows, expected.cusumSquares)
  expectClose(sums.statistic, expected.statistic, statisticTolerance, 'statistic')
  expect(sums.observations).toBe(squares.observations)
})

test.for(goldens.filter(({ expected }) => expected.statsmodels !== null))(
  'agrees with RecursiveLS of statsmodels, paths and lines: $name',
  (golden, context) => {
    const { fit, sums, squares } = tested(golden, context)
    const { rows, statsmodels } = golden.expected
    expectPath(sums.path, rows, statsmodels!.cusum)
    expectPath(squares.path, rows, statsmodels!.cusumSquares)
    expectClose(sums.bound.at(-1), statsmodels!.line5, 1e-12, 'line of 5 %')
    const wide = expectValue(cusum(fit, { level: '1%' }))
    expectClose(wide.bound.at(-1), statsmodels!.line1, 1e-12, 'line of 1 %')
    const critical = (['1%', '5%', '10%'] as const).map((level) => squares.criticalValues[level])
    expectAllClose(critical, statsmodels!.critical, 1e-12, 'critical values')
    expect(critical.length).toBe(3)
  },
)

test.for(goldens.filter(({ expected }) => expected.strucchange !== null))(
  'agrees with Rec-CUSUM of strucchange, statistic and p-value: $name',
  (golden, context) => {
    const { sums } = tested(golden, context)
    const { statistic, pValue } = golden.expected.strucchange!
    expectClose(sums.statistic, statistic, statisticTolerance, 'statistic')
    // strucchange writes its tail as 1 - Phi, which ends at 1e-16.
    const tolerance = 1e-13 + pValueTolerance * pValue
    expect(Math.abs(sums.pValue - pValue)).toBeLessThan(tolerance)
  },
)

const rows = 300
const x = noise(701, rows)
const fitOf = (y: Float64Array) => expectValue(recursiveLeastSquares(y, [x]))

test('a level that shifts is seen by the sums, and where', () => {
  const shifted = noise(702, rows).map((value, row) => value + (row < 150 ? 0 : 2))
  const result = expectValue(cusum(fitOf(shifted)))
  expect(result.pValue).toBeLessThan(1e-4)
  expect(result.firstCrossing).toBeGreaterThan(150)
  expect(result.firstCrossing).toBeLessThan(200)
})

test('a variance that grows is seen by the squares, not by the sums', () => {
  const louder = noise(703, rows).map((value, row) => value * (row < 150 ? 1 : 3))
  const fit = fitOf(louder)
  const squares = expectValue(cusumOfSquares(fit))
  expect(squares.statistic).toBeGreaterThan(squares.criticalValues['1%'])
  expect(squares.firstCrossing).not.toBeNull()
  expect(expectValue(cusum(fit)).pValue).toBeGreaterThan(0.05)
})

test('a path that touches a published line has the p-value printed beside it', () => {
  const fit = fitOf(noise(704, rows))
  const { statistic, criticalValues } = expectValue(cusum(fit))
  for (const [level, probability] of [
    ['1%', 0.01],
    ['5%', 0.05],
    ['10%', 0.1],
  ] as const) {
    const height = criticalValues[level]
    expect(Math.abs(crossingProbability(height) - probability)).toBeLessThan(0.0005)
  }
  expect(statistic).toBeLessThan(criticalValues['10%'])
})

test('both tests reject a true null as often as they say', () => {
  const random = new Random(7)
  const runs = 1000
  let sums = 0
  let squares = 0
  for (let run = 0; run < runs; run++) {
    const y = Float64Array.from({ length: 100 }, () => random.normal())
    const fit = expectValue(recursiveLeastSquares(y, []))
    if (expectValue(cusum(fit)).pValue < 0.05) sums++
    const result = expectValue(cusumOfSquares(fit))
    if (result.statistic > result.criticalValues['5%']) squares++
  }
  // 3.3 standard errors of a proportion of 5 % in 1,000; the sums are known to be cautious in a hundred rows.
  expect(sums / runs).toBeGreaterThan(0.015)
  expect(sums / runs).toBeLessThan(0.073)
  expect(squares / runs).toBeGreaterThan(0.027)
  expect(squares / runs).toBeLessThan(0.073)
})

test('says why nothing can be tested', () => {
  const two = expectValue(recursiveLeastSquares(Float64Array.of(1, 2), []))
  expect(cusum(two)).toMatchObject({ reason: 'too-few-rows' })
  expect(cusumOfSquares(two)).toMatchObject({ reason: 'too-few-rows' })
  const still = expectValue(recursiveLeastSquares(new Float64Array(20).fill(3), []))
  expect(cusum(still)).toMatchObject({ reason: 'perfect-fit' })
  expect(cusumOfSquares(still)).toMatchObject({ reason: 'perfect-fit' })
})
