import type { BookLevels } from '../../../book/order-book.ts'
import { eventSide, type BookSide } from '../../../core/events/event-codes.ts'

/** The taker's side as the feed says, else the side of the book nearer to the price; unknown at the mid or without one. */
export function aggressorOf(levels: BookLevels, side: number, price: number): number {
  if (side !== eventSide.unknown) return side
  const above = price - levels.best(eventSide.bid)
  const below = levels.best(eventSide.ask) - price
  if (above > below) return eventSide.buy
  return above < below ? eventSide.sell : eventSide.unknown
}

/** Does a trade at a price go through a resting order's on that side? */
export function isThrough(side: BookSide, resting: number, traded: number): boolean {
  return side === eventSide.ask ? resting < traded : resting > traded
}
