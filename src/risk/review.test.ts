import { expect, test } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import type { RiskLimits } from './limits.ts'
import {
  firstRefused,
  isApproved,
  reviewCommand,
  type ApprovedIntent,
  type Review,
} from './review.ts'
import { newRisk, throwSwitch, watchEquity } from './risk-state.ts'
import type { RiskView } from './risk-view.ts'

const instrument: Instrument = {
  name: 'BTC-USDT',
  venue: 'binance',
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 0 },
  lotSize: { units: 1, decimals: 0 },
}

const quiet: RiskView = {
  time: 0 as Instant,
  instruments: [instrument, { ...instrument, name: 'ETH-USDT' }],
  midPrice: () => 100,
  reportingRate: () => 1,
  positionLots: () => 0,
  workingLots: () => 0,
  hasUnknownFate: () => false,
  openOrders: () => 0,
  equity: () => 1_000,
}

const order: OrderRequest = {
  clientOrderId: 1,
  instrument: 0,
  side: 'buy',
  lots: 2 as Lots,
  pricing: { kind: 'limit', priceTicks: 101 as PriceTicks, isPostOnly: false },
  timeInForce: { kind: 'gtc' },
  isReduceOnly: false,
}

function reviewed(
  limits: RiskLimits,
  view: Partial<RiskView> = {},
  change: Partial<OrderRequest> = {},
): Review {
  return reviewCommand(
    newRisk(limits),
    { ...quiet, ...view },
    { kind: 'place', order: { ...order, ...change } },
  )
}

const holding =
  (lots: number) =>
  (at: number): number =>
    at === 0 ? lots : 0

test.each<[string, RiskLimits, Partial<RiskView>, object]>([
  ['an order', { orderNotionalMost: 199 }, {}, { kind: 'order-notional', value: 200, limit: 199 }],
  [
    'a position',
    { positionNotionalMost: 450 },
    { positionLots: holding(3) },
    { kind: 'position-notional', value: 500, limit: 450 },
  ],
  [
    'a position with what is out',
    { positionNotionalMost: 450 },
    { workingLots: (at, side) => (at === 0 && side === 'buy' ? 3 : 0) },
    { kind: 'position-notional', value: 500, limit: 450 },
  ],
  [
    'a venue',
    { venueNotionalMost: { binance: 250 } },
    { positionLots: (at) => at },
    { kind: 'venue-notional', value: 300, limit: 250 },
  ],
  [
    'a quote currency',
    { currencyNotionalMost: { USDT: 250 } },
    { positionLots: (at) => at },
    { kind: 'currency-notional', value: 300, limit: 250 },
  ],
  ['a price', { collarBps: 99 }, {}, { kind: 'price-collar', limit: 99 }],
  [
    'open orders',
    { openOrdersMost: 5 },
    { openOrders: () => 5 },
    { kind: 'open-orders', value: 6, limit: 5 },
  ],
  ['leverage', { leverageMost: 0.15 }, {}, { kind: 'leverage', value: 0.2, limit: 0.15 }],
  [
    'leverage without equity',
    { leverageMost: 3 },
    { equity: () => -1 },
    { kind: 'leverage', value: Infinity },
  ],
  [
    'what has no price',
    { orderNotionalMost: 1 },
    { midPrice: () => Number.NaN },
    { kind: 'no-price' },
  ],
  ['beside an unknown fate', {}, { hasUnknownFate: () => true }, { kind: 'unknown-fate' }],
])('%s is refused beyond its limit, and says by how much', (_, limits, view, refusal) => {
  expect(reviewed(limits, view)).toMatchObject({ kind: 'refused', refusal })
  expect(reviewed({}, view.hasUnknownFate ? {} : view).kind).toBe('approved')
})

test('no more orders in a second than allowed, in any second', () => {
  const state = newRisk({ ordersPerSecondMost: 2 })
  const at = (time: number): string =>
    reviewCommand(state, { ...quiet, time: time as Instant }, { kind: 'place', order }).kind
  expect([0, 400_000, 999_999, 1_000_000, 1_300_000, 1_400_000].map(at)).toEqual([
    'approved',
    'approved',
    'refused',
    'approved',
    'refused',
    'approved',
  ])
})

test('what is no whole number of lots of a known instrument, at a whole number of ticks, is malformed', () => {
  const nowhere = {
    kind: 'limit',
    priceTicks: Number.NaN as PriceTicks,
    isPostOnly: false,
  } as const
  for (const change of [
    { pricing: nowhere },
    { lots: 0 as Lots },
    { lots: 0.5 as Lots },
    { instrument: 9 },
  ]) {
    expect(reviewed({}, {}, change)).toMatchObject({ refusal: { kind: 'malformed' } })
  }
})

test('a loss beyond its limit throws the switch, and only the way out stays open', () => {
  const state = newRisk({ dailyLossMost: 50, drawdownMost: 80 })
  watchEquity(state, 0 as Instant, 1_000)
  watchEquity(state, 1 as Instant, 951)
  expect(state.kill).toBeUndefined()
  watchEquity(state, 2 as Instant, 949)
  expect(state.kill?.reason).toEqual({ kind: 'daily-loss', value: 51, limit: 50 })
  const held = { ...quiet, positionLots: holding(-2) }
  expect(reviewCommand(state, held, { kind: 'place', order }).kind).toBe('approved')
  expect(reviewCommand(state, quiet, { kind: 'place', order })).toMatchObject({
    refusal: { kind: 'killed' },
  })
  expect(
    reviewCommand(state, quiet, { kind: 'cancel', clientOrderId: 1, instrument: 0 }).kind,
  ).toBe('approved')
})

test('a fall from the peak counts over days', () => {
  const day = 86_400_000_000
  const state = newRisk({ dailyLossMost: 50, drawdownMost: 80 })
  for (const [k, equity] of [1_000, 960, 925].entries())
    watchEquity(state, (k * day) as Instant, equity)
  expect(state.kill).toBeUndefined()
  watchEquity(state, (2 * day + 1) as Instant, 919)
  expect(state.kill?.reason).toMatchObject({ kind: 'drawdown', value: 81 })
  throwSwitch(state, 0 as Instant)
  expect(state.kill?.reason.kind).toBe('drawdown')
})

test('nobody else can make an approval', () => {
  const review = reviewed({})
  expect(review.kind === 'approved' && isApproved(review.intent)).toBe(true)
  // @ts-expect-error the same shape is not the same thing
  const forged: ApprovedIntent = { command: () => ({ kind: 'place', order }) }
  expect(isApproved(forged)).toBe(false)
})

test.each([{ dailyLossMost: 10 }, { drawdownMost: 10 }])(
  'while equity is not known, %o halts all but the way out',
  (limits) => {
    const unknown = { equity: () => Number.NaN }
    expect(reviewed(limits, unknown)).toEqual({ kind: 'refused', refusal: { kind: 'no-price' } })
    expect(reviewed({}, unknown).kind).toBe('approved')
    expect(reviewed(limits).kind).toBe('approved')
    const out = reviewed(limits, { ...unknown, positionLots: holding(5) }, { side: 'sell' })
    expect(out.kind).toBe('approved')
  },
)

test.each<[string, RiskLimits, Partial<OrderRequest>]>([
  ['the same side of one instrument', { positionNotionalMost: 300 }, {}],
  ['two instruments of one currency', { currencyNotionalMost: { USDT: 300 } }, { instrument: 1 }],
  ['open orders', { openOrdersMost: 1 }, { instrument: 1 }],
  ['the rate of orders', { ordersPerSecondMost: 1 }, { instrument: 1 }],
])('of orders that go out together those before count: %s', (_, limits, change) => {
  const second = { ...order, ...change, clientOrderId: 2 }
  const state = newRisk(limits)
  const alone = [order, second].map((each) => firstRefused(state, quiet, [each]))
  expect(alone).toEqual([undefined, undefined])
  expect(firstRefused(state, quiet, [order, second])?.order).toBe(second)
  expect(state.recentOrders).toEqual([])
})
