import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api'
import { worldFileError } from '../data-error.ts'
import { loadDuckDbBindings, openDuckDb, sqlText, type DuckDbBindings } from '../duck-db.ts'
import { makeFolder } from '../make-folder.ts'
import { syncFolder } from '../sync-folder.ts'
import { kindNames, sideNames, toParquet } from './part-columns.ts'
import { doubleColumns, type DoubleColumn, type RecordedRows } from './recorded-rows.ts'

/** A finished Parquet file. */
export interface WrittenPart {
  readonly bytes: number
  readonly sha256: string
}

/**
 * Writes rows as Parquet files, one at a time.
 *
 * DuckDB pulls the rows out of their columns chunk by chunk while it packs: no second copy of them is ever held. A
 * file is written aside, synced and renamed, so that whoever lists the folder sees whole files only.
 */
export class PartWriter {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #bindings: DuckDbBindings
  #rows: RecordedRows | undefined
  #at = 0

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    bindings: DuckDbBindings,
  ) {
    this.#instance = instance
    this.#connection = connection
    this.#bindings = bindings
  }

  static async open(): Promise<PartWriter> {
    const { DuckDBTableFunction, DOUBLE, ENUM, UTINYINT } = await import('@duckdb/node-api')
    const instance = await openDuckDb({ memory: MEMORY })
    const connection = await instance.connect()
    const writer = new PartWriter(instance, connection, await loadDuckDbBindings())
    const source = DuckDBTableFunction.create({
      name: 'rows_of_part',
      bindFunction: (bind) => {
        bind.addResultColumn('kind', ENUM(kindNames))
        bind.addResultColumn('side', ENUM(sideNames(writer.#rows?.kind[0] ?? NaN)))
        bind.addResultColumn('snapshot', UTINYINT)
        for (const name of doubleColumns) bind.addResultColumn(name, DOUBLE)
      },
      initFunction: (init) => init.setMaxThreads(1), // rows keep their order
      mainFunction: (_, chunk) => writer.#fill(chunk),
    })
    connection.registerTableFunction(source)
    return writer
  }

  /** @throws IsobarError `world` when the file cannot be written; nothing is then left of it */
  async write(path: string, rows: RecordedRows): Promise<WrittenPart> {
    const aside = `${path}.part`
    this.#rows = rows
    this.#at = 0
    try {
      await makeFolder(dirname(path))
      await this.#connection.run(
        `COPY (${toParquet((name) => isMissing(rows, name))} FROM rows_of_part()) TO ${sqlText(aside)} (
          FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE ${ROW_GROUP})`,
      )
      const written = await sealed(aside)
      await rename(aside, path)
      await syncFolder(dirname(path))
      return written
    } catch (cause) {
      await rm(aside, { force: true })
      throw worldFileError(path, cause, 'write')
    } finally {
      this.#rows = undefined
    }
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }

  #fill(chunk: DuckDBDataChunk): void {
    const rows = this.#rows
    const left = rows === undefined ? 0 : rows.length - this.#at
    const count = Math.min(left, VECTOR)
    chunk.rowCount = count
    if (rows === undefined || count === 0) return
    let position = 0
    for (const column of [...rows.bytes(), ...rows.doubles()]) {
      const width = column.BYTES_PER_ELEMENT
      this.#bindings.copy_data_to_vector(
        this.#bindings.data_chunk_get_vector(chunk.chunk, position++),
        0,
        column.buffer as ArrayBuffer,
        column.byteOffset + this.#at * width,
        count * width,
      )
    }
    this.#at += count
  }
}

/** Rows DuckDB passes on at once. */
const VECTOR = 2048
/** Rows that are packed together: a reader unpacks as many at a time for each stream it merges. */
const ROW_GROUP = 32 * VECTOR
/** One row group of a million numbers is 12 MB; the rest is room for packing. */
const MEMORY = '256MB'

/** Has a column no number at all? */
function isMissing(rows: RecordedRows, name: DoubleColumn): boolean {
  const column = rows.doubles()[doubleColumns.indexOf(name)]!
  // `every` takes ten times as long.
  for (let row = 0; row < rows.length; row++) if (!Number.isNaN(column[row])) return false
  return true
}

/** Puts a file on the disk for good and tells what is in it. */
async function sealed(path: string): Promise<WrittenPart> {
  const file = await open(path, 'r+')
  try {
    const hash = createHash('sha256')
    const buffer = Buffer.alloc(2 ** 20)
    let bytes = 0
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, bytes)
      if (bytesRead === 0) break
      hash.update(buffer.subarray(0, bytesRead))
      bytes += bytesRead
    }
    await file.sync()
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    await file.close()
  }
}
