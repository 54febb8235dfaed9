import type { Command } from 'commander'
import { csvOf, equityTable, tradesTable, type RunTable } from '../../protocol/run-tables.ts'
import type { PairTrade } from '../../research/pairs/backtest-result.ts'
import { requireNoData } from '../../stores/run-folder.ts'
import { requireTableName, writeTable, type ParquetType } from '../../stores/table-file.ts'
import { say, type CommonOptions } from './output.ts'
import { dirname } from 'node:path'

/** Options of a run that leaves its trades and its equity as tables. */
export interface TableOptions extends CommonOptions {
  readonly trades?: string
  readonly equityFile?: string
}

/** Adds `--trades` and `--equity-file`; `--equity` alone puts equity into the document. */
export function withTableOptions(command: Command): Command {
  return command
    .option('--trades <file>', 'closed trades, a row a leg: .csv, .csv.gz or .parquet')
    .option('--equity-file <file>', 'equity at every bar: .csv, .csv.gz or .parquet')
}

/** @throws UsageError before anything is worked out when a name does not say what is to be written */
export function requireTables({ trades, equityFile }: TableOptions): void {
  if (trades !== undefined) requireTableName(trades, '--trades')
  if (equityFile !== undefined) requireTableName(equityFile, '--equity-file')
}

/** Writes the tables that were asked for. */
export async function keepTables(
  result: {
    readonly trades: readonly PairTrade[]
    readonly equity?: readonly (readonly [number, number])[]
  },
  files: readonly string[],
  options: TableOptions,
): Promise<void> {
  const { trades, equityFile } = options
  const wanted: (readonly [string, RunTable])[] = []
  if (trades !== undefined) wanted.push([trades, tradesTable(result.trades)])
  if (equityFile !== undefined) wanted.push([equityFile, equityTable(result.equity ?? [])])
  for (const [path] of wanted) await requireNoData(dirname(path), files)
  for (const [path, table] of wanted) {
    await writeTable(path, {
      csv: csvOf(table),
      columns: table.columns.map(({ name, kind }) => ({ name, type: types[kind] })),
    })
    say(`wrote ${table.rows.length} rows to ${path}`, options)
  }
}

const types: Readonly<Record<RunTable['columns'][number]['kind'], ParquetType>> = {
  text: 'VARCHAR',
  instant: 'BIGINT',
  whole: 'BIGINT',
  number: 'DOUBLE',
}
