import type { BarSeries } from '../../core/bars.ts'
import type { PairFound, PairNullAnswer } from '../../protocol/desk.ts'
import type { FlowTrained } from '../../protocol/flow.ts'
import type { NullParameters, PairParameters } from '../../protocol/pair-parameters.ts'
import type { RadarHistoryParameters } from '../../protocol/radar-parameters.ts'
import type { RadarHistoryResult } from '../../research/radar/radar-history-result.ts'
import type { SweepParameters } from '../../protocol/sweep-parameters.ts'
import type { VerdictParameters } from '../../protocol/verdict-parameters.ts'
import type { GridDimension, SweepResult } from '../../research/pairs/sweep-result.ts'
import type { VerdictEvidence } from '../../research/pairs/verdict/verdict.ts'
import type { WalkForwardParameters } from '../../protocol/walk-forward-parameters.ts'
import type { Outcome } from '../../math/outcome.ts'
import type { BacktestInput, BacktestRefusal } from '../../research/pairs/backtest-options.ts'
import type {
  WalkForwardInput,
  WalkForwardRefusal,
} from '../../research/pairs/walk-forward/options.ts'
import type { WalkForwardResult } from '../../research/pairs/walk-forward-result.ts'
import type { ScreenResult } from '../../research/pairs/screen-result.ts'
import type { FlowTrainTask } from '../flow/flow-train-task.ts'
import type { JobHooks } from '../workers/job-hooks.ts'

/** A card on a pair, and whom it is to stand among. */
export interface VerdictTask {
  readonly parameters: VerdictParameters
  readonly others: readonly BarSeries[]
  /** What these are called. */
  readonly folder: string
}

/** What of a verdict's evidence takes time. */
export type JudgedPair = Pick<VerdictEvidence, 'input' | 'tests' | 'backtest' | 'place'>

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
  /** Trains a model of flow and writes it. */
  flowTrain(task: FlowTrainTask, hooks: JobHooks): Promise<Outcome<FlowTrained, string>>
  pair(input: BacktestInput, parameters: PairParameters, hooks: JobHooks): Promise<PairFound>
  /** Before the trials are counted. */
  sweep(
    input: BacktestInput,
    task: { readonly parameters: SweepParameters; readonly grid: readonly GridDimension[] },
    hooks: JobHooks,
  ): Promise<Outcome<SweepResult, BacktestRefusal>>
  verdict(
    input: BacktestInput,
    task: VerdictTask,
    hooks: JobHooks,
  ): Promise<Outcome<JudgedPair, BacktestRefusal>>
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
