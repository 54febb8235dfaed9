import { expect, test } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { TradingAccount } from './account.ts'

const dollars: Instrument = {
  venue: 'test',
  name: 'BTC-USD',
  base: 'BTC',
  quote: 'USD',
  class: 'inverse',
  tickSize: { units: 1, decimals: 0 },
  lotSize: { units: 1, decimals: 0 },
  contractSize: { units: 100, decimals: 0 },
}

// 10 contracts of 100 USD bought at 50,000 where the mid is 50,100.
const bought = {
  time: 1 as Instant,
  instrument: dollars,
  lots: 10 as Lots,
  priceTicks: 50_000 as PriceTicks,
  priceStep: dollars.tickSize,
  feeAtoms: 0n,
  feeCurrency: 'BTC',
}

test('of an inverse contract turnover is its dollars, and the spread what its coins are worth', () => {
  const account = new TradingAccount([dollars])
  account.fill(0, { fill: bought, liquidity: 'maker', mid: 50_100, arrivalMid: NaN }, 50_100)
  const { turnover, causes } = account.holdings[0]!
  expect(turnover).toBeCloseTo(1_000, 9)
  // 1,000 / 50,000 - 1,000 / 50,100 coins, at the mid: two dollars.
  expect(causes.spread).toBeCloseTo(2, 9)
})

test('a contract of a hundredth is a hundredth of the quantity', () => {
  const hundredth = { units: 1, decimals: 2 }
  const linear: Instrument = { ...dollars, class: 'linear', contractSize: hundredth }
  const account = new TradingAccount([linear])
  const fill = { ...bought, instrument: linear, feeCurrency: 'USD' }
  account.fill(0, { fill, liquidity: 'taker', mid: NaN, arrivalMid: 49_990 }, 1)
  const { turnover, causes } = account.holdings[0]!
  expect(turnover).toBeCloseTo(5_000, 9)
  expect(causes.slippage).toBeCloseTo(-1, 9)
})

test('funding in coins is worth what a coin is', () => {
  const account = new TradingAccount([dollars])
  const funding = {
    kind: 'funding',
    instrument: 0,
    exchangeTime: 2 as Instant,
    localTime: 3 as Instant,
    currency: 'BTC',
    atoms: 10n ** 15n,
    fundingRate: 0.0001,
    price: 50_000,
  } as const
  account.settle(0, funding, 50_000)
  expect(account.holdings[0]!.causes.funding).toBeCloseTo(50, 9)
})
