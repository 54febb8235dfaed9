import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import type { DoubleColumn } from './recorded-rows.ts'

// How the columns of a recording's Parquet files and of `RecordedRows` become each other, in SQL.

/** Kinds as files call them, by their number. */
export const kindNames: readonly string[] = Object.entries(eventKind)
  .toSorted(([, a], [, b]) => a - b)
  .map(([name]) => name)

/** Sides as files call them, by their number, in a file whose first event is of this kind: all are of one channel. */
export function sideNames(kind: number): readonly string[] {
  const isOrder = kind === eventKind.trade || kind === eventKind.liquidation
  return isOrder ? ['buy', 'sell', unknownSide] : ['bid', 'ask', unknownSide]
}

const unknownSide = 'unknown'
const kindList = kindNames.map((name) => `'${name}'`).join(', ')
const nan = "'nan'::DOUBLE"

/** What a kind reads as that this version does not know. */
export const unknownKind = 255

/**
 * From rows as the table function gives them to what people and other programs read.
 *
 * Kinds and sides come as enumerations, whose words DuckDB writes once a file: looked up row by row they took 100 ms of
 * the 265 that a million rows take, and columns without a number, which are constants here, 60 ms.
 */
export function toParquet(isMissing: (column: DoubleColumn) => boolean): string {
  const orNull = (column: DoubleColumn, type: string): string =>
    isMissing(column) ? `NULL::${type}` : `nullif(${column}, ${nan})::${type}`
  return `SELECT
  make_timestamp(local_time::BIGINT) AS local_time,
  make_timestamp(${orNull('exchange_time', 'BIGINT')}) AS exchange_time,
  event::BIGINT AS event,
  message::BIGINT AS message,
  ${orNull('sequence', 'BIGINT')} AS sequence,
  kind,
  nullif(side, '${unknownSide}') AS side,
  snapshot = 1 AS is_snapshot,
  ${orNull('price', 'DOUBLE')} AS price,
  ${orNull('quantity', 'DOUBLE')} AS quantity,
  ${orNull('value', 'DOUBLE')} AS value,
  ${orNull('id', 'BIGINT')} AS id`
}

/** And back; the order is that of `RecordedRows`: bytes, then doubles. */
export const fromParquet: string = `SELECT
  coalesce(list_position([${kindList}], kind) - 1, ${unknownKind})::UTINYINT,
  (CASE side WHEN 'bid' THEN 0 WHEN 'buy' THEN 0 WHEN 'ask' THEN 1 WHEN 'sell' THEN 1
   ELSE ${eventSide.unknown} END)::UTINYINT,
  is_snapshot::UTINYINT,
  epoch_us(local_time)::DOUBLE,
  ${orNan('epoch_us(exchange_time)')},
  event::DOUBLE,
  message::DOUBLE,
  ${orNan('sequence')},
  ${orNan('price')},
  ${orNan('quantity')},
  ${orNan('value')},
  ${orNan('id')}`

function orNan(column: string): string {
  return `coalesce(${column}::DOUBLE, ${nan})`
}
