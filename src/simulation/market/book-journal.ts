import type { BookSide } from '../../core/events/event-codes.ts'

/** What can happen to an order of a book. */
export const bookChange = {
  /** It rests at the back of its level. */
  added: 0,
  /** Less is left of it, in its place. */
  reduced: 1,
  /** It is gone. */
  removed: 2,
  /** It gave a trade: followed by what that did to it. */
  traded: 3,
} as const

export type BookChange = (typeof bookChange)[keyof typeof bookChange]

/**
 * What the operations of a book did, atom by atom, since it was emptied: what its feed and its participants are told.
 *
 * Columns, and rows below `length` count. `lots` is what was traded where the change is `traded`, and what is left of
 * the order (shown) everywhere else.
 */
export class BookJournal {
  length = 0
  /** How many of the rows are of participants' orders: those with an owner above zero. */
  ofParticipants = 0
  change: Uint8Array = new Uint8Array(64)
  /** Side of the order; of a trade, that of the order that rested. */
  side: Uint8Array = new Uint8Array(64)
  /** Ticks. */
  price: Float64Array = new Float64Array(64)
  lots: Float64Array = new Float64Array(64)
  id: Float64Array = new Float64Array(64)
  /** Whose order it is: 0 the market's own, below zero planted, above zero a participant's. */
  owner: Int32Array = new Int32Array(64)

  empty(): void {
    this.length = 0
    this.ofParticipants = 0
  }

  /** Adds a row whose price and lots the caller writes: no record is made for it. */
  append(change: BookChange, side: BookSide, id: number, owner: number): number {
    if (this.length === this.change.length) this.#grow()
    const row = this.length++
    this.change[row] = change
    this.side[row] = side
    this.id[row] = id
    this.owner[row] = owner
    if (owner > 0) this.ofParticipants++
    return row
  }

  #grow(): void {
    const room = this.length * 2
    const { change, side, price, lots, id, owner } = this
    this.change = new Uint8Array(room)
    this.side = new Uint8Array(room)
    this.price = new Float64Array(room)
    this.lots = new Float64Array(room)
    this.id = new Float64Array(room)
    this.owner = new Int32Array(room)
    this.change.set(change)
    this.side.set(side)
    this.price.set(price)
    this.lots.set(lots)
    this.id.set(id)
    this.owner.set(owner)
  }
}
