import { chance } from '../null-comparison.ts'
import type { WalkForwardResult } from '../walk-forward-result.ts'

/** One sober sentence: what was chosen, what it came to, how sure that is, and what chance alone would have given. */
export function walkForwardConclusion(
  result: Pick<WalkForwardResult, 'folds' | 'metrics' | 'parameters' | 'null'>,
): string {
  const { folds, metrics, parameters } = result
  const chosen = folds.reduce((sum, fold) => sum + fold.chosen, 0)
  const what = (count: number): string => {
    const relation = parameters.basket === 2 ? 'pair' : 'basket'
    const legs = parameters.basket === 2 ? '' : ` of ${parameters.basket}`
    return `${relation}${count === 1 ? '' : 's'}${legs}`
  }
  if (chosen === 0) {
    const tested = folds.reduce((sum, fold) => sum + fold.tested, 0)
    return `Chooses nothing: of ${tested} ${what(tested)} tested in ${folds.length} folds none is found cointegrated at ${parameters.alpha}.`
  }
  const choice = `Chooses ${chosen} ${what(chosen)} in ${folds.length} folds`
  if (metrics.breakEvenFeeBps === null) return `${choice} and makes no trade.`
  const verb = metrics.totalReturn < 0 ? 'loses' : 'earns'
  const size = `${Math.abs(metrics.totalReturn * 100).toFixed(2)} % of capital`
  const costs = `after fees of ${parameters.feeBps} bps and slippage of ${parameters.slippageBps} bps a side`
  return `${choice} and ${verb} ${size} in ${metrics.days} days ${costs} (${sureness(result)}); ${breakEven(metrics.breakEvenFeeBps)}.${chance(result.null, 'universes')}`
}

function sureness({
  metrics: { sharpe, sharpeInterval },
}: Pick<WalkForwardResult, 'metrics'>): string {
  if (sharpe === null || sharpeInterval === null) return 'without variance to judge it by'
  const { low, high } = sharpeInterval
  const doubt = low <= 0 && high >= 0 ? ', which cannot be told from nothing' : ''
  return `Sharpe ${sharpe.toFixed(2)}, 95 % between ${low.toFixed(2)} and ${high.toFixed(2)}${doubt}`
}

function breakEven(feeBps: number): string {
  return feeBps < 0
    ? `no fee is low enough: it breaks even at ${feeBps.toFixed(2)} bps a side, a rebate`
    : `it breaks even at a fee of ${feeBps.toFixed(2)} bps a side`
}
