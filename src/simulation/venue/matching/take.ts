import type { BookLevels } from '../../../book/order-book.ts'
import { eventSide, type BookSide } from '../../../core/events/event-codes.ts'
import { powerOfTen, type Step } from '../../../core/price.ts'
import type { TakenLiquidity } from './taken-liquidity.ts'
import type { TransientImpact } from './transient-impact.ts'
import { isWithin, type VenueOrder } from './venue-order.ts'

/** What stands in a book for ours: what is displayed, less what we took and what others draw back after it. */
export interface Displayed {
  readonly levels: BookLevels
  readonly taken: TakenLiquidity
  readonly impact: TransientImpact
}

/** What an order could take. */
export interface Takable {
  readonly lots: number
  /** Sum of ticks times lots. */
  readonly tickLots: bigint
}

/** The other side of a book. */
export function oppositeOf(side: BookSide): BookSide {
  return side === eventSide.bid ? eventSide.ask : eventSide.bid
}

/**
 * What an order could take within a limit, without taking it: as `takeLevel` would give it, level by level.
 *
 * @param before the price it does not reach, where one of ours rests; NaN: none
 */
export function takable(
  displayed: Displayed,
  order: Pick<VenueOrder, 'request' | 'bookSide'>,
  terms: {
    readonly limitTicks: number
    readonly lots: number
    readonly before: number
    readonly at: number
  },
): Takable {
  const { side } = order.request
  const other = oppositeOf(order.bookSide)
  let left = terms.lots
  let tickLots = 0n
  let drawn = displayed.impact.drawnAt(other, terms.at)
  let price = displayed.levels.best(other)
  while (left > 0 && isWithin(side, price, terms.limitTicks)) {
    if (!Number.isNaN(terms.before) && !isBetter(side, price, terms.before)) break
    const here = displayed.levels.quantityAt(other, price) - displayed.taken.at(other, price)
    const skipped = Math.min(drawn, Math.max(0, here))
    drawn -= skipped
    const lots = Math.max(0, Math.min(left, here - skipped))
    left -= lots
    tickLots += BigInt(price) * BigInt(lots)
    price = displayed.levels.nextPrice(other, price)
  }
  return { lots: terms.lots - left, tickLots }
}

/** Half way between the best prices in quote units; NaN where a side is empty. */
export function midOf(levels: BookLevels, { units, decimals }: Step): number {
  const sum = levels.best(eventSide.bid) + levels.best(eventSide.ask)
  return (sum / 2 / powerOfTen(decimals)) * units
}

/** Lots that a level displays and that we have not taken. */
export function availableAt({ levels, taken }: Displayed, side: BookSide, price: number): number {
  return Math.max(0, levels.quantityAt(side, price) - taken.at(side, price))
}

/** Is a price strictly better to an order of that side than another? */
export function isBetter(side: 'buy' | 'sell', price: number, than: number): boolean {
  return side === 'buy' ? price < than : price > than
}
