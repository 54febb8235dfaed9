import type { InstrumentClass } from '../../core/instrument.ts'
import type { Channel } from './channel.ts'

/**
 * `recording.json`: what a recording holds. Instants are epoch milliseconds, fractional where microseconds matter;
 * ticks and lots are decimal text; what is not known is null.
 */
export interface RecordingManifest {
  readonly format: 1
  /** Version of the program that wrote it last. */
  readonly version: string
  /** True while a recorder is at work on it, and after one was killed. */
  readonly open: boolean
  /** How many events it holds; the next one gets this number. */
  readonly events: number
  readonly messages: number
  readonly from: number | null
  readonly to: number | null
  readonly venues: readonly string[]
  readonly instruments: readonly RecordedInstrument[]
  readonly streams: readonly RecordedStream[]
  readonly sources: readonly RecordedSource[]
}

/** An instrument with what is known of its rules. */
export interface RecordedInstrument {
  readonly venue: string
  readonly class: InstrumentClass
  /** `BASE-QUOTE` */
  readonly name: string
  /** The venue's string. */
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly tickSize: string
  readonly lotSize: string
  /** Of derivatives, what one unit of quantity is, as `Instrument` has it; absent: not known, and counted as 1. */
  readonly contractSize?: string
  /** Were tick and lot only seen in prices and quantities, not told by the venue? */
  readonly stepsInferred: boolean
  /** Base units; of an inverse contract quote units. */
  readonly minQuantity: number | null
  readonly minNotional: number | null
  readonly makerFeeBps: number | null
  readonly takerFeeBps: number | null
}

/** Whose clock `localTime` is: ours at receipt, or the venue's where nothing else was kept. */
export type RecordedClock = 'receive' | 'exchange'

/** One channel of one instrument. */
export interface RecordedStream {
  readonly venue: string
  readonly class: InstrumentClass
  readonly instrument: string
  readonly channel: Channel
  readonly clock: RecordedClock
  readonly events: number
  readonly messages: number
  readonly from: number
  readonly to: number
  /** Events of kind `gap`: the sequence broke, or the connection. */
  readonly gapEvents: number
  /**
   * How often nothing came for longer than `silenceMs`, which the stream's own pauses tell (`SilenceWatch`); the first
   * thousand of them in `silences`.
   */
  readonly silenceCount: number
  readonly silenceMs: number
  readonly silences: readonly RecordedSilence[]
  /** In the order of their events. */
  readonly parts: readonly RecordedPart[]
}

/** Nothing came between these two messages. */
export interface RecordedSilence {
  readonly from: number
  readonly to: number
}

/** One Parquet file. */
export interface RecordedPart {
  /** Below the recording's folder, with `/`. */
  readonly file: string
  readonly events: number
  readonly from: number
  readonly to: number
  readonly bytes: number
  readonly sha256: string
}

/** A file that was imported. */
export interface RecordedSource {
  readonly file: string
  readonly bytes: number
  /** Lines or messages read. */
  readonly rows: number
  readonly events: number
}

/** The file's name in a recording's folder. */
export const manifestName = 'recording.json'

/** The folder of Parquet files in a recording's folder. */
export const eventsFolder = 'events'

/** The folder of what was received and is not yet in Parquet. */
export const segmentsFolder = 'segments'

/** The folder of messages as they came. */
export const rawFolder = 'raw'

/** Of the file that names the process writing there. */
export const lockName = 'recording.lock'
