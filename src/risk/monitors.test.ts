import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { issuerOf, pegOf } from '../core/stablecoins.ts'
import type { Duration, Instant } from '../core/time.ts'
import { fullTrust, trustAfter, trustScore, usualTrust } from './book-trust.ts'
import { consolidatedMid } from './consolidated-mid.ts'
import type { RiskLimits } from './limits.ts'
import { pegAfter, peggedRate, pegStart, type PegState } from './peg-monitor.ts'
import { reviewCommand, type Review } from './review.ts'
import { newRisk, resume, setHalt, throwSwitch, watchEquity, type RiskState } from './risk-state.ts'
import type { RiskView } from './risk-view.ts'

const step = { units: 1, decimals: 0 }
function spot(venue: string, name: string): Instrument {
  const [base, quote] = name.split('-') as [string, string]
  return { name, venue, base, quote, class: 'spot', tickSize: step, lotSize: step }
}

/** Instruments with their mids; one USDT is so many dollars. */
function viewOf(mids: Readonly<Record<string, number>>, usdt = 1, held: number[] = []): RiskView {
  const instruments = Object.keys(mids).map((each) =>
    spot(...(each.split(':') as [string, string])),
  )
  const prices = Object.values(mids)
  return {
    time: 0 as Instant,
    instruments,
    midPrice: (at) => prices[at]!,
    reportingRate: (currency) => (currency === 'USDT' ? usdt : 1),
    positionLots: (at) => held[at] ?? 0,
    workingLots: () => 0,
    hasUnknownFate: () => false,
    openOrders: () => 0,
    equity: () => 1e6,
  }
}

function reviewed(state: RiskState, view: RiskView, change: Partial<OrderRequest> = {}): Review {
  const order: OrderRequest = {
    clientOrderId: 1,
    instrument: 0,
    side: 'buy',
    lots: 1 as Lots,
    pricing: { kind: 'limit', priceTicks: 100 as PriceTicks, isPostOnly: false },
    timeInForce: { kind: 'gtc' },
    isReduceOnly: false,
    ...change,
  }
  return reviewCommand(state, view, { kind: 'place', order })
}
const limited = (limits: RiskLimits): RiskState => newRisk(limits)

test('the mid of all venues is their median, each in the quote of the one that asks', () => {
  const view = viewOf(
    { 'a:BTC-USDT': 100, 'b:BTC-USDT': 104, 'c:BTC-USD': 99, 'c:ETH-USD': 7 },
    0.99,
  )
  // In USDT: 100, 104 and 99 / 0.99 = 100.
  expect(consolidatedMid(limited({}), view, 0)).toBeCloseTo(100, 12)
  expect(consolidatedMid(limited({}), view, 3)).toBe(7)
})

test('a book that is stale or distrusted has no say in it', () => {
  const state = limited({})
  const view = viewOf({ 'a:BTC-USD': 100, 'b:BTC-USD': 300, 'c:BTC-USD': 104 })
  setHalt(state, 1, 'distrusted', true)
  expect(consolidatedMid(state, view, 0)).toBe(102)
  setHalt(state, 0, 'stale', true)
  setHalt(state, 2, 'stale', true)
  expect(consolidatedMid(state, view, 0)).toBeNaN()
})

test('a collar holds against what all venues say, also where the own book has run away', () => {
  const state = limited({ collarBps: 100 })
  const view = viewOf({ 'a:BTC-USD': 110, 'b:BTC-USD': 100, 'c:BTC-USD': 100 })
  const refusal = { kind: 'refused', refusal: { kind: 'price-collar', limit: 100 } }
  const limit = { kind: 'limit', priceTicks: 110 as PriceTicks, isPostOnly: false } as const
  expect(reviewed(state, view, { pricing: limit })).toMatchObject(refusal)
  expect(reviewed(state, view, { pricing: { kind: 'market' } })).toMatchObject(refusal)
  expect(reviewed(state, view, { instrument: 1, pricing: { kind: 'market' } }).kind).toBe(
    'approved',
  )
})

test('exposure to an issuer is over all instruments with a coin of its own', () => {
  const state = limited({ issuerNotionalMost: { Tether: 150 } })
  const view = viewOf({ 'a:BTC-USDT': 100, 'b:USDT-USD': 1, 'c:BTC-USDC': 100 }, 1, [0, -80, 500])
  expect(issuerOf('USDT')).toBe('Tether')
  expect(reviewed(state, view)).toMatchObject({
    refusal: { kind: 'issuer-notional', value: 180, limit: 150 },
  })
  expect(reviewed(state, view, { instrument: 2 }).kind).toBe('approved')
})

test('a halt lets the way out through, but for a venue that does not agree with us', () => {
  const state = limited({})
  const view = viewOf({ 'a:BTC-USD': 100 }, 1, [5])
  setHalt(state, 0, 'depeg', true)
  expect(reviewed(state, view)).toMatchObject({ refusal: { kind: 'halted', reason: 'depeg' } })
  expect(reviewed(state, view, { side: 'sell' }).kind).toBe('approved')
  setHalt(state, 0, 'not-reconciled', true)
  expect(reviewed(state, view, { side: 'sell' })).toMatchObject({
    refusal: { kind: 'halted', reason: 'not-reconciled' },
  })
  expect(setHalt(state, 0, 'not-reconciled', false)).toBe(true)
  expect(setHalt(state, 0, 'not-reconciled', false)).toBe(false)
  setHalt(state, 0, 'depeg', false)
  expect(reviewed(state, view).kind).toBe('approved')
})

test('a perpetual that may only be reduced may be, whatever else is out on that side', () => {
  const state = limited({ positionNotionalMost: 100 })
  throwSwitch(state, 1 as Instant)
  const view = viewOf({ 'a:BTC-USD': 100 }, 1, [5])
  const linear = { ...view, instruments: [{ ...view.instruments[0]!, class: 'linear' as const }] }
  const stop = { side: 'sell', lots: 9 as Lots, isReduceOnly: true } as const
  expect(reviewed(state, linear, stop).kind).toBe('approved')
  expect(reviewed(state, view, stop)).toMatchObject({ refusal: { kind: 'killed' } })
})

test('the switch stays until it is taken back, and losses are counted anew from there', () => {
  const state = limited({ drawdownMost: 10 })
  watchEquity(state, 1 as Instant, 100)
  watchEquity(state, 2 as Instant, 80)
  expect(state.kill?.reason.kind).toBe('drawdown')
  watchEquity(state, 3 as Instant, 100)
  expect(state.kill).toBeDefined()
  resume(state)
  watchEquity(state, 4 as Instant, 80)
  expect(state.kill).toBeUndefined()
  throwSwitch(state, 5 as Instant)
  expect(reviewed(state, viewOf({ 'a:BTC-USD': 100 }))).toMatchObject({
    refusal: { kind: 'killed' },
  })
})

const us = (seconds: number): Instant => (seconds * 1e6) as Instant

test('trust falls with every fault and comes back by half a minute by minute', () => {
  let trust = fullTrust
  expect(trustScore(usualTrust, trust, us(1))).toBe(1)
  for (let gap = 0; gap < 3; gap++) trust = trustAfter(usualTrust, trust, 'gap', us(10))
  expect(trustScore(usualTrust, trust, us(10))).toBeCloseTo(0.4, 12)
  expect(trustScore(usualTrust, trust, us(70))).toBeCloseTo(0.7, 12)
  const skewed = { ...fullTrust, skew: -2_500_000 as Duration }
  expect(trustScore(usualTrust, skewed, us(10))).toBeCloseTo(0.5, 12)
})

test('trust is within 0 and 1 and never so low that it does not come back within ten minutes', () => {
  const faults = fc.array(fc.constantFrom('gap', 'crossed', 'malformed', 'disagrees'))
  fc.assert(
    fc.property(faults, (all) => {
      const trust = all.reduce((now, fault) => trustAfter(usualTrust, now, fault, us(5)), fullTrust)
      const score = trustScore(usualTrust, trust, us(5))
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
      expect(trustScore(usualTrust, trust, us(605))).toBeGreaterThan(0.99)
    }),
  )
})

test('a stablecoin is off its peg when it is so for long enough, and back likewise', () => {
  const terms = { depegBps: 75, after: 10_000_000 as Duration }
  const look = (state: PegState, rate: number, seconds: number): PegState =>
    pegAfter(terms, state, rate, us(seconds))
  let state = look(pegStart, 0.98, 0)
  expect(state.isOff).toBe(false)
  state = look(look(state, 0.999, 5), 0.98, 8)
  expect(look(state, 0.98, 12).isOff).toBe(false)
  state = look(state, 0.98, 18)
  expect(state.isOff).toBe(true)
  // Nothing known is no way back.
  expect(look(look(state, Number.NaN, 20), Number.NaN, 99).isOff).toBe(true)
  state = look(look(state, 1.001, 100), 0.9995, 111)
  expect(state.isOff).toBe(false)
})

test('what a stablecoin is worth follows from its own market and from coins quoted in both', () => {
  expect(pegOf('USDC')).toBe('USD')
  expect(peggedRate(viewOf({ 'k:USDC-USD': 0.88 }), 'USDC')).toBe(0.88)
  const implied = viewOf({ 'k:BTC-USD': 22_000, 'b:BTC-USDC': 25_000, 'b:ETH-USDC': 1_700 })
  expect(peggedRate(implied, 'USDC')).toBeCloseTo(0.88, 12)
  // What it is traded at goes before what follows, in whole, and of several the furthest off.
  const both = { 'k:BTC-USD': 100, 'b:BTC-USDC': 100 }
  expect(peggedRate(viewOf({ ...both, 'k:USDC-USD': 0.95 }), 'USDC')).toBe(0.95)
  expect(peggedRate(viewOf({ 'k:USDC-USD': 0.95, 'c:USDC-USD': 1.0001 }), 'USDC')).toBe(0.95)
  expect(peggedRate(viewOf({ 'k:USDC-USD': 1, 'c:USD-USDC': 0.8 }), 'USDC')).toBe(1.25)
  // A void book tells nothing.
  expect(peggedRate(viewOf({ ...both, 'k:USDC-USD': Number.NaN }), 'USDC')).toBe(1)
  // Of coins the middle one: one that is dear by itself is no depeg, one of two may be.
  const dear = { ...both, 'k:ETH-USD': 95, 'b:ETH-USDC': 100 }
  expect(peggedRate(viewOf(dear), 'USDC')).toBe(0.95)
  expect(peggedRate(viewOf({ ...dear, 'k:SOL-USD': 1, 'b:SOL-USDC': 1 }), 'USDC')).toBe(1)
  // Against another stablecoin alone nobody knows which of them has left.
  expect(peggedRate(viewOf({ 'b:USDC-USDT': 0.88 }), 'USDC')).toBeNaN()
  expect(peggedRate(implied, 'BTC')).toBeNaN()
})
