import type { Atoms } from '../../core/currency.ts'
import { isOpen, type FillRecord, type OrderRecord } from './order-record.ts'

/** Orders of an account that are kept; the oldest that have ended go first. */
const ordersKept = 20_000

/** The orders of one account, found by number and by the client's id. A class, for the ways to find one must agree. */
export class OrderRecords {
  readonly #byId = new Map<number, OrderRecord>()
  readonly #byClientId = new Map<string, OrderRecord>()
  readonly #open = new Set<OrderRecord>()
  readonly #realised = new Map<number, Atoms>()
  #lastId = 0

  nextId(): number {
    return ++this.#lastId
  }

  add(order: OrderRecord): void {
    this.#byId.set(order.orderId, order)
    this.#byClientId.set(order.clientId, order)
    if (this.#byId.size > ordersKept) this.#forgetOldest()
  }

  /** An order's status may have changed. */
  changed(order: OrderRecord): void {
    if (isOpen(order)) this.#open.add(order)
    else this.#open.delete(order)
  }

  get(orderId: number): OrderRecord | undefined {
    return this.#byId.get(orderId)
  }

  /** The latest order of a client's id. */
  ofClientId(clientId: string): OrderRecord | undefined {
    return this.#byClientId.get(clientId)
  }

  /** Oldest first. @param index of an instrument; undefined: of all */
  open(index?: number): OrderRecord[] {
    return [...this.#open]
      .filter((order) => index === undefined || order.index === index)
      .toSorted((a, b) => a.orderId - b.orderId)
  }

  /** Oldest first; those a venue took, ended or not. */
  taken(index?: number): OrderRecord[] {
    return [...this.#byId.values()].filter(
      (order) =>
        (index === undefined || order.index === index) &&
        order.status !== 'sent' &&
        order.status !== 'rejected',
    )
  }

  /** Oldest first. */
  fills(index?: number): FillRecord[] {
    return this.taken(index)
      .flatMap(({ fills }) => fills)
      .toSorted((a, b) => a.tradeId - b.tradeId)
  }

  /** What a position has realised since this was last asked. */
  realisedSince(index: number, now: Atoms): Atoms {
    const before = this.#realised.get(index) ?? 0n
    this.#realised.set(index, now)
    return now - before
  }

  #forgetOldest(): void {
    for (const [id, order] of this.#byId) {
      if (isOpen(order) || order.status === 'sent') continue
      this.#byId.delete(id)
      if (this.#byClientId.get(order.clientId) === order) this.#byClientId.delete(order.clientId)
      return
    }
  }
}
