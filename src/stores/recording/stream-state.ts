import type { Instrument } from '../../core/instrument.ts'
import { instantFromMilliseconds, millisecondsOf, type Instant } from '../../core/time.ts'
import { SilenceWatch } from '../check/silence-watch.ts'
import type { Channel } from './channel.ts'
import { RecordedRows } from './recorded-rows.ts'
import {
  eventsFolder,
  type RecordedClock,
  type RecordedPart,
  type RecordedSilence,
  type RecordedStream,
} from './recording-format.ts'

/** One channel of one instrument while it is being written. Instants in microseconds. */
export interface StreamState {
  readonly instrument: InstrumentKey
  readonly channel: Channel
  readonly clock: RecordedClock
  events: number
  messages: number
  gapEvents: number
  /** Pauses since it was begun or resumed. */
  readonly pauses: SilenceWatch
  /** Silences before that, the first of them listed. */
  readonly silencesBefore: number
  readonly silences: readonly RecordedSilence[]
  from: number
  /** Local time of its last event: none may come before it. */
  to: number
  /** Number of its last message; -1 without. */
  message: number
  readonly parts: RecordedPart[]
  /** The hour of `rows`, counted from 1970. */
  hour: number
  rows: RecordedRows
}

/** What tells instruments apart. */
export type InstrumentKey = Pick<Instrument, 'venue' | 'class' | 'name'>

/** Where the list of silences ends; they are still counted. */
const SILENCES_MOST = 1_000
export const MICROSECONDS_PER_HOUR = 3_600_000_000
/** Most streams of a recording are thin. */
const ROWS_AT_FIRST = 1_024

export function newStream(
  instrument: InstrumentKey,
  channel: Channel,
  clock: RecordedClock,
): StreamState {
  return {
    instrument,
    channel,
    clock,
    events: 0,
    messages: 0,
    gapEvents: 0,
    pauses: new SilenceWatch(),
    silencesBefore: 0,
    silences: [],
    from: NaN,
    to: -Infinity,
    message: -1,
    parts: [],
    hour: NaN,
    rows: new RecordedRows(ROWS_AT_FIRST),
  }
}

/** A stream as `recording.json` tells it, ready to be continued. */
export function resumedStream(recorded: RecordedStream): StreamState {
  const { venue, instrument: name } = recorded
  return {
    ...newStream({ venue, class: recorded.class, name }, recorded.channel, recorded.clock),
    events: recorded.events,
    messages: recorded.messages,
    gapEvents: recorded.gapEvents,
    silencesBefore: recorded.silenceCount,
    silences: recorded.silences,
    from: instantFromMilliseconds(recorded.from),
    to: instantFromMilliseconds(recorded.to),
    parts: [...recorded.parts],
  }
}

/** Enters one message (or the rows of one that concern this stream) into a stream's counts. */
export function countMessage(stream: StreamState, message: number, localTime: number): void {
  if (message === stream.message) return
  stream.message = message
  stream.messages++
  if (stream.messages > 1) {
    stream.pauses.add({ length: localTime - stream.to, to: localTime, wasVoid: false })
  }
  if (Number.isNaN(stream.from)) stream.from = localTime
  stream.to = localTime
}

/** A stream as it stands in `recording.json`; of its parts, those that are written. */
export function recordedStream(stream: StreamState): RecordedStream {
  const { venue, name } = stream.instrument
  const silences = stream.pauses.silences().map(({ length, to }) => ({
    from: millisecondsOf((to - length) as Instant),
    to: millisecondsOf(to as Instant),
  }))
  return {
    venue,
    class: stream.instrument.class,
    instrument: name,
    channel: stream.channel,
    clock: stream.clock,
    events: stream.events,
    messages: stream.messages,
    from: millisecondsOf(stream.from as Instant),
    to: millisecondsOf(stream.to as Instant),
    gapEvents: stream.gapEvents,
    silenceCount: stream.silencesBefore + silences.length,
    silenceMs: millisecondsOf(stream.pauses.threshold() as Instant),
    silences: [...stream.silences, ...silences].slice(0, SILENCES_MOST),
    parts: stream.parts,
  }
}

/**
 * Where the rows of a stream's hour go, below the recording's folder. Folders are named as Hive does, so that other
 * programs take venue, class, instrument, channel and hour for columns.
 */
export function partPath(stream: StreamState): string {
  const { instrument } = stream
  const hour = new Date(stream.hour * 3_600_000).toISOString().slice(0, 13)
  const folder = [
    eventsFolder,
    `venue=${encodeURIComponent(instrument.venue)}`,
    `class=${instrument.class}`,
    `instrument=${encodeURIComponent(instrument.name)}`,
    `channel=${stream.channel}`,
    `hour=${hour}`,
  ].join('/')
  const before = stream.parts.filter((part) => part.file.startsWith(`${folder}/`)).length
  return `${folder}/part-${before}.parquet`
}
