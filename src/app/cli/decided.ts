import type { BacktestParameters } from '../../research/pairs/backtest-result.ts'
import type { Span } from '../span.ts'

/**
 * What decides a backtest of one pair, in one order, so that a cell of a sweep and the single backtest of the same
 * parameters are one trial.
 *
 * @param parameters `delayBars` is by how much every order comes late
 */
export function pairDecided(parameters: BacktestParameters, { from, to }: Span): object {
  const entries = Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return ['pair', Object.fromEntries(entries), from ?? null, to ?? null]
}
