import type { OrderRequest } from '../core/orders/order.ts'
import type { Lots } from '../core/price.ts'
import type { TradedListing } from './read-orders.ts'

/** An order of ours that is open, or of which fills are to be told yet. */
interface OpenOrder {
  readonly wireId: string
  readonly listing: TradedListing
  /** As it was asked for; undefined of an earlier run's. */
  readonly request?: OrderRequest
  /** As far as the venue has told. */
  readonly filledLots: Lots
  /** How often it was looked for in vain what it was filled by. */
  readonly looks: number
  /** What of it was filled when it was last told to be over; undefined while it was not. */
  readonly endedWith?: Lots | undefined
}

/** What is known of an order. */
type Known = Pick<OpenOrder, 'wireId' | 'listing'> & Partial<OpenOrder>

/** What was pushed of an order whose answer is out. */
interface Placing {
  isAccepted: boolean
  isOver: boolean
}

/** Lists of fills come late by seconds; from a minute on, one look every two seconds, it is no delay. */
const looksMost = 30

/**
 * Our orders that are open as far as is known. A class, for an order may be told to be over before the answer to its placing:
 * taken for open then, it would stay so.
 */
export class OpenOrders {
  readonly #open = new Map<string, OpenOrder>()
  readonly #placing = new Map<string, Placing>()
  /** Who waits for an order to be over. */
  readonly #awaited = new Map<string, Set<() => void>>()

  get isEmpty(): boolean {
    return this.#open.size === 0
  }

  all(): readonly OpenOrder[] {
    return [...this.#open.values()]
  }

  of(wireId: string): OpenOrder | undefined {
    return this.#open.get(wireId)
  }

  /** Of an order that leaves: the answer, and what was pushed of it before that. */
  async placing<T>(
    wireId: string,
    sent: Promise<T>,
  ): Promise<Readonly<Placing> & { readonly answer: T }> {
    const placing = { isAccepted: false, isOver: false }
    this.#placing.set(wireId, placing)
    try {
      return { answer: await sent, ...placing }
    } finally {
      this.#placing.delete(wireId)
    }
  }

  /** Of an order that is pushed as open. @returns whether that is the first that is heard of it, before the answer */
  accept(wireId: string): boolean {
    const placing = this.#placing.get(wireId)
    if (placing === undefined || placing.isAccepted || placing.isOver) return false
    placing.isAccepted = true
    return true
  }

  /** @returns whether more of it is filled than was known */
  keep(known: Known): boolean {
    const before = this.#open.get(known.wireId)
    const filledLots = Math.max(before?.filledLots ?? 0, known.filledLots ?? 0) as Lots
    const endedWith = undefined
    this.#open.set(known.wireId, { looks: 0, ...before, ...known, filledLots, endedWith })
    return filledLots > (before?.filledLots ?? 0)
  }

  /** @returns what was known of it until now: that it is open, that it left and nothing was heard, or nothing at all */
  end(wireId: string): 'open' | 'unanswered' | 'unknown' {
    const placing = this.#placing.get(wireId)
    const wasOpen = this.#open.delete(wireId)
    if (placing !== undefined) placing.isOver = true
    for (const over of this.#awaited.get(wireId) ?? []) over()
    this.#awaited.delete(wireId)
    if (wasOpen || placing?.isAccepted === true) return 'open'
    return placing === undefined ? 'unknown' : 'unanswered'
  }

  /** Whether an order that is open is told to be over within a while. */
  async isOverWithin(wireId: string, ms: number): Promise<boolean> {
    if (!this.#open.has(wireId)) return true
    return new Promise((resolve) => {
      const waiting = this.#awaited.get(wireId) ?? new Set()
      const over = (): void => {
        clearTimeout(timer)
        resolve(true)
      }
      const timer = setTimeout(() => {
        waiting.delete(over)
        if (waiting.size === 0) this.#awaited.delete(wireId)
        resolve(false)
      }, ms)
      this.#awaited.set(wireId, waiting.add(over))
    })
  }

  /** An order not all of whose fills are listed is looked at again, for a while: looks that others had count too. */
  lookAgain(order: Known & { readonly filledLots: Lots }): void {
    const before = this.#open.get(order.wireId)
    const looks = Math.max(order.looks ?? 0, before?.looks ?? 0)
    const filledLots = Math.max(order.filledLots, before?.filledLots ?? 0) as Lots
    if (looks < looksMost)
      this.#open.set(order.wireId, { ...before, ...order, filledLots, looks: looks + 1 })
  }
}
