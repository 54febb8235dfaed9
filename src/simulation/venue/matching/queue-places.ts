import type { InstrumentBook } from '../../../book/instrument-book.ts'
import type { QueueModel } from '../../../book/queue/queue-model.ts'
import type { BookSide } from '../../../core/events/event-codes.ts'
import type { OwnLevel } from './own-levels.ts'
import { isInSight } from './taken-liquidity.ts'
import type { VenueOrder } from './venue-order.ts'

/** Finds an order its place behind what is displayed; false while the feed does not show so far. */
export function findPlace(book: InstrumentBook, queue: QueueModel, order: VenueOrder): boolean {
  const { levels, isVoid } = book
  const { bookSide, limitTicks } = order
  if (isVoid || !isInSight(levels, bookSide, limitTicks)) return false
  order.position = queue.join(bookSide, limitTicks, levels.quantityAt(bookSide, limitTicks))
  return true
}

/**
 * Tells the orders of a level of ours that rows have set it.
 *
 * @param told whether a snapshot told orders anew, so that places are found anew, and when
 */
export function levelSet(
  { levels }: InstrumentBook,
  queue: QueueModel,
  { side, level }: { readonly side: BookSide; readonly level: OwnLevel },
  told: { readonly isRetold: boolean; readonly at: number },
): void {
  level.isTouched = false
  const now = levels.quantityAt(side, level.price)
  if (now === 0 && !isInSight(levels, side, level.price)) return
  for (const order of level.orders) {
    if (order.position === undefined) continue
    if (told.isRetold) order.position = queue.join(side, level.price, now)
    else queue.levelChanged(order.position, level.shown, now)
  }
  level.prints.changed(level.shown, now, told.at)
  level.shown = now
}

/** Lots of a trade at its price that reach an order; none while its place cannot be told. */
export function reachedAt(queue: QueueModel, { position }: VenueOrder, lots: number): number {
  return position === undefined ? 0 : queue.traded(position, lots)
}
