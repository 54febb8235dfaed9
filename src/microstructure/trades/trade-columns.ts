/** Trades in columns, in the order in which they happened. */
export interface TradeColumns {
  readonly length: number
  /** Microseconds. */
  readonly times: Float64Array
  readonly prices: Float64Array
  readonly quantities: Float64Array
  /** The aggressor's: 1 buys, -1 sells, 0 is not known. */
  readonly signs: Int8Array
}

/**
 * Trades in columns, from rows a person can read.
 *
 * @example
 * tradeColumns([[0, 100, 2, 1]]).signs[0] // => 1
 */
export function tradeColumns(
  rows: readonly (readonly [time: number, price: number, quantity: number, sign: number])[],
): TradeColumns {
  return {
    length: rows.length,
    times: Float64Array.from(rows, ([time]) => time),
    prices: Float64Array.from(rows, ([, price]) => price),
    quantities: Float64Array.from(rows, ([, , quantity]) => quantity),
    signs: Int8Array.from(rows, ([, , , sign]) => sign),
  }
}
