import { eventKind, eventSide } from '../../core/events/event-codes.ts'

// How the columns of a recording's Parquet files and of `RecordedRows` become each other, in SQL.

const kindNames = Object.entries(eventKind)
  .toSorted(([, a], [, b]) => a - b)
  .map(([name]) => name)
const kindList = kindNames.map((name) => `'${name}'`).join(', ')
const orderSideKinds = [eventKind.trade, eventKind.liquidation].join(', ')
const nan = "'nan'::DOUBLE"

/** What a kind reads as that this version does not know. */
export const unknownKind = 255

/** From rows as the table function gives them to what people and other programs read. */
export const toParquet: string = `SELECT
  make_timestamp(local_time::BIGINT) AS local_time,
  make_timestamp(nullif(exchange_time, ${nan})::BIGINT) AS exchange_time,
  event::BIGINT AS event,
  message::BIGINT AS message,
  nullif(sequence, ${nan})::BIGINT AS sequence,
  [${kindList}][kind + 1] AS kind,
  CASE WHEN side = ${eventSide.unknown} THEN NULL
       WHEN kind IN (${orderSideKinds}) THEN ['buy', 'sell'][side + 1]
       ELSE ['bid', 'ask'][side + 1] END AS side,
  snapshot = 1 AS is_snapshot,
  nullif(price, ${nan}) AS price,
  nullif(quantity, ${nan}) AS quantity,
  nullif(value, ${nan}) AS value,
  nullif(id, ${nan})::BIGINT AS id`

/** And back; the order is that of `byteColumns`, then `doubleColumns`. */
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
