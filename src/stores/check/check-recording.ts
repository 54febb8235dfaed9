import { eventFlag, eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import { channelIndexOfKind, channels, type Channel } from '../recording/channel.ts'
import type { Recording } from '../recording/open-recording.ts'
import type { RecordedClock } from '../recording/recording-format.ts'
import { DuplicateCheck } from './duplicate-check.ts'
import type { StreamCheck } from './stream-check.ts'
import { TimeCheck } from './time-check.ts'
import { TouchWatch } from './touch-check.ts'
import { trustScore, type TrustScore } from './trust-score.ts'

/** One stream of a recording with what was found in it. */
export interface CheckedStream extends StreamCheck {
  readonly venue: string
  readonly class: string
  readonly instrument: string
  readonly channel: Channel
  readonly trust: TrustScore
}

/**
 * Replays a recording and looks at every message of every stream: gaps, crossings, clocks, duplicates, disorder.
 *
 * @param onProgress told how many events have been seen
 * @throws DataError when a file is not as it was written
 */
export async function checkRecording(
  recording: Recording,
  onProgress?: (events: number) => void,
): Promise<readonly CheckedStream[]> {
  const watches = new Map<number, StreamWatch>()
  /** Those that the message at hand concerns. */
  const touched = new Set<StreamWatch>()
  let end = NaN
  let events = 0
  for await (const rows of recording.events()) {
    for (let row = 0; row < rows.length; row++) {
      const channel = channelIndexOfKind[rows.kind[row]!]!
      const place = rows.instrument[row]! * channels.length + channel
      let watch = watches.get(place)
      if (watch === undefined) {
        watch = new StreamWatch(channels[channel]!)
        watches.set(place, watch)
      }
      watch.add(rows, row)
      touched.add(watch)
      if ((rows.flags[row]! & eventFlag.endsMessage) === 0) continue
      for (const each of touched) each.end()
      touched.clear()
    }
    // Local time never steps back.
    if (rows.length > 0) end = rows.localTime[rows.length - 1]!
    events += rows.length
    onProgress?.(events)
  }
  for (const watch of watches.values()) watch.close(end)
  return [...watches].map(([place, watch]) => checked(recording, place, watch))
}

function checked(recording: Recording, place: number, watch: StreamWatch): CheckedStream {
  const { venue, class: kind, name } = recording.instruments.at(Math.floor(place / channels.length))
  const stream = recording.manifest.streams.find(
    (each) =>
      each.venue === venue &&
      each.class === kind &&
      each.instrument === name &&
      each.channel === watch.channel,
  )
  // What is only in a segment comes from a recorder, which has a clock.
  const check = watch.check(stream?.clock ?? 'receive')
  return {
    venue,
    class: kind,
    instrument: name,
    channel: watch.channel,
    ...check,
    trust: trustScore(check),
  }
}

/** Looks at one stream, row by row. */
class StreamWatch {
  readonly channel: Channel
  readonly #times = new TimeCheck()
  readonly #duplicates = new DuplicateCheck()
  readonly #touch: TouchWatch | undefined
  #events = 0
  #gapEvents = 0
  #localTime = NaN
  #exchangeTime = NaN
  #sequence = NaN
  #judgedTo = NaN

  constructor(channel: Channel) {
    this.channel = channel
    const hasTouch = channel === 'book' || channel === 'quotes'
    this.#touch = hasTouch ? new TouchWatch(channel === 'book') : undefined
  }

  add(rows: EventRows, row: number): void {
    this.#events++
    if (rows.kind[row] === eventKind.gap) this.#gapEvents++
    this.#localTime = rows.localTime[row]!
    this.#exchangeTime = rows.exchangeTime[row]!
    this.#sequence = rows.sequence[row]!
    this.#duplicates.add(rows, row)
    this.#touch?.apply(rows, row)
  }

  /** The message at hand is whole. */
  end(): void {
    const wasVoid = this.#touch?.isVoid ?? false
    this.#times.add(this.#localTime, this.#exchangeTime, this.#sequence, wasVoid)
    this.#duplicates.end()
    this.#touch?.end(this.#localTime)
  }

  /** The recording ends: a book that is void stays so until then. */
  close(end: number): void {
    this.#judgedTo = this.#times.to
    if (this.#touch?.isVoid !== true) return
    this.#touch.wait(end)
    this.#judgedTo = end
  }

  check(clock: RecordedClock): StreamCheck {
    const times = this.#times
    const none = { messages: 0, ms: 0 }
    return {
      events: this.#events,
      messages: times.messages,
      from: millisecondsOf(times.from as Instant),
      to: millisecondsOf(times.to as Instant),
      judgedTo: millisecondsOf(this.#judgedTo as Instant),
      clock,
      interval: times.interval(),
      silences: times.silences(),
      gapEvents: this.#gapEvents,
      voidMs: (this.#touch?.voidMicroseconds ?? 0) / 1_000,
      crossed: this.#touch?.crossed.check() ?? none,
      locked: this.#touch?.locked.check() ?? none,
      // Where only the venue's time was kept, there is nothing to be late against.
      latency: clock === 'receive' ? times.latency() : null,
      duplicates: this.#duplicates.count,
      disorder: times.disorder(),
    }
  }
}
