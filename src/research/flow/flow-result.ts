import type { CalibrationBin } from '../../forecast/scorecard/calibration-curve.ts'
import type { CalibrationError } from '../../forecast/scorecard/calibration-error.ts'
import type { Interval } from '../../forecast/scorecard/fold-bootstrap.ts'
import type { MeasureName } from '../../forecast/scorecard/measures.ts'
import type { ModelKind } from '../../forecast/model/forecast-model.ts'
import type { UsedColumns } from './used-columns.ts'
import type { FlowUses } from './uses/flow-uses-result.ts'

/** Instants are epoch milliseconds; `To` is exclusive. */
export interface FlowFold {
  readonly trainFrom: number
  readonly trainTo: number
  readonly testFrom: number
  readonly testTo: number
  readonly purgedSeconds: number
  readonly trainSamples: number
  readonly testSamples: number
}

/** Trades that follow forecasts of at least a strength, one at a time, each held for the horizon. */
export interface BreakEven {
  /** Share of the forecasts, the strongest. */
  readonly strongest: number
  readonly latencyMs: number
  readonly trades: number
  /** What the mid did for a trade, before all costs. */
  readonly grossBps: Interval
  /** Fee a side at which nothing is left, after half the spread a side where it is known. */
  readonly breakEvenFeeBps: number | null
}

/** The same where the forecast itself must exceed what both sides cost. */
export interface FeeTier {
  readonly takerFeeBps: number
  readonly latencyMs: number
  readonly trades: number
  readonly netBps: Interval
}

export interface FlowCosts {
  readonly halfSpreadBps: number | null
  readonly breakEven: readonly BreakEven[]
  readonly feeTiers: readonly FeeTier[]
}

/** What `isobar flow evaluate` says. */
export interface FlowEvaluation {
  readonly kind: 'flow'
  readonly format: 1
  readonly instrument: string
  readonly source: 'bars' | 'ticks'
  readonly model: ModelKind
  readonly horizonSeconds: number
  readonly samples: number
  readonly independentSamples: number
  readonly detectableInformationCoefficient: number | null
  readonly features: readonly string[]
  /** What became of every column; not in the scorecards of older models. */
  readonly columns?: UsedColumns
  readonly folds: readonly FlowFold[]
  readonly outOfSample: Readonly<Record<MeasureName, Interval>>
  readonly contemporaneousR2: number | null
  readonly calibration: readonly CalibrationBin[]
  /** How far probabilities are off, and in words where that matters; not in the scorecards of older models. */
  readonly calibrationError?: CalibrationError & {
    /** Shares of returns that are not zero: of these forecasts, and of what their probabilities begin from. */
    readonly moved: number
    readonly movedInTraining: number
    readonly verdict: string | null
  }
  readonly decay: readonly {
    readonly horizonSeconds: number
    readonly informationCoefficient: number | null
    /** 95 %; null where fewer than 30 labels of the horizon do not overlap, or fewer than 5 in a fold. */
    readonly low: number | null
    readonly high: number | null
    /** Labels of the horizon that do not overlap; not in the scorecards of older models. */
    readonly independentSamples?: number
  }[]
  /** Of the strongest tenth, without latency. */
  readonly breakEvenFeeBps: number | null
  /** Notional traded a day over the notional held, where every forecast is followed. */
  readonly turnoverPerDay: number | null
  readonly costs: FlowCosts
  /** Adaptive conformal intervals of the return. */
  readonly intervals: {
    readonly nominal: number
    readonly coverage: number | null
    readonly meanHalfWidthBps: number | null
  }
  /** Forecasts that were not made, by reason. */
  readonly withdrawn: Readonly<Record<string, number>>
  readonly importance: readonly FeatureImportance[] | null
  readonly blockSeconds: number
  readonly seed: number
  /** What it is good for, through the tick engine; of recordings alone. */
  readonly uses?: FlowUses
  readonly notes: readonly string[]
  readonly verdict: string
}

/** What is lost when a feature is shuffled within the test rows of each fold. */
export interface FeatureImportance {
  readonly feature: string
  readonly informationCoefficientLost: number
  readonly logLossGained: number
}

/** There were too few data for any figure. */
export interface FlowRefusal {
  readonly kind: 'flow'
  readonly format: 1
  readonly instrument: string
  readonly horizonSeconds: number
  readonly samples: number
  /** Forecasts that were not made, by reason; not in the scorecards of older models. */
  readonly withdrawn?: Readonly<Record<string, number>>
  readonly reason: string
  readonly verdict: string
}
