import { join } from 'node:path'
import { eventFlag, eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { UsageError } from '../../core/errors.ts'
import { dayOf, formatInstant, microsecondsPerDay, type Instant } from '../../core/time.ts'
import { channelIndexOfKind, channels, type Channel } from '../recording/channel.ts'
import type { EventSelection, Recording } from '../recording/open-recording.ts'
import { makeWhole } from '../whole-folder.ts'
import { CsvFile } from './csv-file.ts'
import { exportNames, type ExportName } from './export-names.ts'
import { OpenFiles } from './open-files.ts'
import { surveyBooks, type BookSurvey } from './survey-books.ts'
import { tardisHeader, tardisLines, type StandingQuote, type TardisType } from './tardis-lines.ts'

/** What an export has written. */
export interface ExportResult {
  readonly files: readonly { readonly file: string; readonly rows: number }[]
  /** Events that Tardis's files have no place for. */
  readonly lost: LostEvents
}

interface LostEvents {
  /** Orders of a book that is kept order by order. */
  orders: number
  /** Breaks of a sequence: only the snapshot after them tells of them. */
  gaps: number
  /** Snapshots that follow a snapshot, and so do not begin anew. */
  clears: number
}

/** Which events, and where to. */
export interface ExportRequest {
  readonly out: string
  readonly selection: EventSelection
  /** Write plain CSV, not gzip. */
  readonly plain?: true
  /** Events written, of those of the whole recording. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Writes a recording as files in Tardis's layouts, one a stream and day; a book made of snapshots alone as
 * book_snapshot_5, 25 or as deep as it is, any other as incremental_book_L2.
 *
 * Where a venue's name does not tell that an instrument is a perpetual, the files have the exchange Tardis would write
 * (`binance-futures`), so that what a venue lists twice under one symbol stays apart.
 *
 * Importing them gives the events back, except for what is told in `lost`, an exchange time equal to the time of
 * receipt (which in these files is none), sequences, messages of the same instant, which become one, and the side that a
 * quote leaves as it is, which is told again: a cell without a price says that nobody quotes there.
 *
 * @throws UsageError when there is something in the place of the folder, or no venue or instrument of a name that is chosen
 */
export async function exportRecording(
  recording: Recording,
  { out, selection, plain, onProgress }: ExportRequest,
): Promise<ExportResult> {
  requireKnown('venue', selection.venues, namesOf(recording, 'venue'))
  requireKnown('instrument', selection.instruments, namesOf(recording, 'name'))
  const surveys = await surveyBooks(recording, selection)
  return makeWhole(out, async (folder) => {
    const exporter = new Exporter(recording, surveys, folder, plain ? '.csv' : '.csv.gz')
    let events = 0
    try {
      for await (const rows of recording.events(selection)) {
        await exporter.take(rows)
        events += rows.length
        onProgress?.(events, Math.max(events, recording.manifest.events))
      }
    } finally {
      await exporter.end()
    }
    return { files: exporter.written.toSorted(byName), lost: exporter.lost }
  })
}

function namesOf({ listings }: Recording, what: 'venue' | 'name'): readonly string[] {
  return [...new Set(listings.map(({ instrument }) => instrument[what]))]
}

function requireKnown(
  what: string,
  asked: readonly string[] | undefined,
  there: readonly string[],
): void {
  const strange = asked?.find((name) => !there.includes(name))
  if (strange === undefined) return
  throw new UsageError(`no ${what} ${strange} in it; there are ${there.join(', ')}`)
}

function byName(a: { readonly file: string }, b: { readonly file: string }): number {
  return a.file < b.file ? -1 : 1
}

class Exporter {
  readonly written: { file: string; rows: number }[] = []
  readonly lost: LostEvents = { orders: 0, gaps: 0, clears: 0 }
  readonly #recording: Recording
  readonly #surveys: ReadonlyMap<number, BookSurvey>
  readonly #folder: string
  readonly #ending: string
  readonly #names: readonly ExportName[]
  readonly #streams = new Map<string, ExportedStream>()
  readonly #openFiles = new OpenFiles()

  constructor(
    recording: Recording,
    surveys: ReadonlyMap<number, BookSurvey>,
    folder: string,
    ending: string,
  ) {
    this.#recording = recording
    this.#surveys = surveys
    this.#folder = folder
    this.#ending = ending
    this.#names = exportNames(recording.listings)
  }

  async take(rows: EventRows): Promise<void> {
    let start = 0
    for (let row = 0; row < rows.length; row++) {
      const type = this.#typeOf(rows, row)
      const isLast =
        (rows.flags[row]! & eventFlag.endsMessage) !== 0 ||
        rows.instrument[row + 1] !== rows.instrument[row] ||
        this.#typeOf(rows, row + 1) !== type
      if (!isLast) continue
      await this.#write(type, rows, start, row + 1)
      start = row + 1
    }
  }

  async end(): Promise<void> {
    for (const stream of this.#streams.values()) await this.#close(stream)
  }

  #typeOf(rows: EventRows, row: number): TardisType {
    const survey = this.#surveys.get(rows.instrument[row]!)
    return typeOf(channels[channelIndexOfKind[rows.kind[row]!]!]!, survey)
  }

  async #write(type: TardisType, rows: EventRows, start: number, end: number): Promise<void> {
    const instrument = rows.instrument[start]!
    const key = `${instrument} ${type}`
    const stream = this.#streams.get(key) ?? newStream()
    this.#streams.set(key, stream)
    if (type === 'incremental_book_L2') this.#countLost(stream, rows, start, end)
    const listing = this.#recording.listings[instrument]!
    const { exchange } = this.#names[instrument]!
    const lines = tardisLines(type, { rows, start, end }, { ...listing, exchange }, stream.quote)
    if (lines === '') return
    const day = dayOf(rows.localTime[start] as Instant)
    if (stream.file === undefined || stream.day !== day) {
      await this.#close(stream)
      stream.day = day
      stream.file = new CsvFile(
        join(this.#folder, this.#nameOf(type, instrument, day)),
        tardisHeader(type),
        this.#openFiles,
      )
    }
    await stream.file.add(lines, lines.split('\n').length - 1)
  }

  /** Notes what of a message of a book is not in its lines. */
  #countLost(stream: ExportedStream, rows: EventRows, start: number, end: number): void {
    for (let row = start; row < end; row++) {
      const kind = rows.kind[row]
      const isSnapshot = (rows.flags[row]! & eventFlag.isSnapshot) !== 0
      if (kind === eventKind.order) this.lost.orders++
      else if (kind === eventKind.gap) this.lost.gaps++
      else if (kind === eventKind.level) {
        stream.hasRows = true
        stream.wasSnapshot = isSnapshot
      } else {
        // Only a change of `is_snapshot` from false to true clears, and the beginning of the file.
        const next = row + 1 < end ? rows.flags[row + 1]! & eventFlag.isSnapshot : 0
        const isTold = !stream.hasRows || (!stream.wasSnapshot && next !== 0)
        if (!isTold) this.lost.clears++
      }
    }
  }

  async #close(stream: ExportedStream): Promise<void> {
    const { file } = stream
    if (file === undefined) return
    delete stream.file
    await file.end()
    this.written.push({ file: file.path.slice(this.#folder.length + 1), rows: file.rows })
  }

  #nameOf(type: TardisType, instrument: number, day: number): string {
    const { exchange, fileSymbol } = this.#names[instrument]!
    const date = formatInstant((day * microsecondsPerDay) as Instant).slice(0, 10)
    return `${exchange}_${type}_${date}_${fileSymbol}${this.#ending}`
  }
}

interface ExportedStream {
  file?: CsvFile
  day?: number
  hasRows: boolean
  wasSnapshot: boolean
  readonly quote: StandingQuote
}

function newStream(): ExportedStream {
  return { hasRows: false, wasSnapshot: false, quote: { bid: ['', ''], ask: ['', ''] } }
}

function typeOf(channel: Channel, survey: BookSurvey | undefined): TardisType {
  switch (channel) {
    case 'book':
      return bookType(survey)
    case 'marks':
    case 'funding':
      return 'derivative_ticker'
    case 'trades':
    case 'quotes':
    case 'liquidations':
      return channel
  }
}

/** One snapshot may be the beginning of changes that never came. */
function bookType(survey: BookSurvey | undefined): TardisType {
  if (survey === undefined || survey.changes > 0 || survey.snapshots < 2)
    return 'incremental_book_L2'
  if (survey.depth <= 5) return 'book_snapshot_5'
  return survey.depth <= 25 ? 'book_snapshot_25' : `book_snapshot_${survey.depth}`
}
