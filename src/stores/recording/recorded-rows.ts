/**
 * Events of one stream as a recording keeps them: prices and quantities in units of their currencies, not in ticks
 * and lots, so that a row stays right when a finer tick turns up later.
 *
 * A struct of arrays that grows; only rows below `length` are there. Missing is NaN.
 */
export class RecordedRows {
  length = 0
  /** `eventKind` */
  kind: Uint8Array
  /** `eventSide` */
  side: Uint8Array
  /** 1 in a snapshot, 0 else. */
  snapshot: Uint8Array
  /** Microseconds, integers. */
  localTime: Float64Array
  exchangeTime: Float64Array
  /** Number of the event in its recording, from 0. */
  event: Float64Array
  /** Number of the first event of its message. */
  message: Float64Array
  sequence: Float64Array
  price: Float64Array
  quantity: Float64Array
  value: Float64Array
  id: Float64Array

  constructor(capacity: number) {
    this.kind = new Uint8Array(capacity)
    this.side = new Uint8Array(capacity)
    this.snapshot = new Uint8Array(capacity)
    this.localTime = new Float64Array(capacity)
    this.exchangeTime = new Float64Array(capacity)
    this.event = new Float64Array(capacity)
    this.message = new Float64Array(capacity)
    this.sequence = new Float64Array(capacity)
    this.price = new Float64Array(capacity)
    this.quantity = new Float64Array(capacity)
    this.value = new Float64Array(capacity)
    this.id = new Float64Array(capacity)
  }

  get capacity(): number {
    return this.kind.length
  }

  /** Makes room for so many rows more and says where the first goes. */
  grow(count: number): number {
    const first = this.length
    this.length += count
    let { capacity } = this
    // Doubling took half as long again; what is not written to takes no memory.
    while (capacity < this.length) capacity *= 4
    if (capacity > this.capacity) this.#reserve(capacity)
    return first
  }

  /** Columns of bytes, in the order in which files have them. */
  bytes(): readonly Uint8Array[] {
    return [this.kind, this.side, this.snapshot]
  }

  /** Columns of doubles, in the order of `doubleColumns`. */
  doubles(): readonly Float64Array[] {
    return [
      this.localTime,
      this.exchangeTime,
      this.event,
      this.message,
      this.sequence,
      this.price,
      this.quantity,
      this.value,
      this.id,
    ]
  }

  #reserve(capacity: number): void {
    const wider = new RecordedRows(capacity)
    for (const [k, column] of this.bytes().entries()) wider.bytes()[k]!.set(column)
    for (const [k, column] of this.doubles().entries()) wider.doubles()[k]!.set(column)
    const { length } = this
    Object.assign(this, wider, { length })
  }
}

/** Names of the columns of doubles. */
export const doubleColumns = [
  'local_time',
  'exchange_time',
  'event',
  'message',
  'sequence',
  'price',
  'quantity',
  'value',
  'id',
] as const

export type DoubleColumn = (typeof doubleColumns)[number]
