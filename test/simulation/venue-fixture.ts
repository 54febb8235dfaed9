import { estimatedQueue, riskAverseShare } from '../../src/book/queue/estimated-queue.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { plainFees } from '../../src/core/fee-plan.ts'
import { flatFees } from '../../src/core/fee-schedule.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import { isOfOrder, type AccountEvent } from '../../src/core/orders/account-event.ts'
import type {
  OrderCommand,
  OrderPricing,
  OrderRequest,
  TimeInForce,
} from '../../src/core/orders/order.ts'
import type { OrderEvent, Stamped } from '../../src/core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { plainRules } from '../../src/core/trading-rules.ts'
import { constantFeed } from '../../src/simulation/venue/latency/feed-clock.ts'
import { constantLatency } from '../../src/simulation/venue/latency/order-latency.ts'
import { freedByChange } from '../../src/simulation/venue/matching/taken-liquidity.ts'
import type { Unheard } from '../../src/simulation/venue/order-desk.ts'
import { SimulatedVenue, type VenueWitness } from '../../src/simulation/venue/simulated-venue.ts'
import type {
  MarginTerms,
  TradedInstrument,
  VenueTerms,
} from '../../src/simulation/venue/venue-terms.ts'

export const unit: bigint = 10n ** 18n

/** A tick is 1 USDT, a lot 1 BTC: money can be counted in the head. */
export const perpetual: Instrument = {
  name: 'BTC-USDT',
  venue: 'test',
  base: 'BTC',
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 0 },
  lotSize: { units: 1, decimals: 0 },
}

const spot: Instrument = { ...perpetual, class: 'spot' }

export const looseMargin: MarginTerms = {
  schedule: [
    {
      from: -Infinity as Instant,
      tiers: [{ notionalFrom: 0, maintenanceRate: 0.01, leverageMax: 100 }],
    },
  ],
  mode: 'cross',
  leverage: 100,
  liquidationFeeBps: 0,
  fundingOn: 'mark',
}

export function tradedPerpetual(change: Partial<TradedInstrument> = {}): TradedInstrument {
  return {
    index: 0,
    instrument: perpetual,
    rules: plainRules,
    fees: plainFees(flatFees(0)),
    queue: estimatedQueue(riskAverseShare),
    taken: freedByChange,
    margin: looseMargin,
    ...change,
  }
}

/** Spot pays what it has: no margin. */
export function tradedSpot(change: Partial<TradedInstrument> = {}): TradedInstrument {
  const { margin, ...rest } = tradedPerpetual({ instrument: spot })
  return margin === undefined ? rest : { ...rest, ...change }
}

/** Commands take 10 us, answers 10, the feed 5. */
export function venueTerms(change: Partial<VenueTerms> = {}): VenueTerms {
  return {
    seed: 1,
    instruments: [tradedPerpetual()],
    feed: constantFeed(5),
    orderLatency: constantLatency(10),
    answerLatency: constantLatency(10),
    selfTrade: 'cancel-newest',
    idReuse: 'never',
    deposits: [{ currency: 'USDT', atoms: 1_000_000n * unit }],
    ...change,
  }
}

export function newVenue(change: Partial<VenueTerms> = {}, witness?: VenueWitness): SimulatedVenue {
  return new SimulatedVenue(venueTerms(change), witness)
}

/** What a test writes down of a market: one message a call, at its instant at the venue. */
export class Tape {
  readonly rows: EventColumns = new EventColumns()
  #instrument = 0

  on(instrument: number): this {
    this.#instrument = instrument
    return this
  }

  /** A whole book: levels as [price, lots], best first. */
  book(at: number, bids: readonly Level[], asks: readonly Level[]): this {
    return this.#message(at, () => {
      this.rows.addClear()
      for (const [price, lots] of bids) this.rows.addLevel(eventSide.bid, price, lots)
      for (const [price, lots] of asks) this.rows.addLevel(eventSide.ask, price, lots)
    })
  }

  bid(at: number, price: number, lots: number): this {
    return this.#message(at, () => this.rows.addLevel(eventSide.bid, price, lots))
  }

  ask(at: number, price: number, lots: number): this {
    return this.#message(at, () => this.rows.addLevel(eventSide.ask, price, lots))
  }

  /** An order of an order-by-order feed; 0 lots: gone. */
  order(at: number, id: number, price: number, lots: number): this {
    return this.#message(at, () => this.rows.addOrder(eventSide.bid, price, lots, id))
  }

  /** A whole book of such orders, all bids: [id, price, lots]. */
  orders(at: number, all: readonly (readonly [id: number, price: number, lots: number])[]): this {
    return this.#message(at, () => {
      this.rows.addClear()
      for (const [id, price, lots] of all) this.rows.addOrder(eventSide.bid, price, lots, id)
    })
  }

  trade(at: number, aggressor: 'buy' | 'sell' | 'unknown', price: number, lots: number): this {
    return this.#message(at, () => this.rows.addTrade(eventSide[aggressor], price, lots, NaN))
  }

  value(at: number, kind: Parameters<EventColumns['addValue']>[0], value: number): this {
    return this.#message(at, () => this.rows.addValue(kind, value))
  }

  gap(at: number): this {
    return this.#message(at, () => this.rows.addGap())
  }

  #message(at: number, add: () => void): this {
    this.rows.begin(this.#instrument, (at + 5) as Instant, at, NaN)
    add()
    this.rows.end()
    return this
  }
}

type Level = readonly [price: number, lots: number]

/** A command that leaves us at an instant. */
export interface Sent {
  readonly at: number
  readonly command: OrderCommand
}

export function place(
  at: number,
  clientOrderId: number,
  text: string,
  change: Partial<OrderRequest> = {},
): Sent {
  // `buy 3 @ 99`, `sell 2 market`
  const [side, lots, , price] = text.split(' ')
  const pricing: OrderPricing =
    price === undefined
      ? { kind: 'market' }
      : { kind: 'limit', priceTicks: Number(price) as PriceTicks, isPostOnly: false }
  const timeInForce: TimeInForce = { kind: 'gtc' }
  const order: OrderRequest = {
    clientOrderId,
    instrument: 0,
    side: side === 'buy' ? 'buy' : 'sell',
    lots: Number(lots) as Lots,
    pricing,
    timeInForce,
    isReduceOnly: false,
    ...change,
  }
  return { at, command: { kind: 'place', order } }
}

export function cancel(at: number, clientOrderId: number): Sent {
  return { at, command: { kind: 'cancel', clientOrderId, instrument: 0 } }
}

export function amend(at: number, clientOrderId: number, lots: number, price: number): Sent {
  const priceTicks = price as PriceTicks
  return {
    at,
    command: { kind: 'amend', clientOrderId, instrument: 0, lots: lots as Lots, priceTicks },
  }
}

export interface Driven {
  readonly answers: readonly Stamped<OrderEvent>[]
  readonly events: readonly AccountEvent[]
}

/**
 * Drives a venue through a tape, as an engine would: commands leave at their instants, rows happen at theirs, and to
 * the end everything is heard.
 */
export function drive(venue: SimulatedVenue, tape: Tape, sent: readonly Sent[]): Driven {
  const { rows } = tape
  const commands = sent.toSorted((a, b) => a.at - b.at)
  let next = 0
  for (let row = 0; row < rows.length; row++) {
    const at = venue.venueInstant(rows, row)
    while (next < commands.length && commands[next]!.at < at) {
      const { command, at: leaving } = commands[next++]!
      venue.send(command, leaving as Instant)
    }
    venue.market(rows, row)
  }
  for (const { command, at } of commands.slice(next)) venue.send(command, at as Instant)
  venue.advanceTo(1e15)
  const answers: Stamped<OrderEvent>[] = []
  const events: AccountEvent[] = []
  while (venue.nextAnswerAt() < Infinity) {
    const message = venue.takeAnswer()
    if (isOfOrder(message)) answers.push(message)
    else events.push(message)
  }
  return { answers, events }
}

/** What is said of an order, heard or not. */
export type Told = Unheard<Stamped<OrderEvent>>

/** An answer in a few words: `3 filled 2@99 maker`. */
export function told(answers: readonly Told[]): readonly string[] {
  return answers.map((answer) => {
    const head = `${answer.clientOrderId} ${answer.kind}`
    switch (answer.kind) {
      case 'filled':
        return `${head} ${answer.lots}@${answer.priceTicks} ${answer.liquidity}`
      case 'cancelled':
        return `${head} ${answer.reason} ${answer.filledLots}`
      case 'amended':
        return `${head} ${answer.lots}@${answer.priceTicks}`
      case 'rejected':
      case 'cancel-rejected':
      case 'amend-rejected':
        return `${head} ${answer.reason}`
      case 'accepted':
      case 'triggered':
        return head
    }
  })
}

/** A book of two levels a side, at one instant. */
export const market = (): Tape =>
  new Tape().book(
    1_000,
    [
      [100, 50],
      [90, 50],
    ],
    [
      [101, 50],
      [102, 50],
    ],
  )
