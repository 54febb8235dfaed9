import { expect, test } from 'vitest'
import type { ScreenRow } from '../screen-result.ts'
import { pairPlace } from './pair-place.ts'

const row = (y: string, x: string, pValue: number): ScreenRow => ({
  y,
  x,
  pValue,
  qValue: 1,
  statistic: -3,
  lags: 0,
  observations: 100,
  hedgeRatio: 1,
  intercept: 0,
  halfLifeBars: 5,
  halfLifeBarsCorrected: 6,
  rSquared: 0.9,
  johansenRank: 1,
  rejected: false,
})

const rows = [
  row('C', 'D', 0.001),
  row('D', 'C', 0.002),
  row('A', 'C', 0.01),
  row('B', 'A', 0.3),
  row('A', 'B', 0.4),
  row('C', 'A', 0.6),
]

test('pairs stand by their better direction, those with a leg in common in front', () => {
  expect(pairPlace(rows, ['A', 'B'], 'bars')).toEqual({
    folder: 'bars',
    pairs: 3,
    rank: 3,
    better: [
      { y: 'A', x: 'C', pValue: 0.02, qValue: 1, halfLifeBars: 5, isNear: true },
      { y: 'C', x: 'D', pValue: 0.002, qValue: 1, halfLifeBars: 5, isNear: false },
    ],
  })
})

test('the first has nothing before it, and a pair that is not there no place', () => {
  expect(pairPlace(rows, ['D', 'C'], 'bars')).toMatchObject({ rank: 1, better: [] })
  expect(pairPlace(rows, ['A', 'E'], 'bars')).toMatchObject({ rank: null, better: [] })
})
