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

/** What a driven run comes to. `firstRow` is the first row of its calendar that could be traded. */
export function runMetrics(
  driver: BookDriver,
  firstRow: number,
  open: readonly OpenPair[],
): RunMetrics {
  const { trades, terms, book } = driver
  const { capital } = terms
  const pnl = sumOfCauses(legCauses(trades, open).map(({ causes }) => causes))
  const equity = driver.equity.subarray(firstRow)
  const daily = dailyGains(driver, firstRow)
  const sharpe = sharpeRatio(daily)
  const traded = book.tradedNotional
  return {
    trades: trades.length,
    pnl,
    totalReturn: pnl.total / capital,
    sharpe: sharpe?.value ?? null,
    sharpeInterval: sharpe === undefined ? null : { low: sharpe.low, high: sharpe.high },
    skewness: sharpe?.skewness ?? null,
    kurtosis: sharpe?.kurtosis ?? null,
    days: daily.length,
    maxDrawdown: maxDrawdown(equity, capital) / capital,
    winRate: share(trades.filter((trade) => trade.pnl > 0).length, trades.length),
    averageHoldingBars: share(
      trades.reduce((sum, trade) => sum + trade.holdingBars, 0),
      trades.length,
    ),
    timeInMarket: driver.barsInMarket / equity.length,
    turnover: traded / capital,
    breakEvenFeeBps: traded === 0 ? null : ((pnl.total - pnl.fees) / traded) * 1e4,
  }
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
