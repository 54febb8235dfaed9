import type { RecordedClock } from '../recording/recording-format.ts'

/** What was found in one stream. Lengths of time in milliseconds, instants in epoch milliseconds; null: not known. */
export interface StreamCheck {
  readonly events: number
  readonly messages: number
  readonly from: number
  readonly to: number
  /** End of what is judged: the stream's, or the recording's of a book that was lost and never came back. */
  readonly judgedTo: number
  readonly clock: RecordedClock
  /** Time between messages. */
  readonly interval: Spread | null
  readonly silences: SilenceCheck
  /** Rows that say that the sequence broke or the connection was lost. */
  readonly gapEvents: number
  /** Time up to `judgedTo` for which nothing is known of the book: before its first snapshot, from a gap to the next. */
  readonly voidMs: number
  readonly crossed: TouchCheck
  readonly locked: TouchCheck
  /** Local time less exchange time. */
  readonly latency: LatencyCheck | null
  /** Messages that say again what one of those shortly before has said: the same trade id, or the same content. */
  readonly duplicates: number
  readonly disorder: DisorderCheck
}

export interface Spread {
  readonly median: number
  readonly p99: number
  readonly most: number
}

/** Silences: see `SilenceWatch`. */
export interface SilenceCheck {
  readonly thresholdMs: number
  readonly count: number
  readonly totalMs: number
  /** Of these, in which the book was void. */
  readonly voidMs: number
  readonly longest: { readonly from: number; readonly to: number } | null
}

export interface TouchCheck {
  /** Messages after which it was so. */
  readonly messages: number
  /** Time for which it was so. */
  readonly ms: number
}

export interface LatencyCheck extends Spread {
  readonly least: number
  readonly p1: number
  /** Messages that came before they were sent: the clocks disagree. */
  readonly negative: number
  /** How fast the least latency of a minute grows; null in less than an hour. */
  readonly driftMsPerHour: number | null
}

export interface DisorderCheck {
  /** Messages whose exchange time is before that of the message before. */
  readonly exchangeTime: number
  /** The longest such step, in milliseconds. */
  readonly exchangeTimeMost: number
  /** Messages whose sequence is before that of the message before. */
  readonly sequence: number
}
