import type {
  BacktestMetrics,
  BacktestResult,
  Deflated,
  DelayedMetrics,
  PairTrade,
  PnlByCause,
  TradingParameters,
} from '../../research/pairs/backtest-result.ts'
import { count, decimal, minuteOf, money, percent, probability } from './format.ts'
import { nullLines } from './null-lines.ts'
import { alignedTable } from './output.ts'

const TRADES_SHOWN = 12
const FOLDS_SHOWN = 8

/** A backtest for a person: what was assumed, the folds, the trades, where the money went, the sober end. */
export function backtestLines(result: BacktestResult): string[] {
  return [
    assumptions(result),
    '',
    ...folds(result),
    ...trades(result),
    pnlTable(result),
    '',
    ...figures(result),
    ...nullLines(result.null, 'folds traded'),
    ...result.notes.map((note) => `note: ${note}`),
    result.conclusion,
  ]
}

function assumptions({ parameters: use, rows, dropped }: BacktestResult): string {
  return [
    `${use.y} on ${use.x}, ${use.timeframe}${use.log ? ', log prices' : ''}: ${rows} joined rows (${dropped.y} and ${dropped.x} dropped)`,
    `train ${use.trainBars}, test ${use.testBars}, ${ruleWords(use)}`,
    `notional ${money(use.notional, 0)}, fee ${use.feeBps} bps and slippage ${use.slippageBps} bps a leg and side, filled at the next open`,
  ].join('\n')
}

/** How a relation is traded, in words. */
export function ruleWords(use: TradingParameters): string {
  const isFiltered = use.hedge === 'kalman'
  return [
    isFiltered
      ? `hedge filtered with a memory of ${use.filterHalfLives} half-lives`
      : `hedge ${use.hedge}, z ${use.zScore}`,
    `entry ${use.entry}, exit ${use.exit}, stop ${use.stop}`,
    ...(use.maxHoldingBars === null ? [] : [`at most ${use.maxHoldingBars} bars`]),
    ...(use.breakMonitor ? ['watched for breaks'] : []),
    ...(use.rebalance === 'never' ? [] : [`rebalanced beyond ${percent(use.rebalanceBand, 1)}`]),
  ].join(', ')
}

function folds({ folds: all, parameters }: BacktestResult): string[] {
  const isFiltered = parameters.hedge === 'kalman'
  const rows = all
    .slice(-FOLDS_SHOWN)
    .map((fold) => [
      String(fold.index),
      minuteOf(fold.testFrom),
      minuteOf(fold.testTo),
      decimal(fold.hedgeRatio, 4),
      decimal(fold.statistic, 3),
      probability(fold.pValue),
      decimal(fold.halfLifeBars, 1),
      ...(isFiltered ? [decimal(fold.filterMemoryBars, 0)] : []),
      ...(parameters.breakMonitor ? [instantOf(fold.alarmTime)] : []),
      fold.untraded ?? '',
    ])
  if (rows.length === 0) return []
  const header = [
    'fold',
    'traded from',
    'to',
    'hedge',
    'EG statistic',
    'p',
    'half-life',
    ...(isFiltered ? ['memory'] : []),
    ...(parameters.breakMonitor ? ['broke'] : []),
    'untraded',
  ]
  return [alignedTable(header, rows), more(all.length, rows.length, 'folds'), '']
}

function instantOf(milliseconds: number | null | undefined): string {
  return milliseconds === null || milliseconds === undefined ? '–' : minuteOf(milliseconds)
}

function trades({ trades: all }: BacktestResult): string[] {
  const rows = all
    .slice(-TRADES_SHOWN)
    .map((trade) => [
      trade.side,
      minuteOf(trade.entryTime),
      minuteOf(trade.exitTime),
      trade.exitReason,
      String(trade.holdingBars),
      decimal(trade.entryZScore, 2),
      decimal(trade.exitZScore, 2),
      money(costOf(trade, 'fees')),
      money(costOf(trade, 'slippage')),
      money(costOf(trade, 'funding')),
      money(trade.pnl),
    ])
  if (rows.length === 0) return ['No trades.', '']
  const header = [
    'side',
    'entry',
    'exit',
    'reason',
    'bars',
    'z in',
    'z out',
    'fees',
    'slippage',
    'funding',
    'pnl',
  ]
  return [alignedTable(header, rows), more(all.length, rows.length, 'trades'), '']
}

function costOf(trade: PairTrade, cause: 'fees' | 'slippage' | 'funding'): number {
  return trade.legs.reduce((sum, leg) => sum + leg[cause], 0)
}

function more(all: number, shown: number, what: string): string {
  return all > shown ? `the last ${shown} of ${all} ${what}` : `${all} ${what}`
}

function pnlTable({ parameters, metrics }: BacktestResult): string {
  return alignedTable(
    ['pnl', 'price', 'slippage', 'fees', 'funding', 'borrow', 'total'],
    [
      pnlRow(parameters.y, metrics.pnlByLeg.y),
      pnlRow(parameters.x, metrics.pnlByLeg.x),
      pnlRow('both', metrics.pnl),
    ],
  )
}

function figures({ metrics }: BacktestResult): string[] {
  return [
    `return ${percent(metrics.totalReturn)} over ${metrics.days} days   ${sharpeWords(metrics)}   drawdown ${percent(metrics.maxDrawdown)}`,
    `${metrics.trades} trades, ${percent(metrics.winRate, 0)} won, ${decimal(metrics.averageHoldingBars, 1)} bars held, ${percent(metrics.timeInMarket, 0)} of bars in the market, turnover ${decimal(metrics.turnover, 1)}`,
    ...delayedWords(metrics.delayed),
    ...deflatedWords(metrics),
  ]
}

/** A Sharpe ratio held against the trials that were made; nothing where they were not counted. */
export function deflatedWords({ deflatedSharpe, deflation }: Deflated): string[] {
  if (deflation === null) return []
  const { trials, expectedMaximum, luckProbability } = deflation
  return [
    `deflated Sharpe ${probability(deflatedSharpe)}: ${count(trials)} ${trials === 1 ? 'trial' : 'trials'} in the ledger, the best of as many worthless ones is expected at ${decimal(expectedMaximum, 2)} and stays below with probability ${probability(luckProbability)}`,
  ]
}

/** A Sharpe ratio with its interval. */
export function sharpeWords({
  sharpe,
  sharpeInterval: interval,
}: Pick<BacktestMetrics, 'sharpe' | 'sharpeInterval'>): string {
  const bounds =
    interval === null ? '' : ` (95 %: ${decimal(interval.low, 2)} to ${decimal(interval.high, 2)})`
  return `Sharpe ${decimal(sharpe, 2)}${bounds}`
}

/** What comes out when every order is late. */
export function delayedWords(delayed: DelayedMetrics | null): string[] {
  if (delayed === null) return []
  const { delayBars, totalReturn, maxDrawdown } = delayed
  const late = delayBars === 1 ? 'one bar later' : `${delayBars} bars later`
  return [
    `every order ${late}: return ${percent(totalReturn)}   ${sharpeWords(delayed)}   drawdown ${percent(maxDrawdown)}, ${delayed.trades} trades`,
  ]
}

function pnlRow(name: string, pnl: PnlByCause): string[] {
  const { price, slippage, fees, funding, borrow, total } = pnl
  return [name, ...[price, slippage, fees, funding, borrow, total].map((units) => money(units))]
}
