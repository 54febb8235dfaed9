import type { OrderEvent } from '../../core/orders/order-event.ts'

interface Waiter {
  readonly orderId: number
  readonly awaited: readonly OrderEvent['kind'][]
  readonly deadline: number
  readonly resolve: (event: OrderEvent | undefined) => void
}

/** Requests that wait for what the venue says of an order. */
export class Waiters {
  #waiting: Waiter[] = []

  /** The first answer of an awaited kind; undefined when none has come by the deadline. */
  wait(
    orderId: number,
    awaited: readonly OrderEvent['kind'][],
    deadline: number,
  ): Promise<OrderEvent | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ orderId, awaited, deadline, resolve })
    })
  }

  /** The first who waits for it is told. */
  answer(event: OrderEvent): void {
    const at = this.#waiting.findIndex(
      ({ orderId, awaited }) => orderId === event.clientOrderId && awaited.includes(event.kind),
    )
    if (at < 0) return
    const [waiter] = this.#waiting.splice(at, 1)
    waiter?.resolve(event)
  }

  giveUp(now: number): void {
    if (this.#waiting.every(({ deadline }) => deadline > now)) return
    const late = this.#waiting.filter(({ deadline }) => deadline <= now)
    this.#waiting = this.#waiting.filter(({ deadline }) => deadline > now)
    for (const { resolve } of late) resolve(undefined)
  }
}
