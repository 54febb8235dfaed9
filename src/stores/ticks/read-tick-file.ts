import type { EventRows } from '../../core/events/event-columns.ts'
import { DataError } from '../data-error.ts'
import type { SourceCounts } from '../recording/import-sources.ts'
import { readLines, type BytesRead } from './byte-chunks.ts'
import type { ImportedInstruments } from './imported-instruments.ts'
import { RowReader, type ReadFile } from './row-reader.ts'

/**
 * The events of a file of ticks, in batches of whole messages. A batch is good until the next is asked for, and in the
 * steps that `instruments` tells until then.
 *
 * @throws DataError naming row and column; what was handed out before it is right
 */
export async function* readTickFile(
  source: ReadFile,
  instruments: ImportedInstruments,
  onRead?: BytesRead,
): AsyncGenerator<EventRows, SourceCounts> {
  const reader = new RowReader(source, instruments)
  let linesToSkip = source.headerLines
  let events = 0
  let isUnended = false
  try {
    for await (const chunk of readLines(source.file, onRead)) {
      let at = chunk.start
      for (; linesToSkip > 0 && at < chunk.end; linesToSkip--) at = chunk.bytes.indexOf(LF, at) + 1
      for (;;) {
        at = reader.read(chunk.bytes, at, chunk.end)
        if (at >= chunk.end) break
        events += reader.out.length
        yield reader.out
        reader.out.empty()
      }
      isUnended = chunk.isUnended
    }
  } catch (error) {
    throw placed(error, source.headerLines + reader.rows + 1)
  }
  reader.end()
  events += reader.out.length
  if (reader.out.length > 0) yield reader.out
  const { rows, messages, movedUp, unknownStarts } = reader
  return { rows, messages, events, movedUp, unknownStarts, malformed: 0, isUnended }
}

const LF = 0x0a

/** Packed data that end in their midst do not know at which row. */
function placed(error: unknown, row: number): unknown {
  if (!(error instanceof DataError) || error.context['row'] !== undefined) return error
  const { file, expected, came } = error.context as Record<'file' | 'expected' | 'came', string>
  return new DataError({ file, row, expected, came, cause: error })
}
