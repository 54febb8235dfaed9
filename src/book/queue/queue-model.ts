import type { BookSide } from '../../core/events/event-codes.ts'

/**
 * Where an order of ours is thought to stand in the queue of its level. One record an order, changed in place by its
 * model and by nobody else.
 */
export interface QueuePosition {
  readonly side: BookSide
  /** Ticks. */
  readonly price: number
  /** Lots thought to stand before the order: whole in exact queues, an expectation in others. */
  ahead: number
  /** Lots traded at the level since it was last told to have changed. */
  tradedSinceChange: number
  /** Orders that had arrived in an order-by-order book when ours joined; NaN in others. */
  readonly arrival: number
}

/**
 * How far an order of ours has come in the queue of its level: one interface for what only guesses and what knows.
 *
 * The order itself is in no book. Of one message the trades are told before the changes of levels: what a trade takes
 * must not count as cancelled a second time. See docs/assumptions/queue-position.md.
 */
export interface QueueModel {
  /** An order joins behind the lots its level displays. */
  join(side: BookSide, price: number, displayed: number): QueuePosition
  /** A trade at the order's price takes from the front of the queue: gives the lots of it that reach the order. */
  traded(position: QueuePosition, lots: number): number
  /** The level of the order has changed, from so many lots displayed to so many. */
  levelChanged(position: QueuePosition, before: number, after: number): void
}

/** What every model does with a trade: those in front are served first. */
export function servedInOrder(position: QueuePosition, lots: number): number {
  position.tradedSinceChange += lots
  const reached = Math.max(0, lots - position.ahead)
  position.ahead = Math.max(0, position.ahead - lots)
  return reached
}
