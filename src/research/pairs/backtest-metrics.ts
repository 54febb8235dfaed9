import { later, type Instant } from '../../core/time.ts'
import { dailyReturns } from '../../performance/daily-returns.ts'
import { maxDrawdown } from '../../performance/drawdown.ts'
import { sharpeRatio } from '../../performance/sharpe.ts'
import type { BookDriver } from './trading/book-driver.ts'
import type {
  BacktestMetrics,
  Deflated,
  DelayedMetrics,
  OpenLeg,
  OpenPair,
  PairTrade,
  PnlByCause,
  TradeLeg,
} from './backtest-result.ts'

/** Figures of a driven run that do not ask who its legs are. */
export type RunMetrics = Omit<BacktestMetrics, 'pnlByLeg' | 'delayed' | keyof Deflated>

/** What a run adds up to, however it was driven. Money in quote units. */
interface RunTotals {
  readonly capital: number
  /** Traded rows, with and without a position. */
  readonly rows: number
  readonly pnl: PnlByCause
  readonly trades: number
  readonly wins: number
  readonly holdingBars: number
  readonly barsInMarket: number
  readonly tradedNotional: number
  /** The largest from the highest equity so far. */
  readonly fall: number
}

/** @param daily gains of each day as fractions of capital */
export function metricsOf(totals: RunTotals, daily: Float64Array): RunMetrics {
  const { capital, pnl, trades, tradedNotional } = totals
  const sharpe = sharpeRatio(daily)
  return {
    trades,
    pnl,
    totalReturn: pnl.total / capital,
    sharpe: sharpe?.value ?? null,
    sharpeInterval: sharpe === undefined ? null : { low: sharpe.low, high: sharpe.high },
    skewness: sharpe?.skewness ?? null,
    kurtosis: sharpe?.kurtosis ?? null,
    days: daily.length,
    maxDrawdown: totals.fall / capital,
    winRate: share(totals.wins, trades),
    averageHoldingBars: share(totals.holdingBars, trades),
    timeInMarket: totals.barsInMarket / totals.rows,
    turnover: tradedNotional / capital,
    breakEvenFeeBps: tradedNotional === 0 ? null : ((pnl.total - pnl.fees) / tradedNotional) * 1e4,
  }
}

/** What a driven run comes to. `firstRow` is the first row of its calendar that could be traded. */
export function runMetrics(
  driver: BookDriver,
  firstRow: number,
  open: readonly OpenPair[],
): RunMetrics {
  const { trades, terms, book, barsInMarket } = driver
  const { capital } = terms
  const equity = driver.equity.subarray(firstRow)
  const totals = {
    capital,
    rows: equity.length,
    pnl: sumOfCauses(legCauses(trades, open).map(({ causes }) => causes)),
    trades: trades.length,
    wins: trades.filter((trade) => trade.pnl > 0).length,
    holdingBars: trades.reduce((sum, trade) => sum + trade.holdingBars, 0),
    barsInMarket,
    tradedNotional: book.tradedNotional,
    fall: maxDrawdown(equity, capital),
  }
  return metricsOf(totals, dailyGains(driver, firstRow))
}

/** The figures of a run whose orders came late. */
export function delayedMetrics(
  driver: BookDriver,
  firstRow: number,
  open: readonly OpenPair[],
): DelayedMetrics {
  const {
    trades,
    pnl,
    totalReturn,
    sharpe,
    sharpeInterval,
    maxDrawdown: fall,
  } = runMetrics(driver, firstRow, open)
  const { delayBars } = driver.terms
  return { delayBars, trades, pnl, totalReturn, sharpe, sharpeInterval, maxDrawdown: fall }
}

/** Gains of each day of a driven run, as fractions of capital. */
export function dailyGains(driver: BookDriver, firstRow: number): Float64Array {
  const equity = driver.equity.subarray(firstRow)
  return dailyReturns(closesOf(driver, firstRow), equity, driver.terms.capital)
}

/** Closes of the calendar from a row on. */
function closesOf({ calendar, duration }: BookDriver, firstRow: number): Float64Array {
  return calendar.subarray(firstRow).map((time) => later(time as Instant, duration))
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** Where the money of one leg of one position came from and went. */
export interface LegCauses {
  readonly instrument: string
  /** 0 for y. */
  readonly place: number
  readonly causes: PnlByCause
}

/** The causes of every leg, of trades and of what is still open. */
export function legCauses(trades: readonly PairTrade[], open: readonly OpenPair[]): LegCauses[] {
  const closed = trades.flatMap(({ legs }) =>
    legs.map((leg, place) => ({
      instrument: leg.instrument,
      place,
      causes: causesOf(leg, leg.quantity * (leg.exitMarketPrice - leg.entryMarketPrice)),
    })),
  )
  const held = open.flatMap(({ legs }) =>
    legs.map((leg, place) => ({
      instrument: leg.instrument,
      place,
      causes: causesOf(leg, leg.quantity * (leg.markPrice - leg.entryMarketPrice)),
    })),
  )
  return [...closed, ...held]
}

function causesOf(leg: TradeLeg | OpenLeg, price: number): PnlByCause {
  return {
    price,
    slippage: -leg.slippage,
    fees: -leg.fees,
    funding: leg.funding + leg.borrow,
    borrow: -leg.borrow,
    total: leg.pnl,
  }
}

/** Cause by cause. */
export function sumOfCauses(parts: readonly PnlByCause[]): PnlByCause {
  const sum = (cause: keyof PnlByCause): number =>
    parts.reduce((total, part) => total + part[cause], 0)
  return {
    price: sum('price'),
    slippage: sum('slippage'),
    fees: sum('fees'),
    funding: sum('funding'),
    borrow: sum('borrow'),
    total: sum('total'),
  }
}
