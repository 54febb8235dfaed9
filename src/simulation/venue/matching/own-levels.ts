import type { BookLevels } from '../../../book/order-book.ts'
import type { BookSide } from '../../../core/events/event-codes.ts'
import { eventSide } from '../../../core/events/event-codes.ts'
import { LatePrints, MetBefore } from './late-prints.ts'
import type { VenueOrder } from './venue-order.ts'

/** Orders of ours at one price, the oldest first. */
export interface OwnLevel {
  readonly price: number
  readonly orders: VenueOrder[]
  /** Lots of others that the book displayed when the orders were last told. */
  shown: number
  readonly prints: LatePrints
  /** A row has set the level since. */
  isTouched: boolean
}

/** Our resting orders of one side of a book, best price first. They are in no book but this. */
export class OwnLevels {
  readonly side: BookSide
  /** NaN when nothing rests. */
  best: number = NaN
  readonly levels: OwnLevel[] = []
  /** What was displayed on the other side and met ours. */
  readonly met: MetBefore
  readonly #sign: 1 | -1
  readonly #lagUs: number

  /** @param lagUs how much later than the book change it made a trade may print */
  constructor(side: BookSide, lagUs: number) {
    this.side = side
    this.#lagUs = lagUs
    this.met = new MetBefore(lagUs)
    this.#sign = side === eventSide.bid ? -1 : 1
  }

  /** Behind all of ours at its price. */
  add(order: VenueOrder, shown: number): void {
    const { levels } = this
    const price = order.limitTicks
    let at = 0
    while (at < levels.length && this.#sign * levels[at]!.price < this.#sign * price) at++
    const level = levels[at]
    if (level?.price === price) level.orders.push(order)
    else
      levels.splice(at, 0, {
        price,
        orders: [order],
        shown,
        prints: new LatePrints(this.#lagUs),
        isTouched: false,
      })
    this.best = levels[0]!.price
  }

  remove(order: VenueOrder): void {
    const at = this.levels.findIndex(({ price }) => price === order.limitTicks)
    const level = this.levels[at]!
    level.orders.splice(level.orders.indexOf(order), 1)
    if (level.orders.length === 0) this.levels.splice(at, 1)
    this.best = this.levels[0]?.price ?? NaN
  }

  /** A row sets the level at a price; says whether one of ours is there. */
  touch(price: number): boolean {
    const { levels } = this
    for (let at = 0; at < levels.length; at++) {
      if (levels[at]!.price !== price) continue
      levels[at]!.isTouched = true
      return true
    }
    return false
  }

  /** Rows may have set any level. */
  touchAll(): void {
    for (const level of this.levels) level.isTouched = true
  }
}

/** Is something displayed at the price of our best or beyond it? */
export function isMet({ side, best }: OwnLevels, levels: BookLevels): boolean {
  return side === eventSide.ask
    ? best <= levels.best(eventSide.bid)
    : best >= levels.best(eventSide.ask)
}
