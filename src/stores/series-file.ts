import { instantsOf, readColumns } from './column-file.ts'

/** One column of a file. */
export interface Series {
  /** Line of the file that the first value stands on. */
  readonly firstRow: number
  /** Microseconds, ascending and unique; absent where the file has no `timestamp`. */
  readonly times?: Float64Array
  readonly values: Float64Array
}

/**
 * Reads one column of any file with a header, and its `timestamp` (epoch milliseconds) where there is one.
 *
 * @throws DataError on a missing column, anything but finite numbers, and timestamps that do not ascend
 */
export async function readSeries(path: string, column: string): Promise<Series> {
  const { columns } = await readColumns(path, { required: [column], optional: ['timestamp'] })
  const milliseconds = columns.get('timestamp')
  // Sliced, because the same column may be asked for as values and is turned into instants in place.
  const times = milliseconds && instantsOf(path, milliseconds.slice())
  return {
    firstRow: 2,
    ...(times === undefined ? {} : { times }),
    values: columns.get(column) ?? new Float64Array(),
  }
}
