import type { ScreenKernel } from '../../../math/kernels/screen-kernel.ts'
import { formatInstant } from '../../../core/time.ts'
import { available, unavailable, type Outcome } from '../../../math/outcome.ts'
import { fundingGaps } from '../funding-gaps.ts'
import { levelled } from '../relation/joined-legs.ts'
import type { WalkForwardResult } from '../walk-forward-result.ts'
import { driveFolds } from './drive-folds.ts'
import { foldWindows } from './fold-windows.ts'
import { formFold, type FormedFold } from './form-fold.ts'
import type { WalkForwardInput, WalkForwardOptions, WalkForwardRefusal } from './options.ts'
import { resultOf } from './result.ts'

/** How far a walk-forward is: folds formed, of how many. */
export interface WalkForwardProgress {
  readonly done: number
  readonly total: number
}

/** How much the result carries: trades only, or equity marks too. */
export type WalkForwardDetail = 'trades' | 'equity'

/**
 * Trades the relations of a universe, choosing anew in every fold from what was listed then.
 *
 * Each fold tests every relation on its formation, keeps what false-discovery control finds or what ranks first, and
 * trades that on the bars that follow, by the same decision and ledger as the backtest of one pair. All relations share
 * one book: what they want of a coin is netted, caps hold over all of them. Nothing a fold does depends on bars after
 * its formation, but the fills themselves. What this assumes stands in docs/assumptions.
 *
 * @param kernel what screens the formations; undefined: one pair at a time by the readable path, the same result
 * @returns after yielding its progress often enough to be cancelled
 */
export function* walkForward(
  input: WalkForwardInput,
  given: WalkForwardOptions,
  detail: WalkForwardDetail = 'trades',
  kernel?: ScreenKernel,
): Generator<WalkForwardProgress, Outcome<WalkForwardResult, WalkForwardRefusal>> {
  // More than two legs have no other estimator of their relation.
  const options: WalkForwardOptions = given.basket === 2 ? given : { ...given, hedge: 'johansen' }
  const refusal = refusalOf(input, options)
  if (refusal !== undefined) return refusal
  const windows = foldWindows(input.universe, options.formationBars, options.tradingBars)
  if (windows.length === 0) {
    return unavailable(
      'too-few-rows',
      `too few rows: a fold forms on ${options.formationBars} bars and needs one more to trade`,
    )
  }
  const universe = input.universe.map((bars) => levelled(bars, options.log))
  const folds: FormedFold[] = []
  for (const window of windows) {
    const forming = formFold(universe, window, options, kernel)
    let step = forming.next()
    for (; step.done !== true; step = forming.next()) {
      yield { done: folds.length, total: windows.length }
    }
    folds.push(step.value)
  }
  const run = driveFolds(input, options, folds, 0)
  const gaps = fundingGaps(run.driver.markets, run.driver.trades, run.open)
  const [gap] = gaps
  if (gap !== undefined && options.fundingMissing === 'refuse') {
    return unavailable(
      'funding-missing',
      `${gap.source}: no settlement at ${formatInstant(gap.time)}, while ${gap.instrument} was held; --funding-missing zero counts it as nothing`,
    )
  }
  const late =
    options.delayBars === 0 ? undefined : driveFolds(input, options, folds, options.delayBars)
  return available(resultOf(run, { input, options, folds, gaps, late, detail }))
}

function refusalOf(
  { universe }: WalkForwardInput,
  { basket }: WalkForwardOptions,
): Outcome<never, WalkForwardRefusal> | undefined {
  const inverse = universe.find(({ instrument }) => instrument.class === 'inverse')
  if (inverse !== undefined) {
    const { name, base, quote } = inverse.instrument
    return unavailable(
      'inverse-contract',
      `${name} is margined in ${base}: its profit in ${quote} is not linear in price, which this backtest assumes`,
    )
  }
  return universe.length < basket
    ? unavailable(
        'too-few-series',
        `too few usable series: ${universe.length}, a relation takes ${basket}`,
      )
    : undefined
}
