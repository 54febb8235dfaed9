import { metricsOf } from '../backtest-metrics.ts'
import type { CellMetrics } from '../sweep-result.ts'
import type { CellTally } from './cell-tally.ts'

/** Gains of each day as fractions of capital, from the marks of a tally: a day without one stands where the last stood. */
export function cellReturns({ dayGains }: CellTally, capital: number): Float64Array {
  const returns = new Float64Array(dayGains.length)
  let before = 0
  for (let day = 0; day < returns.length; day++) {
    const mark = dayGains[day]!
    const gain = Number.isNaN(mark) ? before : mark
    returns[day] = (gain - before) / capital
    before = gain
  }
  return returns
}

/**
 * What a cell comes to.
 *
 * @param rows traded rows, with and without a position
 */
export function cellMetrics(
  tally: CellTally,
  returns: Float64Array,
  { capital, rows }: { readonly capital: number; readonly rows: number },
): CellMetrics {
  const { gain, fees, slippage, funding, borrow } = tally
  const pnl = {
    price: gain + slippage + fees - funding + borrow,
    slippage: -slippage,
    fees: -fees,
    funding,
    borrow: -borrow,
    total: gain,
  }
  return metricsOf({ ...tally, capital, rows, pnl }, returns)
}
