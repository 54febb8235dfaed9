import { errorText } from '../../core/errors.ts'
import { counted } from '../counted.ts'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBResult,
} from '@duckdb/node-api'
import { DataError, worldFileError } from '../data-error.ts'
import { literalPath } from '../duck-db.ts'
import { fromParquet } from './part-columns.ts'
import type { RecordedPart } from './recording-format.ts'

/** Some rows of a part. */
export interface PartChunk {
  readonly chunk: DuckDBDataChunk
  readonly file: string
  /** Number of its first row in the part. */
  readonly firstRow: number
}

/**
 * The rows of the parts of a stream, chunk by chunk, one part after the other.
 *
 * A part is read only if its bytes are those that were written, and counts only if all of it came: a stream out of
 * DuckDB that meets a damaged page may just end.
 */
export async function* readPartChunks(
  folder: string,
  parts: readonly RecordedPart[],
  instance: DuckDBInstance,
): AsyncGenerator<PartChunk, undefined> {
  if (parts.length === 0) return undefined
  const connection = await instance.connect()
  try {
    for (const part of parts) {
      const file = join(folder, ...part.file.split('/'))
      await requireSame(file, part)
      const result = await openPart(connection, file)
      let came = 0
      for (;;) {
        const chunk = await fetchChunk(result, file)
        if (chunk === undefined) break
        yield { chunk, file, firstRow: came }
        came += chunk.rowCount
      }
      if (came !== part.events) {
        throw new DataError({ file, expected: counted(part.events, 'event'), came: `${came}` })
      }
    }
    return undefined
  } finally {
    connection.closeSync()
  }
}

async function openPart(connection: DuckDBConnection, file: string): Promise<DuckDBResult> {
  try {
    return await connection.stream(
      `${fromParquet} FROM read_parquet($1, hive_partitioning = false)`,
      [literalPath(file)],
    )
  } catch (cause) {
    throw notParquet(file, cause)
  }
}

async function fetchChunk(
  result: DuckDBResult,
  file: string,
): Promise<DuckDBDataChunk | undefined> {
  try {
    const chunk = await result.fetchChunk()
    return chunk === null || chunk.rowCount === 0 ? undefined : chunk
  } catch (cause) {
    throw notParquet(file, cause)
  }
}

async function requireSame(file: string, part: RecordedPart): Promise<void> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 })) {
      hash.update(piece as Buffer)
      bytes += (piece as Buffer).length
    }
  } catch (cause) {
    throw worldFileError(file, cause)
  }
  const sha256 = hash.digest('hex')
  if (sha256 === part.sha256) return
  throw new DataError({
    file,
    expected: `the ${part.bytes} bytes that were recorded (sha256 ${part.sha256})`,
    came: `${bytes} bytes (sha256 ${sha256})`,
  })
}

function notParquet(file: string, cause: unknown): DataError {
  const [reason] = errorText(cause).split('\n')
  return new DataError({ file, expected: 'a whole Parquet file', came: reason ?? '', cause })
}
