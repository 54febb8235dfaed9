import type { BacktestOptions } from './backtest-options.ts'
import type { BacktestMetrics } from './backtest-result.ts'
import { chance, type NullComparison } from './null-comparison.ts'

/** One sober sentence: what was earned or lost after which costs, how sure that is, and the fee at which it would pay. */
export function backtestConclusion(
  metrics: BacktestMetrics,
  options: BacktestOptions,
  comparison: NullComparison | null = null,
): string {
  const { pnl, days, sharpe, sharpeInterval, breakEvenFeeBps } = metrics
  if (breakEvenFeeBps === null) return `No trade in ${days} days.`
  const verb = pnl.total < 0 ? 'Loses' : 'Earns'
  const size = `${Math.abs(metrics.totalReturn * 100).toFixed(2)} % of capital`
  const ratio =
    sharpe === null || sharpeInterval === null
      ? 'without variance to judge it by'
      : `Sharpe ${sharpe.toFixed(2)}, 95 % between ${sharpeInterval.low.toFixed(2)} and ${sharpeInterval.high.toFixed(2)}`
  const doubt =
    sharpeInterval !== null && sharpeInterval.low <= 0 && sharpeInterval.high >= 0
      ? ', which cannot be told from nothing'
      : ''
  const even =
    breakEvenFeeBps < 0
      ? `no fee is low enough: it breaks even at ${breakEvenFeeBps.toFixed(2)} bps a side, a rebate`
      : `it breaks even at a fee of ${breakEvenFeeBps.toFixed(2)} bps a side`
  return `${verb} ${size} in ${days} days after fees of ${options.feeBps} bps and slippage of ${options.slippageBps} bps a side (${ratio}${doubt}); ${even}.${chance(comparison, 'pairs')}`
}
