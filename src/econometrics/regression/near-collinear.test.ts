import { expect, test } from 'vitest'
import { expectClose, goldenCases, needsSeries } from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { matrixFromColumns } from '../../math/matrix.ts'
import { expectValue } from '../../math/outcome.ts'
import { factorQr } from '../../math/qr.ts'
import { type Trend, trendColumns } from '../trend.ts'
import { leastSquares } from './least-squares.ts'
import { conditionNumberMax, conditionNumberOf } from './near-collinear.ts'

interface GoldenCase {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
  readonly trend: Trend
  readonly expected: { readonly conditionNumber: number }
}

test.for(goldenCases('regression/errors') as readonly GoldenCase[])(
  'has the condition number of numpy and warns on it: $name',
  ({ y, xs, trend, expected }, context) => {
    needsSeries([y, ...xs], context)
    const [target, columns] = [buildSeries(y), xs.map(buildSeries)]
    const all = matrixFromColumns([...columns, ...trendColumns(trend, target.length)])
    // The smallest singular value is known to eps times the largest.
    const tolerance = Math.max(1e-12, 100 * Number.EPSILON * expected.conditionNumber)
    expectClose(conditionNumberOf(factorQr(all)), expected.conditionNumber, tolerance, 'kappa')
    const { warnings } = expectValue(leastSquares(target, columns, { trend }))
    const kinds = expected.conditionNumber > conditionNumberMax ? ['near-collinear'] : []
    expect(warnings.map(({ kind }) => kind)).toEqual(kinds)
  },
)

test('the warning does not depend on units, and names the condition number', () => {
  const x = noise(1, 100)
  const near = x.map((value, row) => value + 1e-5 * noise(2, 100)[row]!)
  for (const scale of [1e-9, 1, 1e9]) {
    const columns = [x.map((value) => value * scale), near]
    const { warnings } = expectValue(leastSquares(noise(3, 100), columns))
    expect(warnings[0]!.detail).toMatch(/condition number 2\.\d+e\+5/)
  }
  const apart = [x.map((value) => value * 1e9), noise(4, 100)]
  expect(expectValue(leastSquares(noise(3, 100), apart)).warnings).toEqual([])
})
