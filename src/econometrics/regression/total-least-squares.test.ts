import { expect, test } from 'vitest'
import {
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { totalLeastSquares } from './total-least-squares.ts'

interface GoldenCase {
  readonly test: string
  readonly name: string
  readonly series: readonly Recipe[]
  readonly expected: Readonly<Record<'slope' | 'intercept' | 'orthogonalVariance', number[]>>
}

const golden = (goldenCases('r') as readonly GoldenCase[]).filter(
  (entry) => entry.test === 'total-least-squares',
)

test.for(golden)('agrees with prcomp of R: $name', ({ series, expected }, context) => {
  needsSeries(series, context)
  const [y, x] = series.map(buildSeries)
  const line = expectValue(totalLeastSquares(y!, x!))
  expect(line.observations).toBe(y!.length)
  expectClose(line.hedgeRatio, expected.slope[0]!, statisticTolerance, 'hedgeRatio')
  expectClose(line.intercept, expected.intercept[0]!, statisticTolerance, 'intercept')
  expectClose(
    line.orthogonalSumOfSquares / (line.observations - 1),
    expected.orthogonalVariance[0]!,
    statisticTolerance,
    'orthogonal variance',
  )
})

test('swapping y and x inverts the hedge ratio, rising or falling, steep or flat', () => {
  const x = noise(240, 60)
  const shocks = noise(241, 60)
  for (const slope of [-30, -1, -0.02, 0.02, 1, 30]) {
    const y = x.map((value, row) => 4 + slope * value + 0.01 * shocks[row]!)
    const there = expectValue(totalLeastSquares(y, x))
    const back = expectValue(totalLeastSquares(x, y))
    // Twelve digits: the centred sums of products carry the rounding of 60 additions.
    expect(Math.abs(there.hedgeRatio * back.hedgeRatio - 1)).toBeLessThan(1e-12)
    expect(Math.sign(there.hedgeRatio)).toBe(Math.sign(slope))
  }
})

test('the unit of both series together changes the intercept and nothing else', () => {
  const x = noise(242, 50)
  const y = noise(243, 50).map((value, row) => value + row)
  const reference = expectValue(totalLeastSquares(y, x))
  for (const scale of [1e-200, 1e-12, 1e12, 1e200]) {
    const scaled = expectValue(
      totalLeastSquares(
        y.map((value) => value * scale),
        x.map((value) => value * scale),
      ),
    )
    expect(scaled.observations).toBe(50)
    expectClose(scaled.hedgeRatio, reference.hedgeRatio, 1e-11, `hedge ratio at ${scale}`)
    expectClose(scaled.intercept / scale, reference.intercept, 1e-11, `intercept at ${scale}`)
  }
})

test('says why there is no line', () => {
  const square = [Float64Array.of(1, -1, -1, 1), Float64Array.of(1, 1, -1, -1)] as const
  expect(totalLeastSquares(square[0], square[1])).toMatchObject({ reason: 'rank-deficient' })
  expect(totalLeastSquares(Float64Array.of(9, -9, -9, 9), square[1])).toMatchObject({
    reason: 'rank-deficient',
  })
  expect(expectValue(totalLeastSquares(square[0], Float64Array.of(9, 9, -9, -9))).hedgeRatio).toBe(
    0,
  )
  expect(totalLeastSquares(noise(1, 2), noise(2, 2))).toMatchObject({ reason: 'too-few-rows' })
  expect(totalLeastSquares(noise(1, 9), new Float64Array(9))).toMatchObject({
    reason: 'constant-series',
  })
  expect(totalLeastSquares(noise(1, 9).with(4, Number.NaN), noise(2, 9))).toMatchObject({
    reason: 'not-finite',
  })
})
