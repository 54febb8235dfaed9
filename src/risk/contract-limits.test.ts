import { expect, test } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { Lots, Step } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import type { RiskLimits } from './limits.ts'
import { reviewCommand } from './review.ts'
import { newRisk } from './risk-state.ts'
import type { RiskView } from './risk-view.ts'

const one: Step = { units: 1, decimals: 0 }

const swap = (base: string, contractSize: Step, change: Partial<Instrument> = {}): Instrument => ({
  name: `${base}-USDT`,
  venue: 'okx',
  base,
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 5 },
  lotSize: one,
  contractSize,
  ...change,
})

/** As OKX lists them: 1,000 DOGE, a hundredth of a BTC, 100 dollars. */
const instruments = [
  swap('DOGE', { units: 1_000, decimals: 0 }),
  swap('BTC', { units: 1, decimals: 2 }),
  swap('BTC', { units: 100, decimals: 0 }, { name: 'BTC-USD', quote: 'USD', class: 'inverse' }),
]
const [doge, bitcoin, dollars] = [0, 1, 2]

const view: RiskView = {
  time: 0 as Instant,
  instruments,
  midPrice: (at) => [0.4, 60_000, 60_000][at]!,
  reportingRate: () => 1,
  positionLots: () => 0,
  workingLots: () => 0,
  hasUnknownFate: () => false,
  openOrders: () => 0,
  equity: () => 10_000,
}

function review(limits: RiskLimits, instrument: number, lots: number): unknown {
  const order: OrderRequest = {
    clientOrderId: 1,
    instrument,
    side: 'buy',
    lots: lots as Lots,
    pricing: { kind: 'market' },
    timeInForce: { kind: 'gtc' },
    isReduceOnly: false,
  }
  const said = reviewCommand(newRisk(limits), view, { kind: 'place', order })
  return said.kind === 'approved' ? said.kind : said.refusal
}

const gates: readonly [string, (most: number) => RiskLimits, number][] = [
  ['order-notional', (most) => ({ orderNotionalMost: most }), 1],
  ['position-notional', (most) => ({ positionNotionalMost: most }), 1],
  ['venue-notional', (most) => ({ venueNotionalMost: { okx: most } }), 1],
  ['currency-notional', (most) => ({ currencyNotionalMost: { USDT: most, USD: most } }), 1],
  ['leverage', (most) => ({ leverageMost: most / 10_000 }), 10_000],
]

test.each(gates)('%s counts what contracts are worth, not how many there are', (kind, of, per) => {
  const cases = [
    [doge, 100, 40_000],
    [bitcoin, 1, 600],
    [dollars, 7, 700],
  ] as const
  for (const [instrument, lots, worth] of cases) {
    expect(review(of(worth), instrument, lots)).toBe('approved')
    expect(review(of(worth - 1), instrument, lots)).toMatchObject({ kind, value: worth / per })
  }
})

test('an issuer owes what contracts in its coin are worth', () => {
  const limits = { issuerNotionalMost: { Tether: 39_999 } }
  expect(review(limits, doge, 100)).toEqual({
    kind: 'issuer-notional',
    value: 40_000,
    limit: 39_999,
  })
  expect(review(limits, dollars, 1_000)).toBe('approved')
})
