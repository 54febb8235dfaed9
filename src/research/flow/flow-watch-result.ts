import type { Withdrawal } from '../../forecast/guard/forecast-guard.ts'
import type { LiveScore } from '../../forecast/live/running-score.ts'
import type { ModelKind } from '../../forecast/model/forecast-model.ts'
import type { Interval } from '../../forecast/scorecard/fold-bootstrap.ts'
import type { CalibrationBin } from '../../forecast/scorecard/calibration-curve.ts'
import type { MeasureName } from '../../forecast/scorecard/measures.ts'

// What `isobar flow watch` tells, a record each. Instants are epoch milliseconds.

/** Why nothing is said at an instant: of the book, before the guard is asked, or the guard's word. */
export type WatchSilence = BookFault | Withdrawal

/**
 * What is wrong with a book. `no-book`: nothing was heard of it yet. `disconnected`: its connection is lost.
 * `distrusted-book`: messages of it were missed, or could not be read, and it has not been made good. `stale-book`: it has been
 * silent for too long. `no-mid`: a side is missing, or it is crossed.
 */
export type BookFault = 'no-book' | 'disconnected' | 'distrusted-book' | 'stale-book' | 'no-mid'

/** A forecast as it is made. */
export interface WatchForecast {
  readonly kind: 'forecast'
  readonly time: number
  /** When its outcome is known. */
  readonly due: number
  readonly mid: number
  readonly probabilityUp: number
  readonly expectedReturnBps: number
  /** Interval of the return, to hold `intervals.nominal` of them; null while there is none. */
  readonly lowBps: number | null
  readonly highBps: number | null
  /** `live`: as wide as errors of this run make it; `training`: as the scorecard of the model's file has them on average. */
  readonly intervalFrom: 'live' | 'training' | null
  /** Share of forecasts on rows not trained on that expected less, either way. */
  readonly strength: number
}

/** An instant at which nothing is forecast. */
export interface WatchWithdrawal {
  readonly kind: 'withdrawn'
  readonly time: number
  readonly reason: WatchSilence
  readonly detail: string
}

/** What came of a forecast. */
export interface WatchOutcome {
  readonly kind: 'outcome'
  /** Of the forecast. */
  readonly time: number
  readonly due: number
  readonly probabilityUp: number
  readonly expectedReturnBps: number
  /** Null where the price was not known then. */
  readonly realisedReturnBps: number | null
  /** Did its interval hold? Null where it had none, or nothing is known. */
  readonly held: boolean | null
}

/** What forecasts have been worth so far. */
export interface WatchScore extends LiveScore {
  readonly kind: 'score'
  readonly time: number
  readonly waiting: number
}

/** The whole of a watch, when it ends. */
export interface FlowWatchResult {
  readonly kind: 'flow-watch'
  readonly format: 1
  readonly instrument: string
  readonly model: {
    readonly file: string
    readonly sha256: string
    readonly kind: ModelKind
    readonly trainedOn: string
    readonly trainedTo: number
    /** Did it go on learning? */
    readonly online: boolean
  }
  readonly horizonSeconds: number
  /** Null where nothing was heard. */
  readonly from: number | null
  readonly to: number | null
  readonly forecasts: number
  /** Outcomes that became known, that never will, and that were still waited for. */
  readonly scored: number
  readonly unknown: number
  readonly waiting: number
  readonly withdrawn: Readonly<Partial<Record<WatchSilence, number>>>
  readonly score: LiveScore
  /** 95 %; null while fewer than 30 forecasts do not overlap. */
  readonly intervals: Readonly<Record<MeasureName, Interval>> | null
  readonly calibration: readonly CalibrationBin[]
  readonly seed: number
  readonly notes: readonly string[]
  readonly verdict: string
}
