import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { CaptureCounts } from '../../stores/captures/capture-counts.ts'
import { captureSources } from '../../stores/captures/capture-sources.ts'
import {
  importSources,
  type ImportedFile,
  type ImportSource,
} from '../../stores/recording/import-sources.ts'
import type { RecordingManifest } from '../../stores/recording/recording-format.ts'
import { readInstrumentsFile } from '../../stores/ticks/instruments-file.ts'
import { listTickFiles } from '../../stores/ticks/list-tick-files.ts'
import type { LeftOut } from '../../stores/ticks/plan-import.ts'
import { tickKinds } from '../../stores/ticks/tick-kinds.ts'
import { tickSources } from '../../stores/ticks/tick-sources.ts'
import { protocols, type FeedName } from '../../wire/protocols.ts'
import { compiledMessageKernel } from '../kernels/compiled-messages.ts'
import { compiledRowKernel } from '../kernels/compiled-rows.ts'
import { packageVersion } from '../package-facts.ts'
import { finiteNumber } from './arguments.ts'
import { byStream } from './data-recording.ts'
import { count, counted, minuteOf } from './format.ts'
import {
  alignedTable,
  printJson,
  printLines,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'
import { progressBar } from './progress.ts'

interface ImportOptions extends CommonOptions {
  readonly out: string
  readonly instruments?: string
  readonly venue?: string
  readonly clockShiftMs: number
}

const rawKinds = Object.keys(protocols) as FeedName[]
const kinds = [...Object.keys(tickKinds), ...rawKinds.map((name) => `raw:${name}`)]

/** Venues that cryptofeed captures and nothing here reads: who has such a file need not guess at a name. */
const withoutCodec = 'Bitfinex, bitFlyer, Crypto.com and Kraken Futures have no codec'

/** `isobar data import`. */
export function addDataImportCommand(data: Command): void {
  const command = data
    .command('import <kind> <src...>')
    .description(
      `make a recording of files of ticks or of raw messages (plain, gzip or zip) or folders of them\nkinds: ${kinds.join(', ')}`,
    )
    .requiredOption('--out <dir>', 'the recording to make; there must be nothing yet')
    .option(
      '--instruments <file>',
      'JSON: tick, lot, contract size, minimums and fees by venue and symbol',
    )
    .option('--venue <name>', 'where the files do not tell their venue')
    .option('--clock-shift-ms <n>', 'added to every time of receipt', finiteNumber, 0)
  withCommonOptions(
    command,
    'isobar data import tardis binance_incremental_book_L2_2024-01-01_BTCUSDT.csv.gz --out recordings/btc',
  ).action(run)
}

async function run(kind: string, paths: string[], options: ImportOptions): Promise<void> {
  const { sources, leftOut } = await sourcesOf(kind, paths, options)
  const bar = progressBar('importing', options, ' MB')
  const { manifest, files: imported } = await importSources(sources, {
    out: options.out,
    version: packageVersion(),
    onProgress: (done, total) => bar.update(megabytes(done), megabytes(total)),
  }).finally(bar.end)
  if (options.json === true) printJson(documentOf(options.out, manifest, imported, leftOut))
  else printLines(...linesOf(options.out, manifest, imported, leftOut))
}

/** What a kind makes of the files: of raw messages their feed's codec, of all others the kind's layouts. */
async function sourcesOf(
  kind: string,
  paths: readonly string[],
  options: ImportOptions,
): Promise<{ readonly sources: readonly ImportSource[]; readonly leftOut: readonly LeftOut[] }> {
  if (options.venue === '') throw new UsageError('--venue: expected the name of a venue')
  const layouts = tickKinds[kind]
  const feed = rawKinds.find((name) => `raw:${name}` === kind)
  if (layouts === undefined && feed === undefined) {
    const known = `no kind ${kind}; there are ${kinds.join(', ')}`
    throw new UsageError(kind.startsWith('raw:') ? `${known}. ${withoutCodec}` : known)
  }
  const request = {
    files: await listTickFiles(paths),
    told: options.instruments === undefined ? [] : await readInstrumentsFile(options.instruments),
    clockShift: Math.round(options.clockShiftMs * 1_000),
    ...(options.venue === undefined ? {} : { venue: options.venue }),
  }
  if (feed !== undefined) {
    return captureSources({ ...request, feed, messageKernel: compiledMessageKernel() })
  }
  return tickSources({ ...request, layouts: layouts!, rowKernel: compiledRowKernel() })
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6)
}

function documentOf(
  out: string,
  manifest: RecordingManifest,
  files: readonly ImportedFile[],
  leftOut: readonly LeftOut[],
): object {
  const { events, messages, from, to, instruments } = manifest
  const streams = manifest.streams.map(({ parts, ...stream }) => ({
    ...stream,
    files: parts.length,
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
  }))
  return { recording: out, events, messages, from, to, instruments, streams, files, leftOut }
}

function linesOf(
  out: string,
  manifest: RecordingManifest,
  files: readonly ImportedFile[],
  leftOut: readonly LeftOut[],
): string[] {
  const rows = manifest.streams
    .toSorted(byStream)
    .map((stream) => [
      stream.venue,
      stream.instrument,
      stream.class,
      stream.channel,
      minuteOf(stream.from),
      minuteOf(stream.to),
      count(stream.messages),
      count(stream.events),
      stream.silenceCount === 0 ? '' : count(stream.silenceCount),
    ])
  const names = ['venue', 'instrument', 'class', 'channel']
  const header = [...names, 'from (UTC)', 'to (UTC)', 'messages', 'events']
  const read = files.reduce((sum, file) => sum + file.rows, 0)
  return [
    ...(rows.length === 0 ? [] : [alignedTable([...header, 'silences'], rows), '']),
    ...leftOut.map(({ file, reason }) => `left out: ${file}: ${reason}`),
    ...files.flatMap(remarksOf),
    ...contractRemarks(manifest),
    `${out}: ${counted(manifest.events, 'event')} of ${counted(read, 'row')} in ${counted(files.length, 'file')}.`,
  ]
}

/** What a contract of a venue is may not be known. */
function contractRemarks({ instruments }: RecordingManifest): string[] {
  const unknown = instruments.filter(
    ({ class: kind, contractSize }) => kind !== 'spot' && contractSize === undefined,
  )
  if (unknown.length === 0) return []
  const names = unknown.map(({ venue, name }) => `${venue} ${name}`).join(', ')
  return [
    `contracts are counted as 1, for their size is not known: ${names}; tell contractSize in --instruments`,
  ]
}

function remarksOf(imported: ImportedFile): string[] {
  const { file, movedUp, unknownStarts, malformed, isUnended, capture } = imported
  return [
    ...(unknownStarts === 0
      ? []
      : [
          `${file}: ${counted(unknownStarts, 'book')} without a snapshot at the beginning: what was there is not known`,
        ]),
    ...(movedUp === 0 ? [] : [`${file}: ${counted(movedUp, 'row')} stepped back in time`]),
    ...(malformed === 0 ? [] : [`${file}: ${counted(malformed, 'message')} not understood`]),
    ...(capture === undefined ? [] : captureRemarks(file, capture)),
    ...(isUnended ? [`${file}: the last line has no end; it may be cut off`] : []),
  ]
}

/** What became of raw messages that are no events. */
function captureRemarks(
  file: string,
  { ignored, firstFault, checksums, lost, books }: CaptureCounts,
): string[] {
  const wrong = lost.checksum
  return [
    ...(firstFault === null
      ? []
      : [
          `${file}:${firstFault.row}, byte ${firstFault.byte} of the message: ${firstFault.detail}`,
        ]),
    ...listed(`${file}: left out`, {
      'of other channels': ignored['other-channel'],
      'of other symbols': ignored['unknown-symbol'],
      'of other streams of the same books': books.otherStreams,
      'that told nothing new of their book': books.stale,
    }),
    ...listed(`${file}: books lost`, {
      'by a break of the sequence': lost.gap,
      'by a wrong checksum': wrong,
      'by staying crossed': lost.crossed,
      'by a lost connection': lost.disconnected,
    }),
    ...(checksums === 0 ? [] : [`${file}: ${counted(checksums - wrong, 'checksum')} right`]),
  ]
}

function listed(head: string, counts: Readonly<Record<string, number>>): string[] {
  const parts = Object.entries(counts)
    .filter(([, each]) => each > 0)
    .map(([what, each]) => `${count(each)} ${what}`)
  return parts.length === 0 ? [] : [`${head}: ${parts.join(', ')}`]
}
