import { InstrumentBook } from '../../book/instrument-book.ts'
import type { BookLevels } from '../../book/order-book.ts'
import { eventKind, eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Step } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { MarketBook } from '../router/market-book.ts'
import type { RouteLevels } from '../router/route-book.ts'

/** An instrument of a tape whose book is wanted. */
export interface TapeMember extends Omit<MarketBook, 'bids' | 'asks'> {
  readonly tickSize: Step
  /** What a unit of its quote currency is worth in the one prices are compared in. */
  readonly rate: number
}

/** The market over all venues at one instant, and what was traded since the instant before. */
export interface MarketSample {
  readonly time: Instant
  /** Between the highest bid and the lowest ask; NaN where a side is missing. */
  readonly mid: number
  /** Mean over venues of half their own spread, relative to the mid. */
  readonly halfSpread: number
  /** Base units that buyers and sellers took. */
  readonly bought: number
  readonly sold: number
  /** Base units of asks and bids within `depthBps` of the mid. */
  readonly askDepth: number
  readonly bidDepth: number
}

export interface TapeTerms {
  /** By the tape's index of instruments; undefined where one is not wanted. */
  readonly members: readonly (TapeMember | undefined)[]
  /** Instants in ascending order at which whole books are kept. */
  readonly stops: readonly Instant[]
  /** First sample, and microseconds between two. */
  readonly from: Instant
  readonly sampleEvery: number
  readonly depthBps: number
}

/**
 * Follows the books of several venues through a recording: whole books at some instants, samples of the market at equal
 * distances. At an instant everything heard until then is known, and nothing that comes later.
 */
export class MarketTape {
  readonly snapshots: (readonly MarketBook[])[] = []
  readonly samples: MarketSample[] = []
  readonly #terms: TapeTerms
  readonly #books: readonly InstrumentBook[]
  #nextSample: number
  #bought = 0
  #sold = 0

  constructor(terms: TapeTerms) {
    this.#terms = terms
    this.#books = terms.members.map(() => new InstrumentBook())
    this.#nextSample = terms.from
  }

  apply(rows: EventRows): void {
    for (let row = 0; row < rows.length; row++) {
      const index = rows.instrument[row]!
      const member = this.#terms.members[index]
      if (member === undefined) continue
      this.advance((rows.localTime[row]! - 1) as Instant)
      if (rows.kind[row] === eventKind.trade) {
        const { units, decimals } = member.lotSize
        const quantity = (rows.quantity[row]! * units) / 10 ** decimals
        if (rows.side[row] === eventSide.buy) this.#bought += quantity
        else if (rows.side[row] === eventSide.sell) this.#sold += quantity
      } else this.#books[index]!.apply(rows, row)
    }
  }

  /** Everything until an instant is known: takes what is due by then. */
  advance(until: Instant): void {
    const { stops, sampleEvery } = this.#terms
    while (this.snapshots.length < stops.length && stops[this.snapshots.length]! <= until) {
      this.snapshots.push(this.books())
    }
    while (this.#nextSample <= until) {
      this.samples.push(this.#sample(this.#nextSample as Instant))
      this.#nextSample += sampleEvery
      this.#bought = 0
      this.#sold = 0
    }
  }

  /** The books as they stand; one that is void is left out. */
  books(): readonly MarketBook[] {
    return this.#terms.members.flatMap((member, index) => {
      const book = this.#books[index]!
      if (member === undefined || book.isVoid) return []
      const { tickSize, rate: _, ...rules } = member
      const side = (of: BookSide): RouteLevels =>
        routeLevels(book.levels, of, tickSize, rules.lotSize)
      return [{ ...rules, bids: side(eventSide.bid), asks: side(eventSide.ask) }]
    })
  }

  #sample(time: Instant): MarketSample {
    let [bid, ask, spreads, count] = [-Infinity, Infinity, 0, 0]
    this.#each((book, price) => {
      const [ownBid, ownAsk] = [price(book.best(eventSide.bid)), price(book.best(eventSide.ask))]
      if (!(ownBid <= ownAsk)) return
      bid = Math.max(bid, ownBid)
      ask = Math.min(ask, ownAsk)
      spreads += (ownAsk - ownBid) / (ownAsk + ownBid)
      count++
    })
    const mid = (bid + ask) / 2
    const reach = this.#terms.depthBps / 1e4
    return {
      time,
      mid: Number.isFinite(mid) ? mid : NaN,
      halfSpread: spreads / count,
      bought: this.#bought,
      sold: this.#sold,
      askDepth: this.#depth(eventSide.ask, mid * (1 + reach)),
      bidDepth: this.#depth(eventSide.bid, mid * (1 - reach)),
    }
  }

  #depth(side: BookSide, limit: number): number {
    let sum = 0
    this.#each((book, price, lot) => {
      for (let ticks = book.best(side); !Number.isNaN(ticks); ticks = book.nextPrice(side, ticks)) {
        if (side === eventSide.ask ? price(ticks) > limit : price(ticks) < limit) break
        sum += book.quantityAt(side, ticks) * lot
      }
    })
    return sum
  }

  #each(visit: (book: BookLevels, price: (ticks: number) => number, lot: number) => void): void {
    for (const [index, member] of this.#terms.members.entries()) {
      const book = this.#books[index]!
      if (member === undefined || book.isVoid) continue
      const { tickSize, lotSize, rate } = member
      const scale = (tickSize.units / 10 ** tickSize.decimals) * rate
      visit(book.levels, (ticks) => ticks * scale, lotSize.units / 10 ** lotSize.decimals)
    }
  }
}

/** One side of a book as it is now, in columns of its own. */
export function routeLevels(
  levels: BookLevels,
  side: BookSide,
  priceStep: Step,
  quantityStep: Step,
): RouteLevels {
  const count = levels.levelCount(side)
  const [prices, quantities] = [new Float64Array(count), new Float64Array(count)]
  levels.readTop(side, prices, quantities)
  return { count, prices, quantities, priceStep, quantityStep }
}
