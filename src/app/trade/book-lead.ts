import { eventKind } from '../../core/events/event-codes.ts'
import type { Instant } from '../../core/time.ts'
import type { EventSelection, Recording } from '../../stores/recording/open-recording.ts'

/** Microseconds: what a file of a recording holds. */
const hour = 3_600_000_000

/**
 * Where books are to be carried on from, so that each of them is known at an instant as the recording knows it: the
 * latest beginning of an hour's files behind which every instrument with a book began one anew (`clear`) before the
 * instant; where one did not, the beginning of the recording.
 */
export async function bookLead(
  recording: Pick<Recording, 'events' | 'manifest'>,
  selection: EventSelection,
  from: Instant,
): Promise<Instant> {
  const { manifest } = recording
  const first = manifest.from === null ? -Infinity : manifest.from * 1_000
  const books = bookStreams(recording, selection)
  const begun = new Set<number>()
  let to = from
  // One hour earlier than the instant's own, where that begins just then.
  let start = (Math.ceil(from / hour - 1) * hour) as Instant
  while (start > first) {
    const changes = recording.events({ ...selection, from: start, to, channels: ['book'] })
    for await (const { kind, instrument, length } of changes) {
      for (let row = 0; row < length; row++) {
        if (kind[row] === eventKind.clear) begun.add(instrument[row]!)
      }
    }
    if (begun.size >= books) return start
    to = start
    start = (start - hour) as Instant
  }
  return start
}

/** Instruments of which a selection has a book that began before. */
function bookStreams({ manifest }: Pick<Recording, 'manifest'>, { only }: EventSelection): number {
  return manifest.streams.filter(
    ({ channel, venue, instrument, class: kind }) =>
      channel === 'book' &&
      only?.some(
        (each) => each.venue === venue && each.name === instrument && each.class === kind,
      ) !== false,
  ).length
}
