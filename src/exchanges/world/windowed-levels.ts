import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { PublicState } from './public-state.ts'

/**
 * The best levels of a book as they were last told, for feeds that begin with a snapshot of a depth and then tell what
 * changes of it (Bybit, OKX, Kraken, Coinbase): a level that leaves the depth is deleted where the feed says so, and
 * one that enters it is told.
 */
export class WindowedLevels {
  readonly #state: PublicState
  readonly #depth: number
  readonly #told: readonly [bids: Map<number, number>, asks: Map<number, number>] = [
    new Map(),
    new Map(),
  ]

  /** @param depth levels a side; Infinity for all */
  constructor(state: PublicState, depth: number) {
    this.#state = state
    this.#depth = depth
    this.#retell()
  }

  /** Adds what was last told as a snapshot, best first: what a new subscriber gets, whom the next changes reach. */
  snapshot(at: Instant, out: EventColumns): void {
    out.begin(this.#state.index, at, at, NaN)
    out.addClear()
    for (const side of sides) {
      const levels = [...this.#told[side]].toSorted(([a], [b]) =>
        side === eventSide.bid ? b - a : a - b,
      )
      for (const [price, lots] of levels) out.addLevel(side, price, lots)
    }
    out.end()
  }

  /**
   * Adds what changed since it was last told as one message; none when nothing did.
   *
   * @param beyond what is said of a level that fell out of the depth but is still there: it is deleted, or nothing
   * @returns whether there was anything to tell
   */
  changes(at: Instant, out: EventColumns, beyond: 'deleted' | 'untold'): boolean {
    const from = out.length
    out.begin(this.#state.index, at, at, NaN)
    for (const side of sides) this.#change(side, out, beyond)
    out.end()
    return out.length > from
  }

  #change(side: BookSide, out: EventColumns, beyond: 'deleted' | 'untold'): void {
    const told = this.#told[side]
    const now = this.#now(side)
    for (const price of told.keys()) {
      if (now.has(price)) continue
      const isGone = this.#state.book.levels.quantityAt(side, price) === 0
      if (isGone || beyond === 'deleted') out.addLevel(side, price, 0)
      told.delete(price)
    }
    for (const [price, lots] of now) {
      if (told.get(price) === lots) continue
      out.addLevel(side, price, lots)
      told.set(price, lots)
    }
  }

  #retell(): void {
    for (const side of sides) {
      for (const [price, lots] of this.#now(side)) this.#told[side].set(price, lots)
    }
  }

  #now(side: BookSide): Map<number, number> {
    const count = Math.min(this.#depth, this.#state.book.levels.levelCount(side))
    return new Map(this.#state.top(side, count).map(({ ticks, lots }) => [ticks, lots]))
  }
}

const sides = [eventSide.bid, eventSide.ask] as const
