import { checkRecording, type CheckedStream } from '../../stores/check/check-recording.ts'
import { sumOf } from '../../math/sum.ts'
import { recordedInstrument } from '../../stores/recording/listing.ts'
import { openRecording, type Recording } from '../../stores/recording/open-recording.ts'
import type { RecordingManifest } from '../../stores/recording/recording-format.ts'
import { count, counted, decimal, minuteOf } from './format.ts'
import { alignedTable, type CommonOptions } from './output.ts'
import { progressBar } from './progress.ts'

/** A recording with what was found in it; without a check, what its recording.json says. */
export interface DescribedRecording {
  readonly folder: string
  readonly recording: Recording
  readonly streams: readonly CheckedStream[] | undefined
}

/** Options of looking at a recording. */
export interface DescribeOptions extends CommonOptions {
  /** Commander's `--no-check`. */
  readonly check: boolean
}

/** Opens a recording and, unless it was not wanted, checks every event of it. */
export async function describeRecording(
  folder: string,
  options: DescribeOptions,
): Promise<DescribedRecording> {
  const recording = await openRecording(folder)
  if (!options.check) return { folder, recording, streams: undefined }
  const bar = progressBar('checking', options)
  try {
    const streams = await checkRecording(recording, (events) =>
      bar.update(events, Math.max(events, recording.manifest.events)),
    )
    return { folder, recording, streams }
  } finally {
    bar.end()
  }
}

/** What a recording holds in all: with what only segments hold, where that was looked at. */
function totals({ recording, streams }: DescribedRecording): ManifestTotals {
  const { manifest, segments, listings } = recording
  if (streams === undefined || segments.length === 0) return manifest
  const ends = streams.flatMap(({ from, to }) => [from, to])
  return {
    events: sumOf(streams.map(({ events }) => events)),
    messages: sumOf(streams.map(({ messages }) => messages)),
    from: ends.length === 0 ? null : Math.min(...ends),
    to: ends.length === 0 ? null : Math.max(...ends),
    venues: [...new Set(listings.map(({ instrument }) => instrument.venue))].toSorted(),
    instruments: listings.map(recordedInstrument),
  }
}

type ManifestTotals = Pick<
  RecordingManifest,
  'events' | 'messages' | 'from' | 'to' | 'venues' | 'instruments'
>

/** As JSON. */
export function recordingDocument(described: DescribedRecording): object {
  const { folder, recording, streams } = described
  const { manifest, segments } = recording
  const { format, version, open, sources } = manifest
  const { events, messages, from, to, venues, instruments } = totals(described)
  return {
    recording: folder,
    format,
    version,
    open,
    events,
    messages,
    from,
    to,
    venues,
    instruments,
    segments: segments.length,
    sources,
    streams:
      streams ??
      manifest.streams.map(({ parts, ...stream }) => ({
        ...stream,
        files: parts.length,
      })),
  }
}

/** For people. */
export function recordingLines(described: DescribedRecording): string[] {
  const { folder, recording, streams } = described
  const { open } = recording.manifest
  const { events, instruments } = totals(described)
  const rows =
    streams === undefined ? toldRows(recording) : streams.toSorted(byStream).map(checkedRow)
  const header = streams === undefined ? toldHeader : checkedHeader
  const remarks = (streams ?? [])
    .toSorted(byStream)
    .flatMap(({ venue, instrument, class: kind, channel, trust }) =>
      trust.deductions.map(
        ({ points, detail }) =>
          `${venue} ${instrument} ${kind} ${channel}: -${decimal(points, 1)}: ${detail}`,
      ),
    )
  const state = open ? ', a recorder is at work on it or was killed' : ''
  return [
    ...(rows.length === 0 ? [] : [alignedTable(header, rows), '']),
    ...(remarks.length === 0 ? [] : [...remarks, '']),
    `${folder}: ${counted(events, 'event')} of ${counted(instruments.length, 'instrument')}${state}.`,
  ]
}

/** What tells streams apart. */
interface NamedStream {
  readonly venue: string
  readonly instrument: string
  readonly class: string
  readonly channel: string
}

/** By venue, instrument, class and channel: recordings have them in the order in which they began. */
export function byStream(a: NamedStream, b: NamedStream): number {
  const [first, second] = [a, b].map(
    (each) => `${each.venue}\n${each.instrument}\n${each.class}\n${each.channel}`,
  ) as [string, string]
  return first < second ? -1 : Number(first > second)
}

const toldHeader = [
  'venue',
  'instrument',
  'class',
  'channel',
  'from (UTC)',
  'to (UTC)',
  'messages',
  'events',
]

function toldRows({ manifest }: Recording): string[][] {
  return manifest.streams
    .toSorted(byStream)
    .map(({ venue, instrument, class: kind, channel, from, to, messages, events }) => [
      venue,
      instrument,
      kind,
      channel,
      minuteOf(from),
      minuteOf(to),
      count(messages),
      count(events),
    ])
}

const checkedHeader = [
  'venue',
  'instrument',
  'class',
  'channel',
  'from (UTC)',
  'to (UTC)',
  'messages',
  'silences',
  'gaps',
  'crossed',
  'locked',
  'latency ms',
  'p99',
  'twice',
  'back',
  'trust',
]

function checkedRow(stream: CheckedStream): string[] {
  const { silences, gapEvents, crossed, locked, latency, duplicates, disorder } = stream
  const back = disorder.exchangeTime + disorder.sequence
  return [
    stream.venue,
    stream.instrument,
    stream.class,
    stream.channel,
    minuteOf(stream.from),
    minuteOf(stream.to),
    count(stream.messages),
    ...[silences.count, gapEvents, crossed.messages, locked.messages].map(unlessZero),
    latency === null ? '–' : decimal(latency.median, 1),
    latency === null ? '–' : decimal(latency.p99, 1),
    unlessZero(duplicates),
    unlessZero(back),
    decimal(stream.trust.score, 1),
  ]
}

function unlessZero(value: number): string {
  return value === 0 ? '' : count(value)
}
