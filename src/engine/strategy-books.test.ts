import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../test/engine/random-tape.ts'
import type { AccountEvent } from '../core/orders/account-event.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents } from '../core/strategy/intent.ts'
import type { Strategy } from '../core/strategy/strategy.ts'
import type { Duration, Instant } from '../core/time.ts'
import type { Engine } from './engine.ts'
import { newEngine } from './new-engine.ts'
import { process } from './process.ts'

const instrument = { ...madeUpInstrument('one', 'BTC-USDT'), class: 'linear' } as const
const when = { instrument: 0, exchangeTime: 1 as Instant, localTime: 2 as Instant }
const unit = 10n ** 18n

/** An engine whose strategies hold so many lots. */
function engineOf(...lots: number[]): Engine {
  const strategies = lots.map((_, at): Strategy => ({
    name: `${at}`,
    begin: () => 0,
    decide: () => noIntents,
  }))
  const engine = newEngine({
    instruments: [instrument],
    strategies,
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin: 1e6 as Duration,
    watchEvery: 1e6 as Duration,
  })
  for (const [at, held] of lots.entries()) engine.runners[at]!.lots[0] = held
  return engine
}

function hear(engine: Engine, event: AccountEvent): void {
  process(engine, { kind: 'account', event })
}

const funding = (atoms: bigint): AccountEvent => ({
  ...when,
  kind: 'funding',
  atoms,
  currency: 'USDT',
  fundingRate: 0.01,
  price: 100,
})

/** A strategy's own fill, heard now: signed lots at an instant of the venue. */
function fill(engine: Engine, strategy: number, lots: number, exchangeTime: number): void {
  const clientOrderId = engine.orders.nextId()
  const size = Math.abs(lots) as Lots
  const request: OrderRequest = {
    clientOrderId,
    instrument: 0,
    side: lots > 0 ? 'buy' : 'sell',
    lots: size,
    pricing: { kind: 'market' },
    timeInForce: { kind: 'ioc' },
    isReduceOnly: false,
  }
  engine.orders.add(request, { strategy, label: undefined, arrivalMid: NaN, legs: undefined })
  const event: OrderEvent = {
    ...when,
    exchangeTime: exchangeTime as Instant,
    kind: 'filled',
    clientOrderId,
    tradeId: clientOrderId,
    lots: size,
    priceTicks: 10_000 as PriceTicks,
    liquidity: 'taker',
    feeAtoms: 0n,
    feeCurrency: 'USDT',
    leavesLots: 0 as Lots,
  }
  process(engine, { kind: 'answer', event })
}

const closed = (lots: number, exchangeTime: number): AccountEvent => ({
  ...when,
  exchangeTime: exchangeTime as Instant,
  kind: 'liquidated',
  tradeId: 1_000,
  lots: lots as Lots,
  priceTicks: 9_000 as PriceTicks,
  feeAtoms: 9n * unit,
  feeCurrency: 'USDT',
})

const lotsOf = (engine: Engine): (number | undefined)[] => engine.runners.map(({ lots }) => lots[0])

const fundingOf = (engine: Engine): (number | undefined)[] =>
  engine.runners.map(({ book }) => book?.account.holdings[0]!.causes.funding)

test('what is settled on the net is shared by what each holds, the other side with the other sign', () => {
  const engine = engineOf(3, -1, 0)
  hear(engine, funding(-10n * unit))
  expect(fundingOf(engine)).toEqual([-15, 5, 0])
  expect(engine.account.holdings[0]!.causes.funding).toBe(-10)
})

test('parts that do not divide add up to the atom', () => {
  const engine = engineOf(1, 1, 1)
  hear(engine, funding(10n))
  const parts = engine.runners.map(({ book }) =>
    book!.account.ledger.balance('cash', 'one:BTC-USDT:linear', 'USDT'),
  )
  expect(parts).toEqual([3n, 3n, 4n])
})

test('a position closed by force is taken from those who hold its side, each with its part of the fee', () => {
  const engine = engineOf(6, -2, 5)
  hear(engine, {
    ...when,
    kind: 'liquidated',
    tradeId: 1,
    lots: -9 as Lots,
    priceTicks: 10_000 as PriceTicks,
    feeAtoms: 9n * unit,
    feeCurrency: 'USDT',
  })
  expect(engine.runners.map(({ lots }) => lots[0])).toEqual([0, -2, 2])
  const booked = engine.runners.map(({ book }) => book!.account.holdings[0]!)
  expect(booked.map(({ lots }) => lots)).toEqual([-6, 0, -3])
  expect(booked.map(({ causes }) => causes.fees)).toEqual([-6, 0, -3])
  expect(engine.account.holdings[0]!.lots).toBe(-9)
  // Nobody holds anything of what the fund pays for now but by chance: whoever traded most has it.
  engine.runners[1]!.lots[0] = -2
  hear(engine, { ...when, kind: 'insured', atoms: unit, currency: 'USDT' })
  const insured = engine.runners.map(({ book }) =>
    book!.account.ledger.balance('cash', 'one:BTC-USDT:linear', 'USDT'),
  )
  expect(insured[0]! + insured[1]! + insured[2]!).toBe(
    engine.account.ledger.balance('cash', 'one:BTC-USDT:linear', 'USDT'),
  )
})

test('a strategy that is alone keeps no second book', () => {
  const engine = engineOf(3)
  hear(engine, funding(unit))
  expect(fundingOf(engine)).toEqual([undefined])
  expect(engine.account.holdings[0]!.causes.funding).toBe(1)
})

test('funding is shared by what was held when it fell due, whenever fills and settlement are heard', () => {
  const due = { ...funding(-12n * unit), exchangeTime: 100 as Instant }
  const inOrder = engineOf(0, 0)
  fill(inOrder, 0, 3, 50)
  fill(inOrder, 1, 1, 60)
  hear(inOrder, due)
  fill(inOrder, 1, 8, 150)
  // What was traded later is heard first, and what was traded before is heard last.
  const mixed = engineOf(0, 0)
  fill(mixed, 1, 8, 150)
  fill(mixed, 0, 3, 50)
  hear(mixed, due)
  expect(fundingOf(mixed)).toEqual([-12, 0])
  fill(mixed, 1, 1, 60)
  for (const engine of [inOrder, mixed]) {
    expect(fundingOf(engine)).toEqual([-9, -3])
    expect(engine.account.holdings[0]!.causes.funding).toBe(-12)
    expect(lotsOf(engine)).toEqual([3, 9])
  }
})

test("a closing by force that overtakes the fill it closes is that fill's, with its fee", () => {
  const engine = engineOf(0, 0)
  fill(engine, 0, 2, 10)
  hear(engine, closed(-9, 30))
  expect(lotsOf(engine)).toEqual([0, 0])
  fill(engine, 1, 4, 20)
  expect(lotsOf(engine)).toEqual([0, 0])
  // What was bought since is not what was closed.
  fill(engine, 1, 4, 40)
  expect(lotsOf(engine)).toEqual([0, 4])
  fill(engine, 1, 3, 25)
  expect(lotsOf(engine)).toEqual([0, 4])
  const booked = engine.runners.map(({ book }) => book!.account.holdings[0]!)
  expect(booked.map(({ lots }) => lots)).toEqual([0, 4])
  expect(booked.map(({ causes }) => causes.fees)).toEqual([-2, -7])
  expect(engine.account.holdings[0]!.lots).toBe(4)
})

test('alone, a strategy has all that is closed by force, whatever it was known to hold', () => {
  const engine = engineOf(0)
  hear(engine, closed(-9, 30))
  fill(engine, 0, 9, 20)
  expect(lotsOf(engine)).toEqual([0])
  expect(engine.account.holdings[0]!.lots).toBe(0)
})
