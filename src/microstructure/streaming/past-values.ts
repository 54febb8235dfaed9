import { invariant } from '../../math/invariant.ts'

/** Changes that may lie within the longest lag: 3,500 a second over five minutes, and 24 MiB. */
const changesMost = 2 ** 20

/**
 * What stood fixed times ago, exactly: values with the instants they came at, and a place among them for each lag.
 *
 *   at(ago(k)) = the last value set at or before time - lag_k
 *
 * So a span of ten seconds at an instant t is (t - 10 s, t], on a whole second or not: what came at its begin stood before
 * it. A row of several values is set and looked up together. A row set at the instant of the last one takes its place.
 *
 * NaN where nothing had been set. Beyond `changesMost` rows within the longest lag the oldest are given up, and lags that
 * reach as far are NaN: not known any more. Times must not go back. Update and look-up are constant on average; nothing is
 * allocated but when the rows of a lag become more than ever before. Batch: the last of the rows that are old enough.
 *
 * @example
 * const past = new PastValues([10], 1)
 * past.set(0, 7)
 * past.set(12, 9)
 * past.at(past.ago(0, 21), 0) // => 7
 * past.at(past.ago(0, 22), 0) // => 9
 */
export class PastValues {
  readonly #lags: Float64Array
  readonly #stride: number
  readonly #most: number
  /** A ring of rows: an instant, then the values. */
  #rows: Float64Array
  #mask = 63
  /** Rows that were ever set and ever forgotten: their places in the ring are these numbers, masked. */
  #end = 0
  #first = 0
  /** For each lag, the row that stood: one before `#first` where there is none. */
  readonly #stood: Float64Array
  #last = Number.NaN

  /**
   * @param lags   positive, in the unit of the times
   * @param values in a row, one or two
   * @param most   rows that are kept
   */
  constructor(lags: readonly number[], values: 1 | 2, most: number = changesMost) {
    invariant(
      lags.every((lag) => lag > 0),
      `lags of ${lags.join(', ')}`,
    )
    this.#lags = Float64Array.from(lags)
    this.#stride = values + 1
    this.#most = most
    this.#rows = new Float64Array((this.#mask + 1) * this.#stride)
    this.#stood = new Float64Array(lags.length).fill(-1)
  }

  /** The values from an instant on. */
  set(time: number, value: number, other?: number): void {
    if (time !== this.#last) this.#add(time)
    const at = ((this.#end - 1) & this.#mask) * this.#stride
    this.#rows[at + 1] = value
    if (other !== undefined) this.#rows[at + 2] = other
  }

  /**
   * The row that stood a lag before an instant, which is not before the last asked or set: for `at`, until the next is set.
   *
   * @param k which lag
   */
  ago(k: number, time: number): number {
    const latest = time - this.#lags[k]!
    const end = this.#end
    let row = this.#stood[k]!
    while (row + 1 < end) {
      if (!(this.#rows[((row + 1) & this.#mask) * this.#stride]! <= latest)) break
      row++
    }
    this.#stood[k] = row
    return row
  }

  /** A value of a row; NaN where there was none. */
  at(row: number, value: 0 | 1): number {
    if (row < this.#first) return Number.NaN
    return this.#rows[(row & this.#mask) * this.#stride + 1 + value]!
  }

  /** Forgets everything. */
  restart(): void {
    this.#end = 0
    this.#first = 0
    this.#stood.fill(-1)
    this.#last = Number.NaN
  }

  #add(time: number): void {
    if (this.#end - this.#first > this.#mask) this.#makeRoom(time)
    this.#rows[(this.#end & this.#mask) * this.#stride] = time
    this.#end++
    this.#last = time
  }

  /** The ring is full: forgets what no lag reaches, and doubles it where that is little. */
  #makeRoom(time: number): void {
    let needed = this.#end - 1
    for (let k = 0; k < this.#lags.length; k++) needed = Math.min(needed, this.ago(k, time))
    this.#first = Math.max(this.#first, needed)
    const count = this.#end - this.#first
    if (count * 2 <= this.#mask) return
    if (count < this.#most) this.#grow()
    else if (count > this.#mask) this.#giveUp()
  }

  #grow(): void {
    const mask = this.#mask * 2 + 1
    const rows = new Float64Array((mask + 1) * this.#stride)
    for (let row = this.#first; row < this.#end; row++) {
      const from = (row & this.#mask) * this.#stride
      rows.set(this.#rows.subarray(from, from + this.#stride), (row & mask) * this.#stride)
    }
    this.#rows = rows
    this.#mask = mask
  }

  #giveUp(): void {
    this.#first++
    for (let k = 0; k < this.#stood.length; k++) {
      this.#stood[k] = Math.max(this.#stood[k]!, this.#first - 1)
    }
  }
}
