/** What a row of the audit tells, as the number its column holds: add at the end, never renumber. */
export const auditKind = {
  /** Heard: a message of a venue. Hashed, not kept. */
  message: 0,
  placed: 1,
  cancelAsked: 2,
  amendAsked: 3,
  refused: 4,
  accepted: 5,
  rejected: 6,
  filled: 7,
  cancelled: 8,
  amended: 9,
  changeRejected: 10,
  timedOut: 11,
  settled: 12,
  woken: 13,
  killed: 14,
  /** An answer about an order that is not ours, or long forgotten. */
  stray: 15,
  /** A search for an order of unknown fate has come to an end. */
  searched: 16,
  resumed: 17,
} as const

export type AuditKind = (typeof auditKind)[keyof typeof auditKind]

/** Rows kept before they are handed on: enough that handing on costs nothing. */
const rowsKeptMost = 16_384

/** Rows of the audit as columns of integers; the first `length` count. */
export interface AuditRows {
  readonly length: number
  /** Local time, microseconds. */
  readonly time: Float64Array
  /** `auditKind` */
  readonly kind: Uint8Array
  readonly instrument: Int32Array
  readonly order: Float64Array
  /** Lots, or what the kind tells instead. */
  readonly lots: Float64Array
  /** Ticks; 0 where there is no price. */
  readonly price: Float64Array
}

/**
 * What happened in a run, row by row, and a hash over all of it. Integers alone are hashed, so that the same input and
 * seed give the same hash on every machine. A class, for it guards the hash.
 *
 * The columns hold the last rows; full, they are handed to `sink` and begin again, so that a run of any length keeps to
 * its memory.
 */
export class Audit implements AuditRows {
  length = 0
  /** Rows in the whole run, messages not counted. */
  rows = 0
  readonly time: Float64Array = new Float64Array(rowsKeptMost)
  readonly kind: Uint8Array = new Uint8Array(rowsKeptMost)
  readonly instrument: Int32Array = new Int32Array(rowsKeptMost)
  readonly order: Float64Array = new Float64Array(rowsKeptMost)
  readonly lots: Float64Array = new Float64Array(rowsKeptMost)
  readonly price: Float64Array = new Float64Array(rowsKeptMost)
  readonly #sink: ((rows: AuditRows) => void) | undefined
  #low = 0x811c9dc5 | 0
  #high = 0x01000193 | 0

  constructor(sink?: (rows: AuditRows) => void) {
    this.#sink = sink
  }

  /** A message that was heard, by what it left the best prices as; NaN where there is none. */
  message(time: number, instrument: number, bid: number, ask: number): void {
    this.#mix(time)
    // A side that is empty is hashed as 0.
    this.#low = Math.imul(this.#low ^ (bid | 0), 0x85ebca6b) ^ instrument
    this.#high = Math.imul(this.#high ^ (ask | 0) ^ (this.#low >>> 15), 0xc2b2ae35)
  }

  append(time: number, kind: AuditKind, row: Omit<AuditEntry, 'time' | 'kind'>): void {
    if (this.length === rowsKeptMost) this.flush()
    const at = this.length++
    this.rows++
    this.time[at] = time
    this.kind[at] = kind
    this.instrument[at] = row.instrument
    this.order[at] = row.order
    this.lots[at] = row.lots ?? 0
    this.price[at] = row.price ?? 0
    this.#mix(time)
    this.#mix(kind)
    this.#mix(row.instrument)
    this.#mix(row.order)
    this.#mix(row.lots ?? 0)
    this.#mix(row.price ?? 0)
  }

  /** Atoms that moved with the row before: a fee, or what was settled. Hashed, not kept. */
  money(atoms: bigint): void {
    let rest = atoms
    do {
      this.#mix(Number(BigInt.asUintN(32, rest)))
      rest >>= 32n
    } while (rest !== 0n && rest !== -1n)
    this.#mix(rest === 0n ? 0 : 1)
  }

  /** Hands on what is kept. */
  flush(): void {
    if (this.length > 0) this.#sink?.(this)
    this.length = 0
  }

  /** Sixteen hexadecimal digits over everything so far. */
  hash(): string {
    return [this.#high, this.#low]
      .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
      .join('')
  }

  /** A whole number, all its 53 bits. */
  #mix(value: number): void {
    const high = (value / 4_294_967_296) | 0
    this.#low = Math.imul(this.#low ^ (value | 0), 0x85ebca6b)
    this.#low ^= this.#low >>> 13
    this.#high = Math.imul(this.#high ^ high ^ this.#low, 0xc2b2ae35)
    this.#high ^= this.#high >>> 16
  }
}

interface AuditEntry {
  readonly time: number
  readonly kind: AuditKind
  readonly instrument: number
  readonly order: number
  readonly lots?: number
  readonly price?: number
}
