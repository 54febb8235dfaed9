import { eventSide, type BookSide } from '../../core/events/event-codes.ts'

/** No slot. */
export const noSlot = -1

/**
 * Resting orders as a struct of arrays. A slot is an order's while it rests and another's afterwards, so nobody but
 * the book keeps slots; ids are what outlives them.
 *
 * Every order is also in the list of its side, in no order, so that one can be drawn at random.
 */
export class OrderSlots {
  id: Float64Array = new Float64Array(256)
  /** Ticks. */
  price: Float64Array = new Float64Array(256)
  /** What is shown and can be traded now. */
  lots: Float64Array = new Float64Array(256)
  /** What an iceberg keeps back; 0 for other orders. */
  hidden: Float64Array = new Float64Array(256)
  /** What an iceberg shows at most. */
  peak: Float64Array = new Float64Array(256)
  side: Uint8Array = new Uint8Array(256)
  owner: Int32Array = new Int32Array(256)
  next: Int32Array = new Int32Array(256)
  previous: Int32Array = new Int32Array(256)
  /** The level the order stands at. */
  level: Int32Array = new Int32Array(256)
  readonly #lists: [Int32Array, Int32Array] = [new Int32Array(256), new Int32Array(256)]
  readonly #counts = new Int32Array(2)
  /** Where a slot stands in the list of its side. */
  #place: Int32Array = new Int32Array(256)
  #free = noSlot
  #end = 0

  count(side: BookSide): number {
    return this.#counts[side]!
  }

  /** The order at a place of the list of a side, `place < count(side)`. */
  at(side: BookSide, place: number): number {
    return this.#lists[side][place]!
  }

  /** A slot, entered in the list of its side. */
  take(side: BookSide): number {
    let slot = this.#free
    if (slot === noSlot) {
      if (this.#end === this.id.length) this.#grow()
      slot = this.#end++
    } else this.#free = this.next[slot]!
    this.side[slot] = side
    const place = this.#counts[side]!++
    this.#lists[side][place] = slot
    this.#place[slot] = place
    return slot
  }

  /** Gives a slot back. */
  release(slot: number): void {
    const side = this.side[slot] as BookSide
    const list = this.#lists[side]
    const last = list[--this.#counts[side]!]!
    const place = this.#place[slot]!
    list[place] = last
    this.#place[last] = place
    this.next[slot] = this.#free
    this.#free = slot
  }

  #grow(): void {
    const room = this.id.length * 2
    this.id = moved(this.id, new Float64Array(room))
    this.price = moved(this.price, new Float64Array(room))
    this.lots = moved(this.lots, new Float64Array(room))
    this.hidden = moved(this.hidden, new Float64Array(room))
    this.peak = moved(this.peak, new Float64Array(room))
    this.side = moved(this.side, new Uint8Array(room))
    this.owner = moved(this.owner, new Int32Array(room))
    this.next = moved(this.next, new Int32Array(room))
    this.previous = moved(this.previous, new Int32Array(room))
    this.level = moved(this.level, new Int32Array(room))
    this.#place = moved(this.#place, new Int32Array(room))
    for (const side of [eventSide.bid, eventSide.ask]) {
      this.#lists[side] = moved(this.#lists[side], new Int32Array(room))
    }
  }
}

function moved<Column extends Float64Array | Uint8Array | Int32Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from)
  return to
}
