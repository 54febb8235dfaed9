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
 * All that gains, cut down to a multiple of the lots: the walk goes on while a bit more does not lose, and as far as limits let
 * it. Undefined where no multiple is reached, or what is reached is less than a venue takes.
 */
export function gainingQuantity(
  buy: PricedBook,
  sell: PricedBook,
  scale: MatchScale,
): Walked | undefined {
  const walk = new JointWalk(buy, sell, scale)
  let whole: Walked | undefined
  while (walk.isThere() && walk.isGaining()) {
    const stretch = walk.stretch()
    const room = walk.room(stretch)
    const here = stretch < room ? stretch : room
    whole = walk.lastMultiple(here) ?? whole
    if (room <= stretch) break
    walk.pass(stretch)
  }
  return whole !== undefined && isEnough(whole, scale) ? whole : undefined
}

function isEnough({ quantity, buyTicks, sellTicks }: Walked, { least }: MatchScale): boolean {
  return quantity >= least.quantity && buyTicks >= least.buyTicks && sellTicks >= least.sellTicks
}

/** Two sides walked together: stretches over which neither price changes. Distances are whole quantities from here. */
class JointWalk {
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

  /** Does one more whole quantity lose nothing? */
  isGaining(): boolean {
    const { decidedAsk, decidedBid } = this.#scale
    return this.#bids.ticks * decidedBid >= this.#asks.ticks * decidedAsk
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

  /** Where the last multiple of the lots within `here` has been reached. */
  lastMultiple(here: bigint): Walked | undefined {
    const distance = here - ((this.#quantity + here) % this.#scale.lot)
    if (distance <= 0n) return undefined
    return {
      quantity: this.#quantity + distance,
      buyTicks: this.#buyTicks + this.#asks.ticks * distance,
      sellTicks: this.#sellTicks + this.#bids.ticks * distance,
      buyLimitTicks: this.#asks.price,
      sellLimitTicks: this.#bids.price,
    }
  }

  pass(distance: bigint): void {
    this.#quantity += distance
    this.#buyTicks += this.#asks.ticks * distance
    this.#sellTicks += this.#bids.ticks * distance
    this.#asks.take(distance)
    this.#bids.take(distance)
  }
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
