import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { EfficientPrices } from './efficient-prices.ts'
import type { AssetPlan } from './market-plan.ts'

const coin: AssetPlan = {
  name: 'BTC',
  price: 100,
  dailyVolatility: 0.02,
  marketBeta: 1,
  jumpsPerDay: 10,
  jumpBps: 20,
}

/** Log returns of so many steps of an asset of its own market. */
function returnsOf(plan: AssetPlan, steps: number, seconds: number): Float64Array {
  const prices = new EfficientPrices([plan], new Random(1))
  let before = prices.log[0]!
  return Float64Array.from({ length: steps }, () => {
    prices.advance(seconds)
    const change = prices.log[0]! - before
    before = prices.log[0]!
    return change
  })
}

test('in the long run prices move as much as the plan says, jumps included', () => {
  const returns = returnsOf(coin, 200_000, 60)
  const variance = returns.reduce((sum, value) => sum + value * value, 0) / returns.length
  const wanted = new EfficientPrices([coin], new Random(1)).deviation(0, 60)
  // 139 days of storms with a half-life of 6 h: their mean variance is known within some 6 %, the root within 3 %.
  expect(Math.abs(Math.sqrt(variance) / wanted - 1)).toBeLessThan(0.1)
})

test('returns have fat tails and their sizes cluster, their signs do not', () => {
  const returns = returnsOf(coin, 100_000, 10)
  const variance = mean(returns.map((value) => value ** 2))
  expect(mean(returns.map((value) => value ** 4)) / variance ** 2).toBeGreaterThan(5)
  const sizes = returns.map(Math.abs)
  const size = mean(sizes)
  const lagged = (values: Float64Array, centre: number): number =>
    mean(values.subarray(5).map((value, k) => (value - centre) * (values[k]! - centre)))
  expect(lagged(sizes, size) / mean(sizes.map((each) => (each - size) ** 2))).toBeGreaterThan(0.1)
  expect(Math.abs(lagged(returns, 0) / variance)).toBeLessThan(0.03)
})

test('a stablecoin comes back', () => {
  const stable = { ...coin, marketBeta: 0, dailyVolatility: 0.0004, jumpsPerDay: 0 }
  const prices = new EfficientPrices([{ ...stable, pegHalfLifeSeconds: 600 }], new Random(1))
  prices.move(0, -0.05)
  for (let step = 0; step < 6_000; step++) prices.advance(1)
  expect(Math.abs(prices.log[0]! - Math.log(100))).toBeLessThan(0.001)
})

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
