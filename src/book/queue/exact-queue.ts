import { servedInOrder, type QueueModel } from './queue-model.ts'
import type { OrderQueues } from '../order-queues.ts'

/**
 * The queue of an order-by-order book: what stands ahead of an order of ours is what was there when it joined and is
 * there still. See docs/assumptions/queue-order-by-order.md.
 *
 * @param queues the book; its rows of a message are applied before `levelChanged` is told of them
 *
 * @example
 * const queues = new OrderQueues(new DenseBook())
 * queues.setOrder(eventSide.bid, 99, 5, 1)
 * const model = exactQueue(queues)
 * const position = model.join(eventSide.bid, 99, 5)
 * queues.setOrder(eventSide.bid, 99, 8, 2)
 * queues.setOrder(eventSide.bid, 99, 2, 1)
 * model.levelChanged(position, 13, 10)
 * position.ahead // => 2
 */
export function exactQueue(queues: OrderQueues): QueueModel {
  return {
    join(side, price) {
      const arrival = queues.arrivals()
      const ahead = queues.quantityBefore(side, price, arrival)
      return { side, price, ahead, tradedSinceChange: 0, arrival }
    },
    traded: servedInOrder,
    levelChanged(position) {
      position.tradedSinceChange = 0
      position.ahead = queues.quantityBefore(position.side, position.price, position.arrival)
    },
  }
}
