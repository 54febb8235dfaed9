import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type bindings from '@duckdb/node-bindings'
import { IsobarError } from '../core/errors.ts'

/** What one DuckDB may take of the machine. */
export interface DuckDbLimits {
  /** `2GB` */
  readonly memory: string
}

/**
 * A DuckDB in memory; the library is loaded when the first one is opened.
 *
 * @throws IsobarError `world` where it does not load
 */
export async function openDuckDb({ memory }: DuckDbLimits): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await loaded(import('@duckdb/node-api'))
  return DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: memory,
    temp_directory: '', // nothing spills to the disk: reading writes nothing
    autoinstall_known_extensions: 'false', // nor does it fetch anything
    autoload_known_extensions: 'false',
    // What was read once is not read again: kept, it filled the memory limit in a replay of 100 M events.
    enable_external_file_cache: 'false',
  })
}

/** Does some work with a connection to a DuckDB of its own. */
export async function withDuckDb<T>(
  limits: DuckDbLimits,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await openDuckDb(limits)
  try {
    const connection = await instance.connect()
    try {
      return await work(connection)
    } finally {
      connection.closeSync()
    }
  } finally {
    instance.closeSync()
  }
}

/** The bindings under the library: columns go in and out of its vectors as bytes (4x the speed of value by value). */
export type DuckDbBindings = typeof bindings

export async function loadDuckDbBindings(): Promise<DuckDbBindings> {
  return (await loaded(import('@duckdb/node-bindings'))).default
}

/** A text as SQL writes it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A path as DuckDB takes it: to it, a path is a pattern. */
export function literalPath(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]')
}

async function loaded<T>(library: Promise<T>): Promise<T> {
  try {
    return await library
  } catch (cause) {
    throw new IsobarError(
      'world',
      'cannot read Parquet: DuckDB did not load on this machine; CSV files need no DuckDB',
      { cause },
    )
  }
}
