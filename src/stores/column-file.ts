import { readFile } from 'node:fs/promises'
import { instantFromMilliseconds } from '../core/time.ts'
import type { ColumnRequest, ColumnTable } from './column-table.ts'
import { parseCsv } from './csv.ts'
import { DataError, worldFileError } from './data-error.ts'
import { isGzip, unpackGzip } from './gunzip.ts'
import { readParquet } from './parquet.ts'

/** Reads the wanted columns of a file, whatever it is: CSV, gzipped CSV, or Parquet by its ending. */
export async function readColumns(file: string, request: ColumnRequest): Promise<ColumnTable> {
  if (file.endsWith('.parquet')) return readParquet(file, request)
  const bytes = await readBytes(file)
  return parseCsv(file, isGzip(bytes) ? await unpackGzip(file, bytes) : bytes, request)
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw worldFileError(file, cause)
  }
}

/**
 * Turns a column of epoch milliseconds into instants (integer microseconds), in place.
 *
 * @throws DataError naming the first row that is not after the one before it, or that no double counts exactly
 */
export function instantsOf(file: string, milliseconds: Float64Array): Float64Array {
  let previous = -Infinity
  for (let row = 0; row < milliseconds.length; row++) {
    const stamp = milliseconds[row] ?? NaN
    const instant = instantFromMilliseconds(stamp)
    if (!(instant > previous) || !Number.isSafeInteger(instant)) {
      throw new DataError({
        file,
        row: row + 2,
        column: 'timestamp',
        expected: `epoch milliseconds${row === 0 ? '' : ` after ${previous / 1000}`}`,
        came: `${stamp}${instant === previous ? ' again' : ''}`,
      })
    }
    milliseconds[row] = instant
    previous = instant
  }
  return milliseconds
}
