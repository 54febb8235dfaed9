import type { Trail } from '../../../core/orders/order.ts'
import { priceOf, type PriceTicks, type Step } from '../../../core/price.ts'
import type { VenueOrder } from './venue-order.ts'

/** Stops of one instrument that wait for their trigger, in the order they came. */
export class WaitingStops {
  readonly #tickSize: Step
  readonly #orders: VenueOrder[] = []
  /** Of those that trail: the best price since they follow it, in quote units. */
  readonly #best = new Map<VenueOrder, number>()
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
    this.#best.delete(order)
  }

  /** A trade or a mark was at a price, in quote units. */
  look(by: 'trade' | 'mark', price: number): void {
    for (const order of this.#orders) {
      const { pricing, side, reachedBy, trail } = order.request
      if (pricing.kind !== 'stop' || pricing.triggeredBy !== by) continue
      const way = reachedBy ?? (side === 'buy' ? 'rise' : 'fall')
      const trigger =
        trail === undefined
          ? this.#price(order.triggerTicks)
          : this.#trailing(order, trail, { way, price })
      const isReached = way === 'rise' ? price >= trigger : price <= trigger
      if (isReached && !this.#reached.includes(order)) this.#reached.push(order)
    }
  }

  /** Where a trigger that follows the price is now; NaN before it does. */
  #trailing(
    order: VenueOrder,
    { kind, by, fromTicks }: Trail,
    { way, price }: { readonly way: 'rise' | 'fall'; readonly price: number },
  ): number {
    const sign = way === 'fall' ? -1 : 1
    const ahead = (best: number): number =>
      kind === 'share' ? best * (1 + sign * by) : best + sign * this.#price(by)
    let best = this.#best.get(order)
    if (best === undefined && fromTicks !== undefined) {
      const from = this.#price(fromTicks)
      if (way === 'fall' ? price < from : price > from) return NaN
      best = price
    }
    // At first it is as far behind as its trigger says.
    const first = this.#price(order.triggerTicks)
    best ??= kind === 'share' ? first / (1 + sign * by) : first - sign * this.#price(by)
    best = way === 'fall' ? Math.max(best, price) : Math.min(best, price)
    this.#best.set(order, best)
    return ahead(best)
  }

  #price(ticks: number): number {
    return priceOf(ticks as PriceTicks, this.#tickSize)
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
