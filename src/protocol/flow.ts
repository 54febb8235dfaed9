import type { FlowEvaluation, FlowRefusal } from '../research/flow/flow-result.ts'
import type {
  WatchForecast,
  WatchScore,
  WatchSilence,
  WatchWithdrawal,
} from '../research/flow/flow-watch-result.ts'

/** A model that the desk has a file of. Instants are epoch milliseconds. */
export interface FlowModelRow {
  /** Of the file. */
  readonly name: string
  /** Trained on: `venue:BASE-QUOTE`. */
  readonly instrument: string
  readonly kind: FlowEvaluation['model']
  readonly horizonSeconds: number
  readonly trainedFrom: number
  readonly trainedTo: number
  readonly rows: number
  /** Of its scorecard. */
  readonly verdict: string
  /** Why it cannot be watched here; null where it can. */
  readonly obstacle: string | null
}

/** What a model can be trained on here. */
export interface FlowSource {
  readonly kind: 'made-up' | 'recording'
  /** In words, for who reads the page. */
  readonly title: string
  /** `venue:BASE-QUOTE`. */
  readonly instruments: readonly string[]
}

/** A feature as it is now. */
export interface FlowMeasure {
  readonly name: string
  /** Null while it is not known. */
  readonly value: number | null
  /** Where it stands in what was trained on: 0 at the lowest tenth, 1 at the highest; null where the model does not look. */
  readonly place: number | null
  /** Beyond what was trained on? */
  readonly isBeyond: boolean
}

/** A forecast of a while ago, and what came of it; null while that is not known. */
export interface FlowPoint {
  readonly time: number
  readonly expectedReturnBps: number
  readonly lowBps: number | null
  readonly highBps: number | null
  readonly realisedReturnBps: number | null
}

/** A model at work on an instrument of this market. */
export interface FlowWatching {
  readonly model: FlowModelRow
  /** The walk-forward of its training. */
  readonly scorecard: FlowEvaluation | FlowRefusal
  /** Of the market's instruments. */
  readonly place: number
  readonly base: string
  readonly venue: string
  readonly instrument: string
  readonly since: number
  /** Between two looks, seconds; null where it looks by events or volume. */
  readonly everySeconds: number | null
  readonly said: WatchForecast | WatchWithdrawal | null
  readonly points: readonly FlowPoint[]
  readonly measures: readonly FlowMeasure[]
  readonly forecasts: number
  readonly withdrawn: Readonly<Partial<Record<WatchSilence, number>>>
  readonly score: WatchScore
  /** What was told here against what came. */
  readonly calibration: FlowEvaluation['calibration']
  /** Share that intervals are to hold. */
  readonly nominal: number
  /** What speaks against its score here; null where nothing does. */
  readonly doubt: string | null
}

/** `GET /api/flow`. */
export interface FlowState {
  readonly time: number
  readonly models: readonly FlowModelRow[]
  /** Null where there is nothing to train on. */
  readonly source: FlowSource | null
  readonly watching: FlowWatching | null
  /** What went wrong with the last watch; null where nothing did. */
  readonly fault: string | null
}

/** What training ends in: the model that was written. */
export interface FlowTrained {
  readonly name: string
  readonly verdict: string
}
