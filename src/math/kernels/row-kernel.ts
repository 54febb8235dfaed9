/**
 * The usual rows of a file of prints: a fixed beginning, two times of sixteen digits, a number or `false`, a side, two
 * decimals, a line feed.
 *
 *   binance,BTCUSDT,1577836800000000,1577836800001000,100000001,buy,7200.25,0.5
 *   binance,BTCUSDT,1577836800000000,1577836800001000,false,bid,7200.25,0.5
 *
 * Whatever else a row may be (other words, a finer decimal, a time that steps back), a kernel stops before it and leaves
 * it to somebody with more patience.
 */
export interface RowShape {
  /** What stands after the times: a number that identifies, or the word `false`. */
  readonly fifth: 'number' | 'false'
  /** May rows of one local time have different first times? Else another one begins another group. */
  readonly ownTimes: boolean
}

/** Columns of the rows taken, from 0 on; good until any session of the kernel takes others. */
export interface RowColumns {
  /** 0 for buy and bid, 1 for sell and ask. */
  readonly side: Uint8Array
  /** 1 where the next row begins another group. */
  readonly ends: Uint8Array
  /** The first time; NaN where it is the second once more. */
  readonly exchangeTime: Float64Array
  /** The second time; never descends. */
  readonly localTime: Float64Array
  /** The first decimal times 10 to the power of `priceDecimals`: a whole number above 0. */
  readonly price: Float64Array
  /** The second one likewise, 0 or more. */
  readonly quantity: Float64Array
  /** The number after the times; NaN where it is a word, or of more than fifteen digits. Unset where there is none. */
  readonly id: Float64Array
}

/** Where a run of rows stands. One record, changed in place. */
export interface RowTask {
  /** First byte not taken. */
  at: number
  /** Where the bytes end that may be taken: behind a line feed. */
  end: number
  /** Rows taken by the last call. */
  rows: number
  /** A call takes no more rows than this, and the columns hold. */
  rowsMost: number
  /** With so many rows taken, no other group is begun. */
  groupRowsMost: number
  /** Decimals of prices and quantities: rows with more are not usual. */
  priceDecimals: number
  quantityDecimals: number
  /** Times of the group at hand. */
  localTime: number
  exchangeTime: number
  /** Groups begun by the last call, and whether its first row began one. */
  groups: number
  isNew: boolean
}

/** Takes runs of usual rows out of bytes. */
export interface RowSession {
  readonly columns: RowColumns
  /** Turns to other bytes, which stay as they are until the next ones. */
  load(bytes: Uint8Array): void
  /** Rows begin, from now on, as these bytes do: `beginningLeast` to `beginningMost` of them, or no row is usual. */
  begin(beginning: Uint8Array): void
  /** Takes rows while they are usual, and the columns hold them. */
  take(task: RowTask): void
}

/** Opens sessions, which take turns at the kernel's columns. */
export interface RowKernel {
  open(shape: RowShape): RowSession
}

export const beginningLeast = 8
export const beginningMost = 256
