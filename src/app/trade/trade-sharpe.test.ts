import { expect, test } from 'vitest'
import { sharpeRatio } from '../../performance/sharpe.ts'
import { tradeSharpe } from './trade-sharpe.ts'

const reporting = { currency: 'USDT', capital: 1_000 } as const
const noon = 1_704_110_400_000
const day = 86_400_000

test('the days of a run have its ratio, and a run of a day has none', () => {
  const equityPath = [1_010, 1_000, 1_030, 1_020].map(
    (equity, k) => [noon + k * day, equity] as const,
  )
  const gains = Float64Array.of(0.01, -0.01, 0.03, -0.01)
  expect(tradeSharpe({ equityPath, reporting })).toBeCloseTo(sharpeRatio(gains)!.value, 10)
  expect(tradeSharpe({ equityPath: equityPath.slice(0, 1), reporting })).toBeNull()
})
