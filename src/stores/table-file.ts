import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { UsageError } from '../core/errors.ts'
import { worldFileError } from './data-error.ts'
import { sqlText, withDuckDb } from './duck-db.ts'

/** Columns of a table as Parquet has them. */
export type ParquetType = 'VARCHAR' | 'BIGINT' | 'DOUBLE'

/** A table as text, and what its columns are. */
export interface WrittenTable {
  readonly csv: string
  readonly columns: readonly { readonly name: string; readonly type: ParquetType }[]
}

/** @throws UsageError when the name does not say what is to be written */
export function requireTableName(path: string, option: string): void {
  if (/\.(?:csv|csv\.gz|parquet)$/.test(path)) return
  throw new UsageError(
    `${option} ${path}: expected a name that ends in .csv, .csv.gz or .parquet`,
    {
      path,
    },
  )
}

/**
 * Writes a table as its name says: CSV, packed or not, or Parquet. It is written aside and renamed, so that it is there
 * whole or not at all.
 *
 * @throws IsobarError of code `world` naming the file; what was there before is then still there
 */
export async function writeTable(path: string, table: WrittenTable): Promise<void> {
  const folder = await mkdtemp(join(dirname(path), '.isobar-')).catch((cause: unknown) => {
    throw worldFileError(path, cause, 'write')
  })
  try {
    const whole = join(folder, 'whole')
    if (path.endsWith('.parquet')) await writeParquet(whole, table)
    else
      await writeFile(whole, path.endsWith('.gz') ? gzipSync(table.csv) : table.csv, {
        flush: true,
      })
    await rename(whole, path)
  } catch (cause) {
    throw worldFileError(path, cause, 'write')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The numbers go through text, whose shortest form reads back as the same double. */
async function writeParquet(path: string, { csv, columns }: WrittenTable): Promise<void> {
  const text = `${path}.csv`
  await writeFile(text, csv)
  const types = columns.map(({ name, type }) => `${sqlText(name)}: ${sqlText(type)}`).join(', ')
  const rows = `read_csv(${sqlText(text)}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {${types}})`
  await withDuckDb({ memory: '1GB' }, async (connection) => {
    await connection.run(
      `COPY (FROM ${rows}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
    )
  })
}
