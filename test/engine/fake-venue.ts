import { eventKind, eventSide } from '../../src/core/events/event-codes.ts'
import type { EventRows } from '../../src/core/events/event-columns.ts'
import { InstrumentBook } from '../../src/book/instrument-book.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { OrderCommand, OrderRequest } from '../../src/core/orders/order.ts'
import type { OrderEvent } from '../../src/core/orders/order-event.ts'
import type { ReplayVenue } from '../../src/core/orders/replay-venue.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { Timers } from '../../src/engine/timers.ts'
import { Random } from '../../src/math/random.ts'

/** How a fake venue behaves. */
export interface FakeTerms {
  readonly instruments: readonly Instrument[]
  /** One way, microseconds. */
  readonly feedUs: number
  readonly orderUs: number
  /** Share of commands that are lost, of answers that are lost, come twice, come late. */
  readonly faults: number
  readonly seed: number
}

interface Resting {
  readonly order: OrderRequest
  left: number
}

/**
 * A venue for tests of what drives it: an order takes the best price whole when it crosses, rests when it does not, and
 * fills one lot at a time whenever the other side's best price comes to it.
 */
export class FakeVenue implements ReplayVenue {
  readonly #terms: FakeTerms
  readonly #books = new Map<number, InstrumentBook>()
  readonly #resting = new Map<number, Resting>()
  readonly #seen = new Set<number>()
  readonly #arrivals = new Timers<OrderCommand>()
  readonly #answers = new Timers<OrderEvent>()
  readonly #random: Random
  #now = -Infinity
  #trades = 0
  /** What is true: filled lots by order. */
  readonly filled = new Map<number, number>()

  constructor(terms: FakeTerms) {
    this.#terms = terms
    this.#random = new Random(terms.seed)
  }

  venueInstant(rows: EventRows, row: number): number {
    return rows.localTime[row]! - this.#terms.feedUs
  }

  market(rows: EventRows, row: number): void {
    const instant = this.venueInstant(rows, row)
    if (instant < this.#now) throw new Error(`a row of ${instant} us at ${this.#now} us`)
    if (this.#arrivals.nextAt() < instant) throw new Error('a row before what was due')
    this.#now = instant
    const instrument = rows.instrument[row]!
    const book = this.#books.get(instrument) ?? new InstrumentBook()
    this.#books.set(instrument, book)
    book.apply(rows, row)
    if (rows.kind[row] === eventKind.trade) return
    for (const [id, { order, left }] of this.#resting) {
      if (order.instrument === instrument && this.#crosses(order))
        this.#fill(id, order, Math.min(1, left), 'maker')
    }
  }

  send(command: OrderCommand, localTime: Instant): void {
    if (localTime < this.#now) throw new Error('a command from before')
    if (this.#random.uniform() < this.#terms.faults) return
    this.#arrivals.add(localTime + this.#terms.orderUs, command)
  }

  advanceTo(instant: number): void {
    while (this.#arrivals.nextAt() <= instant) {
      this.#now = Math.max(this.#now, this.#arrivals.nextAt())
      this.#handle(this.#arrivals.take())
    }
    this.#now = Math.max(this.#now, instant)
  }

  nextDueAt(): number {
    return this.#arrivals.nextAt()
  }

  nextAnswerAt(): number {
    return this.#answers.nextAt()
  }

  takeAnswer(): OrderEvent {
    return this.#answers.take()
  }

  #handle(command: OrderCommand): void {
    if (command.kind === 'place') return this.#place(command.order)
    const { clientOrderId, instrument, kind } = command
    const resting = this.#resting.get(clientOrderId)
    if (resting === undefined) {
      this.#say({
        kind: kind === 'cancel' ? 'cancel-rejected' : 'amend-rejected',
        clientOrderId,
        instrument,
        reason: 'unknown-order',
      })
    } else if (kind === 'cancel') {
      this.#resting.delete(clientOrderId)
      this.#cancelled(resting.order, 'asked')
    } else {
      const filled = this.filled.get(clientOrderId) ?? 0
      const lots = Math.max(filled + 1, command.lots)
      const pricing = { kind: 'limit', priceTicks: command.priceTicks, isPostOnly: false } as const
      this.#resting.set(clientOrderId, {
        order: { ...resting.order, lots: lots as Lots, pricing },
        left: lots - filled,
      })
      this.#say({
        kind: 'amended',
        clientOrderId,
        instrument,
        lots: lots as Lots,
        priceTicks: command.priceTicks,
      })
    }
  }

  #place(order: OrderRequest): void {
    const { clientOrderId, instrument } = order
    const isTwice = this.#seen.has(clientOrderId)
    this.#seen.add(clientOrderId)
    if (isTwice || this.#random.uniform() < this.#terms.faults) {
      return this.#say({
        kind: 'rejected',
        clientOrderId,
        instrument,
        reason: isTwice ? 'duplicate-id' : 'halted',
      })
    }
    this.#say({ kind: 'accepted', clientOrderId, instrument })
    if (this.#crosses(order)) {
      // Half of an order now and then, the rest cancelled: what a thin book does.
      const isThin = this.#random.uniform() < this.#terms.faults && order.lots > 1
      this.#fill(clientOrderId, order, isThin ? Math.ceil(order.lots / 2) : order.lots, 'taker')
      if (isThin) this.#cancelled(order, 'not-filled-at-once')
    } else if (order.pricing.kind !== 'limit' || order.timeInForce.kind === 'ioc') {
      this.#cancelled(order, 'not-filled-at-once')
    } else this.#resting.set(clientOrderId, { order, left: order.lots })
  }

  #cancelled(order: OrderRequest, reason: 'asked' | 'not-filled-at-once'): void {
    const filledLots = (this.filled.get(order.clientOrderId) ?? 0) as Lots
    this.#say({
      kind: 'cancelled',
      clientOrderId: order.clientOrderId,
      instrument: order.instrument,
      reason,
      filledLots,
    })
  }

  #best(order: OrderRequest): number {
    const side = order.side === 'buy' ? eventSide.ask : eventSide.bid
    return this.#books.get(order.instrument)?.levels.best(side) ?? Number.NaN
  }

  #crosses(order: OrderRequest): boolean {
    const best = this.#best(order)
    if (Number.isNaN(best)) return false
    if (order.pricing.kind !== 'limit') return true
    const { priceTicks } = order.pricing
    return order.side === 'buy' ? best <= priceTicks : best >= priceTicks
  }

  #fill(id: number, order: OrderRequest, lots: number, liquidity: 'maker' | 'taker'): void {
    const filled = (this.filled.get(id) ?? 0) + lots
    this.filled.set(id, filled)
    const resting = this.#resting.get(id)
    if (resting !== undefined) resting.left -= lots
    if (filled === order.lots) this.#resting.delete(id)
    const price =
      liquidity === 'maker' && order.pricing.kind === 'limit'
        ? order.pricing.priceTicks
        : this.#best(order)
    this.#say({
      kind: 'filled',
      clientOrderId: id,
      instrument: order.instrument,
      tradeId: ++this.#trades,
      lots: lots as Lots,
      priceTicks: price as PriceTicks,
      liquidity,
      feeAtoms: BigInt(lots) * 10n ** 15n,
      feeCurrency: this.#terms.instruments[order.instrument]!.quote,
      leavesLots: (order.lots - filled) as Lots,
    })
  }

  #say(answer: Unheard): void {
    const { faults, orderUs } = this.#terms
    const times = [this.#random.uniform() < faults ? 3 * orderUs : orderUs]
    if (this.#random.uniform() < faults) times.push(2 * orderUs)
    if (this.#random.uniform() < faults) times.length = 0
    for (const late of times) {
      const localTime = (this.#now + late) as Instant
      this.#answers.add(localTime, { ...answer, exchangeTime: this.#now as Instant, localTime })
    }
  }
}

type Unheard = OrderEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'exchangeTime' | 'localTime'>
    : never
  : never
