import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../test/engine/random-tape.ts'
import { eventSide } from '../core/events/event-codes.ts'
import { EventColumns } from '../core/events/event-columns.ts'
import type { AccountEvent } from '../core/orders/account-event.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents } from '../core/strategy/intent.ts'
import type { Duration, Instant } from '../core/time.ts'
import { engineResult, type EngineResult } from './engine-result.ts'
import type { Engine } from './engine.ts'
import { act } from './act.ts'
import { newEngine } from './new-engine.ts'
import { process, processMessage, watch } from './process.ts'

const instrument = { ...madeUpInstrument('one', 'BTC-USDT'), class: 'linear' } as const
const unit = 10n ** 18n

type When = Pick<AccountEvent, 'instrument' | 'exchangeTime' | 'localTime'>

/** An engine that hears what a test tells it. */
class Told {
  readonly engine: Engine
  #time = 0
  #trades = 0

  constructor(capital = 1_000) {
    const still = { name: 'still', begin: () => 0, decide: () => noIntents }
    this.engine = newEngine({
      instruments: [instrument],
      strategies: [still],
      reporting: { currency: 'USDT', rates: new Map() },
      capital,
      limits: {},
      seed: 1,
      answerWithin: 1e6 as Duration,
      watchEvery: 1 as Duration,
    })
  }

  /** A book whose mid is at a price. */
  mid(price: number): void {
    const rows = new EventColumns(8)
    rows.begin(0, ++this.#time as Instant, this.#time, this.#time)
    rows.addClear()
    rows.addLevel(eventSide.bid, Math.round(price * 100) - 1, 1_000)
    rows.addLevel(eventSide.ask, Math.round(price * 100) + 1, 1_000)
    rows.end()
    processMessage(this.engine, rows, 0)
    watch(this.engine)
  }

  order(side: 'buy' | 'sell', lots: number): number {
    const request: OrderRequest = {
      clientOrderId: this.engine.orders.nextId(),
      instrument: 0,
      side,
      lots: lots as Lots,
      pricing: { kind: 'market' },
      timeInForce: { kind: 'ioc' },
      isReduceOnly: false,
    }
    const arrivalMid = this.engine.market.midPrice(0)
    this.engine.orders.add(request, { strategy: 0, label: undefined, arrivalMid, legs: undefined })
    return request.clientOrderId
  }

  fill(clientOrderId: number, lots: number, price: number, feeAtoms = 0n): void {
    this.answer({
      ...this.#when(clientOrderId),
      kind: 'filled',
      tradeId: ++this.#trades,
      lots: lots as Lots,
      priceTicks: Math.round(price * 100) as PriceTicks,
      liquidity: 'taker',
      feeAtoms,
      feeCurrency: 'USDT',
      leavesLots: (this.engine.orders.of(clientOrderId)!.state.lots - lots) as Lots,
    })
  }

  cancelled(clientOrderId: number, filledLots: number): void {
    this.answer({
      ...this.#when(clientOrderId),
      kind: 'cancelled',
      reason: 'not-filled-at-once',
      filledLots: filledLots as Lots,
    })
  }

  answer(event: OrderEvent): void {
    process(this.engine, { kind: 'answer', event })
  }

  liquidated(exchangeTime: number, lots: number, price: number): void {
    this.account({
      ...this.#at(exchangeTime),
      kind: 'liquidated',
      tradeId: ++this.#trades,
      lots: lots as Lots,
      priceTicks: Math.round(price * 100) as PriceTicks,
      feeAtoms: 0n,
      feeCurrency: 'USDT',
    })
  }

  insured(exchangeTime: number, atoms: bigint): void {
    this.account({ ...this.#at(exchangeTime), kind: 'insured', atoms, currency: 'USDT' })
  }

  funding(atoms: bigint): void {
    const at = this.#at(1)
    const told = { atoms, currency: 'USDT', fundingRate: 0.01, price: 100 }
    this.account({ ...at, ...told, kind: 'funding' })
  }

  account(event: AccountEvent): void {
    process(this.engine, { kind: 'account', event })
  }

  result(): EngineResult {
    watch(this.engine)
    return engineResult(this.engine, {
      from: 0 as Instant,
      counts: { commands: 0, answers: 0, lookups: 0, lateRows: 0 },
      assumptions: [],
      withEquity: true,
    })
  }

  #when(clientOrderId: number): { clientOrderId: number } & When {
    return { clientOrderId, ...this.#at(this.#time) }
  }

  #at(exchangeTime: number): When {
    return {
      instrument: 0,
      exchangeTime: exchangeTime as Instant,
      localTime: this.#time as Instant,
    }
  }
}

test('what the fund of a venue pays is a cause of its own, not a gain of the price', () => {
  const told = new Told()
  told.mid(100)
  told.fill(told.order('buy', 20_000), 20_000, 100)
  told.mid(80.1)
  told.insured(2, 201n * unit)
  const { pnl, conclusion, path, strategies } = told.result()
  expect(pnl.price).toBeCloseTo(-398, 9)
  expect(pnl.insurance).toBe(201)
  expect(pnl.total).toBeCloseTo(-197, 9)
  expect(strategies[0]!.pnl).toEqual(pnl)
  expect(path!.causes.insurance!.at(-1)).toBe(201)
  expect(path!.causes.price.at(-1)).toBeCloseTo(-398, 9)
  expect(conclusion).toContain("201.00 USDT were paid by venues' insurance funds")
  expect(told.engine.account.ledger.balance('insurance', 'one:BTC-USDT:linear', 'USDT')).toBe(
    -201n * unit,
  )
})

/** An engine after earlier runs that lost money and left a position, whose base is worth its price. */
function carriedOver(lots: number, quoteUnits: bigint): Told {
  const told = new Told()
  const money = [
    { currency: 'BTC', atoms: (BigInt(lots) * unit) / 1_000n },
    { currency: 'USDT', atoms: quoteUnits * unit },
  ]
  told.engine.account.restore(0, 0 as Instant, { lots: lots as Lots, money })
  return told
}

test('what earlier runs lost is no loss of this one, nor what they left before this one saw a price', () => {
  const flat = carriedOver(0, -50n)
  flat.mid(100)
  const order = flat.order('buy', 1_000)
  flat.fill(order, 1_000, 100.1, unit / 100n)
  flat.mid(100)
  const { pnl, equity, conclusion, instruments } = flat.result()
  expect(pnl.total).toBeCloseTo(-0.11, 9)
  expect([pnl.price, pnl.fees]).toEqual([0, -0.01])
  expect(instruments[0]!.pnl).toEqual(pnl)
  expect(equity).toBeCloseTo(1_000 - 50.11, 9)
  expect(conclusion).toBe(
    'Lost 0.11 USDT in 1 fill, -10.99 bps of turnover: it would not pay without fees either.',
  )
  const held = carriedOver(2_000, -250n)
  held.mid(100)
  expect([held.result().pnl.total, held.result().equity]).toEqual([0, 950])
  held.mid(103)
  expect(held.result().pnl).toMatchObject({ total: 6, price: 6 })
  held.fill(held.order('sell', 2_000), 2_000, 103)
  held.mid(120)
  expect(held.result().pnl.total).toBeCloseTo(6, 9)
  expect(held.result().equity).toBeCloseTo(956, 9)
})

test('equity below nothing is said first', () => {
  const told = new Told(50)
  told.mid(100)
  const order = told.order('buy', 20_000)
  told.fill(order, 20_000, 100)
  told.mid(86.4)
  told.mid(101)
  const { conclusion, leastEquity } = told.result()
  expect(leastEquity).toBe(-222)
  expect(conclusion).toMatch(/^BANKRUPT: equity fell to -222.00 USDT of 50.00\. Made 20.00 USDT/)
})

test('a closing of many fills is one', () => {
  const told = new Told()
  told.mid(100)
  told.fill(told.order('buy', 2_100), 2_100, 100)
  for (let k = 0; k < 21; k++) told.liquidated(7, -100, 99 - k)
  const { conclusion, instruments } = told.result()
  expect(instruments[0]).toMatchObject({ fills: 22, liquidations: 1, position: 0 })
  expect(conclusion).toContain('liquidated once')
  told.fill(told.order('buy', 100), 100, 100)
  told.liquidated(8, -100, 99)
  expect(told.result().instruments[0]!.liquidations).toBe(2)
})

function hashOf(fee: bigint, funding: bigint): string {
  const told = new Told()
  told.mid(100)
  told.fill(told.order('buy', 100), 100, 100, fee)
  told.funding(funding)
  return told.result().auditHash
}

test('the hash tells fees and settled money apart', () => {
  const amounts = [0n, 1n, -1n, 1n << 32n, 100n * unit, 101n * unit, -100n * unit]
  const hashes = amounts.flatMap((atoms) => [hashOf(atoms, 7n), hashOf(7n, atoms)])
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(hashOf(3n, 5n)).toBe(hashOf(3n, 5n))
})

test('what orders did not fill is told by the reason they ended for', () => {
  const told = new Told()
  told.mid(100)
  const first = told.order('buy', 100)
  told.fill(first, 40, 100)
  told.cancelled(first, 40)
  told.cancelled(first, 40)
  told.cancelled(told.order('sell', 30), 0)
  expect(told.result().orders.cancelled).toEqual([
    {
      instrument: 'one:BTC-USDT:linear',
      reason: 'not-filled-at-once',
      orders: 2,
      lots: 90,
      quantity: 0.09,
    },
  ])
})

test('money of a result has the decimals of the ledger', () => {
  const told = new Told(100_000)
  told.mid(60_000.03)
  told.fill(told.order('buy', 3_333), 3_333, 60_000.03, 118_867_971_676n * 10n ** 9n)
  const { pnl, equity } = told.result()
  expect(pnl.total).toBe(-118.867971676)
  expect(equity).toBe(99_881.132028324)
})

test('funding of which no rate was heard is not known', () => {
  const told = new Told()
  told.mid(100)
  told.fill(told.order('buy', 100), 100, 100)
  expect(told.result().instruments[0]!.isFundingKnown).toBe(false)
  told.funding(-unit)
  expect(told.result().instruments[0]!.isFundingKnown).toBe(true)
})

test('what asks for orders is an intent of a strategy, and a waking is none', () => {
  const told = new Told()
  const wake = { kind: 'wake', at: 9 as Instant, key: 1 } as const
  act(told.engine, 0, [wake, { kind: 'cancel', clientOrderId: 1 }, wake])
  act(told.engine, 0, [wake])
  expect(told.result().strategies.map(({ intents }) => intents)).toEqual([1])
})
