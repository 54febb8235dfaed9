import type { BarSeries } from '../../core/bars.ts'
import type { PairAnswer, PairNullAnswer } from '../../protocol/desk.ts'
import type { NullParameters, PairParameters } from '../../protocol/pair-parameters.ts'
import type { RadarHistoryParameters } from '../../protocol/radar-parameters.ts'
import type { RadarHistoryResult } from '../../research/radar/radar-history-result.ts'
import type { WalkForwardParameters } from '../../protocol/walk-forward-parameters.ts'
import type { Outcome } from '../../math/outcome.ts'
import type { BacktestInput, BacktestRefusal } from '../../research/pairs/backtest-options.ts'
import type {
  WalkForwardInput,
  WalkForwardRefusal,
} from '../../research/pairs/walk-forward/options.ts'
import type { WalkForwardResult } from '../../research/pairs/walk-forward-result.ts'
import type { ScreenResult } from '../../research/pairs/screen-result.ts'
import type { JobHooks } from '../workers/job-hooks.ts'

/** What the server asks to be worked out, away from the thread that answers requests. */
export interface DeskJobs {
  /**
   * Without the time it took to read the bars, which the server knows.
   *
   * @param drawn universes to hold the pairs against; without them tables decide
   */
  screen(
    series: readonly BarSeries[],
    hooks: JobHooks,
    drawn?: { readonly universes: number; readonly seed: number },
  ): Promise<Omit<ScreenResult, 'readMs'>>
  radarHistory(
    series: readonly BarSeries[],
    parameters: RadarHistoryParameters,
    hooks: JobHooks,
  ): Promise<Outcome<RadarHistoryResult, 'too-few-rows'>>
  pair(input: BacktestInput, parameters: PairParameters, hooks: JobHooks): Promise<PairAnswer>
  pairNull(
    input: BacktestInput,
    parameters: PairParameters & NullParameters,
    hooks: JobHooks,
  ): Promise<Outcome<PairNullAnswer, BacktestRefusal | 'no-null-runs'>>
  walkForward(
    input: WalkForwardInput,
    parameters: WalkForwardParameters,
    hooks: JobHooks,
  ): Promise<Outcome<WalkForwardResult, WalkForwardRefusal>>
}
