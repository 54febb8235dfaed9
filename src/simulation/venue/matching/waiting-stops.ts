import { priceOf, type PriceTicks, type Step } from '../../../core/price.ts'
import type { VenueOrder } from './venue-order.ts'

/** Stops of one instrument that wait for their trigger, in the order they came. */
export class WaitingStops {
  readonly #tickSize: Step
  readonly #orders: VenueOrder[] = []
  /** Triggered by a row of a message that has not ended. */
  #reached: VenueOrder[] = []

  constructor(tickSize: Step) {
    this.#tickSize = tickSize
  }

  get isEmpty(): boolean {
    return this.#orders.length === 0
  }

  add(order: VenueOrder): void {
    this.#orders.push(order)
  }

  remove(order: VenueOrder): void {
    this.#orders.splice(this.#orders.indexOf(order), 1)
  }

  /** A trade or a mark was at a price, in quote units. */
  look(by: 'trade' | 'mark', price: number): void {
    for (const order of this.#orders) {
      const { pricing, side, reachedBy } = order.request
      if (pricing.kind !== 'stop' || pricing.triggeredBy !== by) continue
      const trigger = priceOf(order.triggerTicks as PriceTicks, this.#tickSize)
      const way = reachedBy ?? (side === 'buy' ? 'rise' : 'fall')
      const isReached = way === 'rise' ? price >= trigger : price <= trigger
      if (isReached && !this.#reached.includes(order)) this.#reached.push(order)
    }
  }

  get isReached(): boolean {
    return this.#reached.length > 0
  }

  /** Those whose trigger was reached since, if they still wait: they no longer do. */
  takeReached(): readonly VenueOrder[] {
    const reached = this.#reached.filter((order) => order.state === 'waiting')
    this.#reached = []
    for (const order of reached) this.remove(order)
    return reached
  }
}
