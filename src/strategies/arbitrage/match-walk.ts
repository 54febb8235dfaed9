import { eventSide } from '../../core/events/event-codes.ts'
import type { MatchScale } from './match-scale.ts'
import { wholeQuantity, type PricedBook } from './priced-book.ts'

/** So much of two books, from their best levels on. */
export interface Walked {
  /** Whole, in the scale of the two. */
  readonly quantity: bigint
  /** Sums of ticks times whole quantities. */
  readonly buyTicks: bigint
  readonly sellTicks: bigint
  readonly buyLimitTicks: number
  readonly sellLimitTicks: number
}

/**
 * The allowed quantity with the greatest gain, the largest among equals; undefined where none has any.
 *
 * One walk: while a bit more does not lose, the last multiple of a stretch between two levels is its best; from where it loses on,
 * the first multiple that is allowed, and nothing after it.
 */
export function mostProfitable(
  buy: PricedBook,
  sell: PricedBook,
  scale: MatchScale,
): Walked | undefined {
  const walk = new JointWalk(buy, sell, scale)
  let best: Walked | undefined
  let bestGain = 0n
  while (walk.isThere()) {
    const marginal = walk.marginal()
    const isGaining = marginal >= 0n
    // What loses cannot come to more than there is already.
    if (!isGaining && walk.gain <= bestGain) break
    const stretch = walk.stretch()
    const room = walk.room(stretch)
    const here = stretch < room ? stretch : room
    const to = isGaining ? walk.lastAllowed(here) : walk.firstAllowed(here)
    if (to !== undefined) {
      const gain = walk.gain + marginal * to
      if (gain > 0n && gain >= bestGain) {
        bestGain = gain
        best = walk.at(to)
      }
      if (!isGaining) break
    }
    if (room <= stretch) break
    walk.pass(stretch, marginal)
  }
  return best
}

/** Two sides walked together: stretches over which neither price changes. Distances are whole quantities from here. */
class JointWalk {
  /** What has been passed brings, decided prices. */
  gain = 0n
  readonly #asks: SideWalk
  readonly #bids: SideWalk
  readonly #scale: MatchScale
  #quantity = 0n
  #buyTicks = 0n
  #sellTicks = 0n

  constructor(buy: PricedBook, sell: PricedBook, scale: MatchScale) {
    this.#asks = new SideWalk(buy, eventSide.ask, scale.quantity)
    this.#bids = new SideWalk(sell, eventSide.bid, scale.quantity)
    this.#scale = scale
  }

  isThere(): boolean {
    return this.#asks.isThere() && this.#bids.isThere()
  }

  /** What one more whole quantity brings. */
  marginal(): bigint {
    const { decidedAsk, decidedBid } = this.#scale
    return this.#bids.ticks * decidedBid - this.#asks.ticks * decidedAsk
  }

  stretch(): bigint {
    return this.#asks.left < this.#bids.left ? this.#asks.left : this.#bids.left
  }

  /** How far limits let it go at these prices; as far as the stretch where there are none, and one more. */
  room(stretch: bigint): bigint {
    const { most } = this.#scale
    let room = stretch + 1n
    if (most === undefined) return room
    const { quantity, buyTicks, spentTicks } = most
    const { ticks } = this.#asks
    const hold = (limit: bigint): void => {
      if (limit < room) room = limit
    }
    if (quantity !== undefined) hold(quantity - this.#quantity)
    if (ticks > 0n) {
      if (buyTicks !== undefined) hold((buyTicks - this.#buyTicks) / ticks)
      if (spentTicks !== undefined) hold(spentTicks / ticks - this.#quantity)
    }
    return room > 0n ? room : 0n
  }

  /** The furthest allowed one, not beyond `here`. */
  lastAllowed(here: bigint): bigint | undefined {
    const end = this.#quantity + here
    const to = here - (end % this.#scale.lot)
    return to > 0n && this.#isEnough(to) ? to : undefined
  }

  /** The nearest allowed one, not beyond `here`. */
  firstAllowed(here: bigint): bigint | undefined {
    const { lot, least } = this.#scale
    let to = 1n
    const reach = (distance: bigint): void => {
      if (distance > to) to = distance
    }
    reach(least.quantity - this.#quantity)
    const [ask, bid] = [this.#asks.ticks, this.#bids.ticks]
    if (ask > 0n) reach(dividedUp(least.buyTicks - this.#buyTicks, ask))
    if (bid > 0n) reach(dividedUp(least.sellTicks - this.#sellTicks, bid))
    to = dividedUp(this.#quantity + to, lot) * lot - this.#quantity
    return to <= here && this.#isEnough(to) ? to : undefined
  }

  at(distance: bigint): Walked {
    return {
      quantity: this.#quantity + distance,
      buyTicks: this.#buyTicks + this.#asks.ticks * distance,
      sellTicks: this.#sellTicks + this.#bids.ticks * distance,
      buyLimitTicks: this.#asks.price,
      sellLimitTicks: this.#bids.price,
    }
  }

  pass(distance: bigint, marginal: bigint): void {
    this.gain += marginal * distance
    this.#quantity += distance
    this.#buyTicks += this.#asks.ticks * distance
    this.#sellTicks += this.#bids.ticks * distance
    this.#asks.take(distance)
    this.#bids.take(distance)
  }

  /** Is that much, both ways, enough for both venues? */
  #isEnough(distance: bigint): boolean {
    const { quantity, buyTicks, sellTicks } = this.#scale.least
    return (
      this.#quantity + distance >= quantity &&
      this.#buyTicks + this.#asks.ticks * distance >= buyTicks &&
      this.#sellTicks + this.#bids.ticks * distance >= sellTicks
    )
  }
}

/** @param b above zero */
function dividedUp(a: bigint, b: bigint): bigint {
  return a <= 0n ? 0n : (a + b - 1n) / b
}

/** One side of a book, level by level, in whole quantities. */
class SideWalk {
  price: number
  ticks = 0n
  left = 0n
  readonly #book: PricedBook
  readonly #side: 0 | 1
  readonly #scale: bigint

  constructor(book: PricedBook, side: 0 | 1, scale: bigint) {
    this.#book = book
    this.#side = side
    this.#scale = scale
    this.price = book.levels.best(side)
    this.#enter()
  }

  isThere(): boolean {
    return !Number.isNaN(this.price)
  }

  take(quantity: bigint): void {
    this.left -= quantity
    if (this.left > 0n) return
    this.price = this.#book.levels.nextPrice(this.#side, this.price)
    this.#enter()
  }

  #enter(): void {
    if (Number.isNaN(this.price)) return
    const { levels, units } = this.#book
    this.ticks = BigInt(this.price)
    this.left = wholeQuantity(
      levels.quantityAt(this.#side, this.price),
      this.price,
      units,
      this.#scale,
    )
  }
}
