import type { QueuePlace } from './queue-trials.ts'

/** A figure and its interval; null where it cannot be known. */
export interface Estimate {
  readonly value: number | null
  readonly lower: number | null
  readonly upper: number | null
}

export interface QueueCalibrationParameters {
  readonly models: readonly string[]
  /** Seconds, ascending; the longest is how long a trial is followed. */
  readonly horizonsSeconds: readonly number[]
  readonly warmUpSeconds: number
  /** How far behind the best price an order may join. */
  readonly behindBps: number
  readonly blockSeconds: number
  readonly draws: number
  readonly seed: number
}

/** What the log is. Times are epoch milliseconds. */
interface QueueLogFigures {
  readonly from: number
  /** The end that is believed. */
  readonly to: number
  /** The book crossed there and stayed so: what follows was left out. */
  readonly isCrossed: boolean
  readonly orderRows: number
  readonly trades: number
  /** Trades of which no order was found. */
  readonly looseTrades: number
  /** Orders left out because others stood at their level that nobody had seen arrive. */
  readonly unknownPlaces: number
  /** Orders first heard of when they changed: they are in the book, and no trials. */
  readonly unseenOrders: number
  /** Whether ids tell which order is older, as that needs. */
  readonly idsAscend: boolean
  /** Where the feed broke or was begun anew: trials are followed up to there, and the next begin after a warm-up. */
  readonly breaks: number
}

/** What became of the orders of a class by a horizon. */
export interface FateAtHorizon {
  readonly horizonSeconds: number
  /** Neither filled nor cancelled yet. */
  readonly stillThere: number
  /** Filled if none had been cancelled: one less Kaplan-Meier, Greenwood's interval of 95 %. */
  readonly filled: Estimate
  /** Filled as it was, with cancellation at work: Aalen-Johansen. */
  readonly filledFirst: Estimate
  /** Cancelled as it was: Aalen-Johansen. */
  readonly cancelledFirst: Estimate
  /** Predicted by each model, then by the exact queue. */
  readonly predicted: readonly number[]
}

export interface QueueClass {
  readonly place: QueuePlace | 'all'
  /** Against the median of all trials. */
  readonly size: 'small' | 'large' | 'all'
  readonly trials: number
  readonly filled: number
  readonly cancelled: number
  readonly horizons: readonly FateAtHorizon[]
}

/**
 * A model's forecast at a horizon against what became of the orders that joined behind others; intervals hold 95 % over
 * all horizons together.
 */
export interface CalibrationAtHorizon {
  readonly horizonSeconds: number
  /** Share it says was filled by then, before it was cancelled. */
  readonly saidFirst: number
  /** Share that was. Nobody is censored here: a cancelled order was not filled before. */
  readonly filledFirst: Estimate
  readonly saidFirstLessFilledFirst: Estimate
  /** Share it says would have been filled by then, had all of them stayed. */
  readonly said: number
  /** Share that would have been, by weights that let the others stand in for the cancelled. */
  readonly filled: Estimate
  readonly saidLessFilled: Estimate
  /** Share filled, by the same weights, of those it said would be and of those it said would not. */
  readonly filledWhenSaid: Estimate
  readonly filledWhenNotSaid: Estimate
  /** Mean squared error of its yes and no, by the same weights. */
  readonly brier: number | null
  /** Share filled by it less share filled by the exact queue: the same orders, nobody censored. */
  readonly saidLessExact: Estimate
}

/**
 * - `agrees`: every interval lies within a tenth of the share it is held against
 * - `refuted`: an interval that does not leaves out zero
 * - `unvalidated`: these data cannot tell
 *
 * Horizons with fewer than 30 fills are not judged; where there is no other, or time falls into fewer than 10 blocks, it
 * is `unvalidated`.
 */
export type QueueVerdict = 'agrees' | 'refuted' | 'unvalidated'

export interface QueueModelCalibration {
  readonly model: string
  /** Filled orders it filled earlier, or cancelled ones it says were filled before. */
  readonly early: number
  /** Filled orders it filled later, or not within the longest horizon. */
  readonly late: number
  /** Orders it fills sooner or later than the exact queue does, had all of them stayed. */
  readonly soonerThanExact: number
  readonly laterThanExact: number
  readonly horizons: readonly CalibrationAtHorizon[]
  /** With cancellation at work. */
  readonly againstFates: QueueVerdict
  /** Had all of them stayed. */
  readonly againstExact: QueueVerdict
  /** One sentence. */
  readonly conclusion: string
}

/** What models are judged by. */
interface JudgedOrders {
  readonly trials: number
  readonly filled: number
  /** Within the longest horizon, by the exact queue, had all stayed. */
  readonly filledByExact: number
}

/** Queue models against orders that really stood in a book. Version 1. */
export interface QueueCalibrationResult {
  readonly kind: 'queue-calibration'
  readonly version: 1
  readonly venue: string
  readonly instrument: string
  readonly parameters: QueueCalibrationParameters
  readonly log: QueueLogFigures
  /** Blocks of time that hold trials: what the intervals are drawn from. */
  readonly blocks: number
  readonly classes: readonly QueueClass[]
  /**
   * Kaplan-Meier over all of them leaves out what the exact queue says, which is right about every order that was not
   * cancelled: cancellation tells of fills, and what rests on its telling nothing judges nobody.
   */
  readonly isCensoringInformative: boolean
  /** Those that joined behind others: for the rest every model says the same. */
  readonly judged: JudgedOrders
  readonly models: readonly QueueModelCalibration[]
  readonly notes: readonly string[]
}
