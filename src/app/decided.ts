import type { BarSeries } from '../core/bars.ts'
import type { BacktestParameters } from '../research/pairs/backtest-result.ts'
import type { ScreenOptions } from '../research/pairs/screen-pair.ts'
import type { WalkForwardOptions } from '../research/pairs/walk-forward/options.ts'
import { usedRows } from './used-rows.ts'

// What decides the result of each kind of work, whichever command does it: the options research takes, in one order,
// and the rows that are looked at. The same work is one trial; on data that a seal no longer hides it is another.

/**
 * What decides a backtest of one pair: a cell of a sweep and the single backtest of the same parameters are one trial.
 *
 * @param parameters `delayBars` is by how much every order comes late
 */
export function pairDecided(parameters: BacktestParameters, legs: readonly BarSeries[]): object {
  return ['pair', inOrder(parameters), usedRows(legs)]
}

/** What decides a screen. */
export function screenDecided(options: ScreenOptions, universe: readonly BarSeries[]): object {
  const { log, trend, criterion, lags, maxLags, alpha, fdr, bootstrap } = options
  const rules = { log, trend, criterion, lags, maxLags, alpha, fdr, bootstrap }
  return ['screen', rules, usedRows(universe)]
}

/** What decides a walk-forward; its orders come when they should, and where nothing is drawn there is no seed. */
export function universeDecided(
  options: WalkForwardOptions,
  universe: readonly BarSeries[],
): object {
  const { delayBars: _, universes, seed, ...rules } = options
  const drawn = rules.null === 'bootstrap' ? { universes, seed } : {}
  return ['universe', inOrder({ ...rules, ...drawn }), usedRows(universe)]
}

function inOrder(options: object): object {
  return Object.fromEntries(Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
