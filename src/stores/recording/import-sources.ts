import { counted } from '../counted.ts'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { CaptureCounts } from '../captures/capture-counts.ts'
import { DataError } from '../data-error.ts'
import { makeWhole } from '../whole-folder.ts'
import { StreamDisorder, UncountableValue } from './recording-faults.ts'
import type { RecordedSource, RecordingManifest } from './recording-format.ts'
import { RecordingWriter } from './recording-writer.ts'
import type { EventOrigin } from './stream-table.ts'

/** A file of events, ready to be read. */
export interface ImportSource {
  readonly file: string
  /** What kind of file it is, for people. */
  readonly layout: string
  readonly origin: EventOrigin
  /** Reads it in batches of whole messages, each good until the next is asked for; tells how many bytes it has read. */
  readonly read: (onRead?: (bytes: number) => void) => AsyncGenerator<EventRows, SourceCounts>
}

/** What came of a file. */
export interface SourceCounts {
  /** Rows or messages read. */
  readonly rows: number
  readonly messages: number
  readonly events: number
  /** Rows that stepped back in time by less than a second, and were moved up to the row before them. */
  readonly movedUp: number
  /** Books that began without a snapshot, hence empty: what was in them is not known. */
  readonly unknownStarts: number
  /** Messages that were not understood and left out; where they are, the book is void. */
  readonly malformed: number
  /** The last line has no end: the file may have been cut off there. */
  readonly isUnended: boolean
  /** Of a file of raw messages: what became of each. */
  readonly capture?: CaptureCounts
}

export interface ImportedFile extends SourceCounts {
  readonly file: string
  readonly layout: string
  readonly bytes: number
}

/** What an import has made. */
export interface ImportResult {
  readonly manifest: RecordingManifest
  readonly files: readonly ImportedFile[]
}

export interface ImportPlace {
  /** Where the recording goes; there must be nothing yet. */
  readonly out: string
  /** Version of the program. */
  readonly version: string
  /** Of the bytes of all files, those that have been read. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Imports files, one after the other, into a new recording: whenever this is killed, there is the whole of it or
 * nothing.
 *
 * @throws UsageError when the place is taken; DataError naming the file, when one is not what it should be or no row of
 *   any is an event: then nothing is left behind
 */
export async function importSources(
  sources: readonly ImportSource[],
  place: ImportPlace,
): Promise<ImportResult> {
  return makeWhole(place.out, async (aside) => {
    const writer = await RecordingWriter.create(aside)
    try {
      const files = await writeAll(writer, sources, place)
      requireEvents(files)
      const recorded = files.map(({ file, bytes, rows, events }): RecordedSource => ({
        file: basename(file),
        bytes,
        rows,
        events,
      }))
      return { manifest: await writer.finish(place.version, recorded), files }
    } catch (cause) {
      await writer.abandon()
      throw cause
    }
  })
}

/** Rows of which none is an event are those of another feed or of instruments that have no name here. */
function requireEvents(files: readonly ImportedFile[]): void {
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const isKnown = files.some(({ events, unknownStarts }) => events > 0 || unknownStarts > 0)
  if (rows === 0 || isKnown) return
  throw new DataError({
    file: files[0]!.file,
    expected: 'messages of this kind about spot or perpetuals',
    came: `none in ${counted(rows, 'row')}`,
  })
}

async function writeAll(
  writer: RecordingWriter,
  sources: readonly ImportSource[],
  { onProgress }: ImportPlace,
): Promise<ImportedFile[]> {
  const files: ImportedFile[] = []
  const sizes = await Promise.all(sources.map(async ({ file }) => (await stat(file)).size))
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0)
  let done = 0
  for (const [k, source] of sources.entries()) {
    const bytes = sizes[k]!
    const tell = (read: number): void => onProgress?.(done + Math.min(read, bytes), total)
    tell(0)
    const counts = await writeOne(writer, source, tell)
    files.push({ file: source.file, layout: source.layout, bytes, ...counts })
    done += bytes
  }
  onProgress?.(done, total)
  return files
}

async function writeOne(
  writer: RecordingWriter,
  source: ImportSource,
  onRead: (bytes: number) => void,
): Promise<SourceCounts> {
  const batches = source.read(onRead)
  try {
    for (;;) {
      const next = await batches.next()
      if (next.done === true) return next.value
      await writer.append(next.value, source.origin)
    }
  } catch (cause) {
    const isOurs = cause instanceof StreamDisorder || cause instanceof UncountableValue
    if (!isOurs) throw cause
    const expected = 'events that follow those of the files before it and can be counted'
    throw new DataError({ file: source.file, expected, came: cause.message, cause })
  } finally {
    // What it holds open and has put aside goes, wherever it was.
    await batches.return(nothingRead)
  }
}

/** Never seen: a generator that is ended early answers to nobody. */
const nothingRead: SourceCounts = {
  rows: 0,
  messages: 0,
  events: 0,
  movedUp: 0,
  unknownStarts: 0,
  malformed: 0,
  isUnended: false,
}
