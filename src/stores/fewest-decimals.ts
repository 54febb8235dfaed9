import { inferDecimals } from '../core/price.ts'

/**
 * What `inferDecimals` says of several columns together: the fewest decimals that write every price exactly.
 *
 * Most prices fit the decimals found so far, and for those a rounding tells it. Writing and reading back each of the
 * 2.6 million prices of the largest real file takes 0.37 s, longer than reading the file (0.24 s, this included).
 *
 * @returns 0 without prices; at most 12
 */
export function fewestDecimals(columns: readonly Float64Array[]): number {
  let decimals = 0
  let scale = 1
  for (const column of columns) {
    for (let row = 0; row < column.length && decimals < DECIMALS_MOST; row++) {
      const price = column[row] ?? NaN
      if (Math.round(price * scale) / scale === price) continue
      decimals = Math.max(decimals, inferDecimals(column.subarray(row, row + 1), DECIMALS_MOST))
      scale = 10 ** decimals
    }
  }
  return decimals
}

const DECIMALS_MOST = 12
