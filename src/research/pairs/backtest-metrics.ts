import { later, type Instant } from '../../core/time.ts'
import { dailyReturns } from '../../performance/daily-returns.ts'
import { maxDrawdown } from '../../performance/drawdown.ts'
import { sharpeRatio } from '../../performance/sharpe.ts'
import type { BarDriver } from './bar-driver.ts'
import type {
  BacktestMetrics,
  OpenLeg,
  OpenPair,
  PairTrade,
  PnlByCause,
  TradeLeg,
} from './backtest-result.ts'

/** What a driven backtest comes to. `firstRow` is the first row that could be traded. */
export function backtestMetrics(
  driver: BarDriver,
  firstRow: number,
  open: OpenPair | null,
): BacktestMetrics {
  const { trades, options, columns } = driver
  const legs = (which: 0 | 1): PnlByCause =>
    sumOf([
      ...trades.map((trade) => closedCauses(trade.legs[which])),
      ...(open === null ? [] : [openCauses(open.legs[which])]),
    ])
  const byLeg = { y: legs(0), x: legs(1) }
  const pnl = sumOf([byLeg.y, byLeg.x])
  const equity = driver.equity.subarray(firstRow)
  const { duration } = driver.input.y.timeframe
  const closes = columns.times.subarray(firstRow).map((time) => later(time as Instant, duration))
  const daily = dailyReturns(closes, equity, options.notional)
  const sharpe = sharpeRatio(daily)
  const traded = tradedNotional(trades, open)
  return {
    trades: trades.length,
    pnl,
    pnlByLeg: byLeg,
    totalReturn: pnl.total / options.notional,
    sharpe: sharpe?.value ?? null,
    sharpeInterval: sharpe === undefined ? null : { low: sharpe.low, high: sharpe.high },
    days: daily.length,
    maxDrawdown: maxDrawdown(equity, options.notional) / options.notional,
    winRate: share(trades.filter((trade) => trade.pnl > 0).length, trades.length),
    averageHoldingBars: share(
      trades.reduce((sum, trade) => sum + trade.holdingBars, 0),
      trades.length,
    ),
    timeInMarket: driver.barsInMarket / equity.length,
    turnover: traded / options.notional,
    breakEvenFeeBps: traded === 0 ? null : ((pnl.total - pnl.fees) / traded) * 1e4,
  }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

function closedCauses(leg: TradeLeg): PnlByCause {
  return causes(leg, leg.quantity * (leg.exitMarketPrice - leg.entryMarketPrice))
}

function openCauses(leg: OpenLeg): PnlByCause {
  return causes(leg, leg.quantity * (leg.markPrice - leg.entryMarketPrice))
}

function causes(leg: TradeLeg | OpenLeg, price: number): PnlByCause {
  return {
    price,
    slippage: -leg.slippage,
    fees: -leg.fees,
    funding: leg.funding + leg.borrow,
    borrow: -leg.borrow,
    total: leg.pnl,
  }
}

function sumOf(parts: readonly PnlByCause[]): PnlByCause {
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

function tradedNotional(trades: readonly PairTrade[], open: OpenPair | null): number {
  let notional = 0
  for (const leg of trades.flatMap((trade) => trade.legs)) {
    notional += Math.abs(leg.quantity) * (leg.entryPrice + leg.exitPrice)
  }
  for (const leg of open?.legs ?? []) notional += Math.abs(leg.quantity) * leg.entryPrice
  return notional
}
