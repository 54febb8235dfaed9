import { sharpeRatio } from '../../../performance/sharpe.ts'
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
  const { gain, fees, slippage, funding, borrow, trades, tradedNotional } = tally
  const sharpe = sharpeRatio(returns)
  return {
    trades,
    pnl: {
      price: gain + slippage + fees - funding + borrow,
      slippage: -slippage,
      fees: -fees,
      funding,
      borrow: -borrow,
      total: gain,
    },
    totalReturn: gain / capital,
    sharpe: sharpe?.value ?? null,
    sharpeInterval: sharpe === undefined ? null : { low: sharpe.low, high: sharpe.high },
    skewness: sharpe?.skewness ?? null,
    kurtosis: sharpe?.kurtosis ?? null,
    days: returns.length,
    maxDrawdown: tally.fall / capital,
    winRate: trades === 0 ? null : tally.wins / trades,
    averageHoldingBars: trades === 0 ? null : tally.holdingBars / trades,
    timeInMarket: tally.barsInMarket / rows,
    turnover: tradedNotional / capital,
    breakEvenFeeBps: tradedNotional === 0 ? null : ((gain + fees) / tradedNotional) * 1e4,
  }
}
