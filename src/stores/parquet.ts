import { open } from 'node:fs/promises'
import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api'
import { errorText } from '../core/errors.ts'
import { invariant } from '../math/invariant.ts'
import { presentColumns, type ColumnRequest, type ColumnTable } from './column-table.ts'
import { DataError, worldFileError } from './data-error.ts'
import { literalPath, withDuckDb } from './duck-db.ts'

/**
 * The numeric columns of a Parquet file, through DuckDB in memory; it is loaded when the first such file is read.
 *
 * Integers, decimals and floats become the nearest doubles; dates and timestamps become epoch milliseconds. Rows are numbered as in
 * a CSV file with the same contents: the first is 2.
 *
 * @throws DataError on a file that is not Parquet, a missing column, one of text, and a value that is missing or not
 *   finite where it must not be
 */
export async function readParquet(file: string, request: ColumnRequest): Promise<ColumnTable> {
  await requireReadable(file)
  const table = await withDuckDb(limits, (connection) => readTable(connection, file, request))
  for (const [name, column] of table.columns) {
    requireFinite(file, name, column, request.sparse?.includes(name) === true)
  }
  return table
}

/** Reads a byte: what DuckDB says of a folder or of a file it may not read is what it says of a damaged one. */
async function requireReadable(file: string): Promise<void> {
  try {
    const handle = await open(file)
    try {
      await handle.read(Buffer.alloc(1), 0, 1, 0)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw worldFileError(file, cause)
  }
}

// A year of minute bars is 25 MB as doubles: this bounds what a strange file can take.
const limits = { memory: '2GB' }

async function readTable(
  connection: DuckDBConnection,
  file: string,
  request: ColumnRequest,
): Promise<ColumnTable> {
  const ask = (select: string): Promise<DuckDBMaterializedResult> => query(connection, file, select)
  const shape = await ask('SELECT * FROM rows LIMIT 0')
  const names = shape.columnNames()
  const types = shape.columnTypes().map(String)
  const present = presentColumns(file, names, request)
  const expressions = present.map((name) => asDouble(file, name, types[names.indexOf(name)] ?? ''))
  const result = await ask(`SELECT ${expressions.join(', ')} FROM rows`)
  const rows = result.rowCount
  const columns = present.map((name) => [name, new Float64Array(rows)] as const)
  let at = 0
  for (let each = 0; each < result.chunkCount; each++) {
    const chunk = result.getChunk(each)
    // Doubles without nulls: that is what the query asked for.
    for (const [k, [, column]] of columns.entries()) {
      column.set(chunk.getColumnValues(k) as number[], at)
    }
    at += chunk.rowCount
  }
  invariant(at === rows, `${file}: ${at} rows came of ${rows}`)
  return { rows, columns: new Map(columns) }
}

/** What DuckDB cannot read of a file that is there is the file's fault, at its foot or in its midst. */
async function query(
  connection: DuckDBConnection,
  file: string,
  select: string,
): Promise<DuckDBMaterializedResult> {
  // A folder called `a=b` is a column to DuckDB, which is not meant.
  const sql = `WITH rows AS (FROM read_parquet($1, hive_partitioning = false)) ${select}`
  try {
    // Not streamed: a stream that comes to a damaged page ends there, sometimes without an error.
    return await connection.run(sql, [literalPath(file)])
  } catch (cause) {
    const [reason] = errorText(cause).split('\n')
    throw new DataError({ file, expected: 'a whole Parquet file', came: reason ?? '', cause })
  }
}

const numeric = /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE)$/
const decimal = /^DECIMAL\((\d+),.*\)$/
// Up to here integer and power of ten are exact in a double. Beyond, DuckDB rounds twice: 56 of 2,000 random prices of
// DECIMAL(38,18) missed the nearest double by one unit in the last place. Through text it rounds once.
const EXACT_DIGITS = 15
const temporal = /^(?:DATE|TIMESTAMP.*)$/

/** SQL for a column as doubles, a missing value as NaN. */
function asDouble(file: string, name: string, type: string): string {
  const column = `"${name.replaceAll('"', '""')}"`
  if (numeric.test(type)) return `coalesce(${column}::DOUBLE, 'nan'::DOUBLE)`
  const digits = decimal.exec(type)?.[1]
  if (digits !== undefined) {
    const exact = Number(digits) <= EXACT_DIGITS ? column : `${column}::VARCHAR`
    return `coalesce(${exact}::DOUBLE, 'nan'::DOUBLE)`
  }
  if (temporal.test(type)) return `coalesce(epoch_us(${column}) / 1e3, 'nan'::DOUBLE)`
  throw new DataError({ file, row: 1, column: name, expected: 'a column of numbers', came: type })
}

function requireFinite(file: string, name: string, column: Float64Array, sparse: boolean): void {
  const index = column.findIndex(
    (value) => !Number.isFinite(value) && !(sparse && Number.isNaN(value)),
  )
  if (index < 0) return
  const came = Number.isNaN(column[index]) ? 'an empty cell (or NaN)' : String(column[index])
  throw new DataError({ file, row: index + 2, column: name, expected: 'a finite number', came })
}
