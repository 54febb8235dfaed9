import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { InstrumentClass } from '../../core/instrument.ts'
import type { Random } from '../../math/random.ts'
import { liquidationDistance } from './leverage.ts'

/** Leverages people take, one as likely as the other. */
const leverages = [3, 5, 10, 20, 50]
/** Width of a bucket of liquidation prices, of the logarithm. */
const bucketWidth = 0.0005
/** Share of what is traded that opens positions. */
const opening = 0.1
/** Share of open positions that is closed in a second, gently. */
const closing = 1 / 86_400

/**
 * Who holds a perpetual with how much leverage: lots by the price at which they are liquidated, longs and shorts.
 *
 * Not accounts one by one but how many lots stand at each price: memory is bounded by the range of prices. Both sides
 * always hold as much as one another; what is liquidated in the book is taken over by those it trades with.
 */
export class LeveragedPositions {
  readonly #kind: InstrumentClass
  readonly #random: Random
  /** Lots by bucket, in units of the scale below. */
  readonly #longs = new Map<number, number>()
  readonly #shorts = new Map<number, number>()
  /** Everything closes at the same pace: one number says how much of a unit is left. */
  #scale = 1
  #open = 0

  constructor(kind: InstrumentClass, random: Random) {
    this.#kind = kind
    this.#random = random
  }

  /** Lots open, of longs or of shorts: as many. */
  get openLots(): number {
    return this.#open * this.#scale
  }

  /** Some of what was traded opens positions, some close; `price` is the logarithm. */
  trade(lots: number, price: number, seconds: number): void {
    this.#scale *= 1 - closing * seconds
    if (this.#scale < 1e-6) this.#rescale()
    if (lots > 0) this.open(lots * opening, price)
  }

  /** New positions at a price (logarithm), of one leverage on each side. */
  open(lots: number, price: number): void {
    const long = leverages[this.#random.integerBelow(leverages.length)]!
    const short = leverages[this.#random.integerBelow(leverages.length)]!
    const kind = this.#kind
    const { buy, sell } = eventSide
    this.openAt(buy, lots, price + liquidationDistance(kind, buy, long))
    this.openAt(sell, lots, price + liquidationDistance(kind, sell, short))
    this.#open += lots / this.#scale
  }

  /** Adds lots that are liquidated at a price, to one side alone: `grow` says that the other side has them too. */
  openAt(side: BookSide, lots: number, price: number): void {
    const bucket = Math.round(price / bucketWidth)
    const positions = side === eventSide.buy ? this.#longs : this.#shorts
    positions.set(bucket, (positions.get(bucket) ?? 0) + lots / this.#scale)
  }

  grow(lots: number): void {
    this.#open += lots / this.#scale
  }

  /**
   * Takes out the positions of a side whose price the mark has reached, those first that were reached first.
   *
   * @param visit is handed the lots of a bucket and the logarithm of its price
   */
  liquidate(side: BookSide, mark: number, visit: (lots: number, price: number) => void): void {
    const positions = side === eventSide.buy ? this.#longs : this.#shorts
    const bucket = mark / bucketWidth
    const reached: number[] = []
    for (const key of positions.keys()) {
      if (side === eventSide.buy ? key >= bucket : key <= bucket) reached.push(key)
    }
    reached.sort((a, b) => (side === eventSide.buy ? b - a : a - b))
    for (const key of reached) {
      const lots = positions.get(key)! * this.#scale
      positions.delete(key)
      visit(lots, key * bucketWidth)
    }
  }

  /**
   * Closes lots of both sides against one another: what auto-deleveraging does. The side that was liquidated is gone
   * already; of the other those with most leverage and profit go first, that is those furthest from liquidation.
   *
   * @returns lots closed
   */
  deleverage(winners: BookSide, lots: number): number {
    const positions = winners === eventSide.buy ? this.#longs : this.#shorts
    const keys = [...positions.keys()].toSorted((a, b) =>
      winners === eventSide.buy ? a - b : b - a,
    )
    let left = lots
    for (const key of keys) {
      if (left <= 0) break
      const held = positions.get(key)! * this.#scale
      const closed = Math.min(held, left)
      if (closed === held) positions.delete(key)
      else positions.set(key, (held - closed) / this.#scale)
      left -= closed
    }
    this.shrink(lots - left)
    return lots - left
  }

  /** So many lots of both sides are no more. */
  shrink(lots: number): void {
    this.#open = Math.max(0, this.#open - lots / this.#scale)
  }

  #rescale(): void {
    for (const positions of [this.#longs, this.#shorts]) {
      for (const [key, lots] of positions) {
        const left = lots * this.#scale
        if (left < 1e-9) positions.delete(key)
        else positions.set(key, left)
      }
    }
    this.#open *= this.#scale
    this.#scale = 1
  }
}
