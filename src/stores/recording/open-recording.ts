import { join } from 'node:path'
import type { EventRows } from '../../core/events/event-columns.ts'
import { InstrumentTable } from '../../core/events/instrument-table.ts'
import type { Instrument } from '../../core/instrument.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import { DataError } from '../data-error.ts'
import { loadDuckDbBindings, openDuckDb } from '../duck-db.ts'
import type { Channel } from './channel.ts'
import { commonListing, listingOf, type Listing } from './listing.ts'
import { readManifest } from './manifest.ts'
import { mergeEvents } from './merge-events.ts'
import { PartSource, type ReadStream } from './part-source.ts'
import { manifestName, type RecordedStream, type RecordingManifest } from './recording-format.ts'
import { firstEventOf, listSegments, readSegment } from './segment-files.ts'
import { SegmentSource } from './segment-source.ts'

/** What tells one instrument of a recording from another. */
type InstrumentKey = Pick<Instrument, 'venue' | 'name' | 'class'>

/** Which events of a recording are wanted; all where nothing is said. */
export interface EventSelection {
  readonly venues?: readonly string[]
  /** `BASE-QUOTE` */
  readonly instruments?: readonly string[]
  /** These and no others. */
  readonly only?: readonly InstrumentKey[]
  readonly channels?: readonly Channel[]
  /** Local time from here on. */
  readonly from?: Instant
  /** Local time before. */
  readonly to?: Instant
}

/** A recording ready to be replayed, as often as one likes. */
export interface Recording {
  readonly folder: string
  readonly manifest: RecordingManifest
  readonly instruments: InstrumentTable
  /** What stands behind each index of `instruments`. */
  readonly listings: readonly Listing[]
  /** Segments whose events are not in Parquet: a recorder is at work, or was killed. */
  readonly segments: readonly string[]
  /**
   * The events in the order of local time, in batches of whole messages; a batch is good until the next is asked for.
   *
   * @throws DataError when a file is not as it was written
   */
  events(selection?: EventSelection): AsyncGenerator<EventRows>
}

/**
 * Opens a recording for reading; nothing is written into it. What a recorder has received and not yet written as
 * Parquet is part of it.
 *
 * @throws IsobarError `world` when there is none, DataError when its `recording.json` is not in order
 */
export async function openRecording(folder: string): Promise<Recording> {
  const { manifest, segments } = await contentOf(folder)
  const instruments = new InstrumentTable()
  const listings: Listing[] = []
  const enter = (listing: Listing): void => {
    const index = instruments.add(listing.instrument)
    const known = listings[index]
    listings[index] = known === undefined ? listing : commonListing(known, listing)
  }
  for (const recorded of manifest.instruments) {
    const listing = listingOf(recorded)
    invariant(listing !== undefined, `${recorded.name} has no steps`)
    enter(listing)
  }
  for (const segment of segments) {
    for await (const entry of readSegment(segment))
      if (entry.kind === 'listing') enter(entry.listing)
  }
  const recording = { folder, manifest, instruments: tableOf(listings), listings, segments }
  return { ...recording, events: (selection = {}) => replay(recording, selection) }
}

/** A recorder may turn a segment into Parquet between two looks. */
const LOOKS_MOST = 5

async function contentOf(folder: string): Promise<Pick<Recording, 'manifest' | 'segments'>> {
  for (let look = 1; ; look++) {
    const manifest = await readManifest(folder)
    const segments = await listSegments(folder)
    const first = segments[0] === undefined ? 0 : firstEventOf(segments[0])
    if (first <= manifest.events) return { manifest, segments }
    if (look < LOOKS_MOST) continue
    throw new DataError({
      file: join(folder, manifestName),
      expected: `the events up to ${first}, where the segments begin`,
      came: `those up to ${manifest.events}`,
    })
  }
}

type OpenRecording = Omit<Recording, 'events'>

/** Rows handed over at once: long enough that handing over costs nothing, short enough to stay in the cache. */
const BATCH_ROWS = 16_384
/** A row group of each stream that is merged, and what DuckDB needs besides. */
const MEMORY = '256MB'

async function* replay(
  recording: OpenRecording,
  selection: EventSelection,
): AsyncGenerator<EventRows> {
  const instance = await openDuckDb({ memory: MEMORY })
  const reading = { folder: recording.folder, instance, bindings: await loadDuckDbBindings() }
  const parts = recording.manifest.streams
    .filter((stream) => isWanted(stream, selection))
    .map((stream) => new PartSource(reading, readStream(recording, stream, selection)))
  const tails = recording.segments.map((file) => segmentSource(recording, file, selection))
  try {
    yield* mergeEvents([...parts, ...tails], BATCH_ROWS)
  } finally {
    for (const source of [...parts, ...tails]) await source.close()
    instance.closeSync()
  }
}

function isWanted(
  stream: Pick<RecordedStream, 'venue' | 'instrument' | 'class' | 'channel'>,
  selection: EventSelection,
): boolean {
  const { venue, instrument, class: kind } = stream
  const isNamed = (each: InstrumentKey): boolean =>
    each.venue === venue && each.name === instrument && each.class === kind
  return (
    selection.only?.some(isNamed) !== false &&
    selection.venues?.includes(stream.venue) !== false &&
    selection.instruments?.includes(stream.instrument) !== false &&
    selection.channels?.includes(stream.channel) !== false
  )
}

function readStream(
  { instruments, listings }: OpenRecording,
  stream: RecordedStream,
  selection: EventSelection,
): ReadStream {
  const { venue, class: kind, instrument: name } = stream
  const index = instruments.indexOf({ venue, class: kind, name })
  invariant(index !== undefined, `${name} is in no list`)
  const { from, to } = windowOf(selection)
  const parts = stream.parts.filter(
    (part) => part.to >= millisecondsOf(from) && part.from < millisecondsOf(to),
  )
  return { parts, instrument: listings[index]!.instrument, index, from, to }
}

function segmentSource(
  { manifest, instruments, listings }: OpenRecording,
  file: string,
  selection: EventSelection,
): SegmentSource {
  return new SegmentSource(file, {
    firstEvent: manifest.events,
    placeOf: ({ instrument }) => {
      const index = instruments.indexOf(instrument)
      invariant(index !== undefined, `${instrument.name} is in no list`)
      return { index, listing: listings[index]! }
    },
    isWanted: ({ instrument: { venue, name, class: kind } }, channel) =>
      isWanted({ venue, instrument: name, class: kind, channel }, selection),
    ...windowOf(selection),
  })
}

function windowOf({ from, to }: EventSelection): { readonly from: Instant; readonly to: Instant } {
  return { from: from ?? (-Infinity as Instant), to: to ?? (Infinity as Instant) }
}

function tableOf(listings: readonly Listing[]): InstrumentTable {
  const table = new InstrumentTable()
  for (const { instrument } of listings) table.add(instrument)
  return table
}
