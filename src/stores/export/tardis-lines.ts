import { decimalOfSteps } from '../../core/decimal-steps.ts'
import { eventFlag, eventKind, eventSide } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Step } from '../../core/price.ts'
import type { Listing } from '../recording/listing.ts'

/** A kind of Tardis's files. */
export type TardisType =
  | 'incremental_book_L2'
  | `book_snapshot_${number}`
  | 'trades'
  | 'quotes'
  | 'derivative_ticker'
  | 'liquidations'

/** The rows `[start, end)` of one instrument in one message. */
export interface MessageRows {
  readonly rows: EventRows
  readonly start: number
  readonly end: number
}

const clocks = 'exchange,symbol,timestamp,local_timestamp'

/** A listing, and its exchange as these files name it. */
export interface ExportedListing extends Listing {
  readonly exchange: string
}

/** The header of a file. */
export function tardisHeader(type: TardisType): string {
  if (isSnapshotType(type)) {
    const depth = depthOf(type)
    const levels = Array.from(
      { length: depth },
      (_, k) => `asks[${k}].price,asks[${k}].amount,bids[${k}].price,bids[${k}].amount`,
    )
    return `${clocks},${levels.join(',')}`
  }
  switch (type) {
    case 'incremental_book_L2':
      return `${clocks},is_snapshot,side,price,amount`
    case 'quotes':
      return `${clocks},ask_amount,ask_price,bid_price,bid_amount`
    case 'derivative_ticker':
      return `${clocks},funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price`
    case 'trades':
    case 'liquidations':
      return `${clocks},id,side,price,amount`
  }
}

/** The quote of an instrument as it stands: price and quantity of each side, empty where nobody quotes. */
export interface StandingQuote {
  bid: readonly [price: string, quantity: string]
  ask: readonly [price: string, quantity: string]
}

/**
 * The lines of a message, each with its line end; what the type has no place for is left out.
 *
 * @param quote stands before the message, and is brought up to date: a line of quotes holds both sides
 */
export function tardisLines(
  type: TardisType,
  message: MessageRows,
  listing: ExportedListing,
  quote: StandingQuote,
): string {
  if (isSnapshotType(type)) return snapshotLine(depthOf(type), message, listing)
  switch (type) {
    case 'incremental_book_L2':
      return eachLine(message, listing, levelCells)
    case 'quotes':
      return quoteLine(message, listing, quote)
    case 'derivative_ticker':
      return valueLine(message, listing)
    case 'trades':
    case 'liquidations':
      return eachLine(message, listing, tradeCells)
  }
}

type SnapshotType = `book_snapshot_${number}`

function isSnapshotType(type: TardisType): type is SnapshotType {
  return type.startsWith('book_snapshot_')
}

function depthOf(type: SnapshotType): number {
  return Number(type.slice('book_snapshot_'.length))
}

/** Where the venue gave no time, Tardis repeats that of receipt. */
function headCells(
  { rows }: MessageRows,
  row: number,
  { exchange, symbol }: ExportedListing,
): string {
  const localTime = rows.localTime[row]!
  const exchangeTime = rows.exchangeTime[row]!
  const timestamp = Number.isNaN(exchangeTime) ? localTime : exchangeTime
  return `${exchange},${symbol},${timestamp},${localTime}`
}

function eachLine(
  message: MessageRows,
  listing: ExportedListing,
  cellsOf: (rows: EventRows, row: number, listing: ExportedListing) => string | undefined,
): string {
  let lines = ''
  for (let row = message.start; row < message.end; row++) {
    const cells = cellsOf(message.rows, row, listing)
    if (cells !== undefined) lines += `${headCells(message, row, listing)},${cells}\n`
  }
  return lines
}

function levelCells(
  rows: EventRows,
  row: number,
  { instrument }: ExportedListing,
): string | undefined {
  if (rows.kind[row] !== eventKind.level) return undefined
  const isSnapshot = (rows.flags[row]! & eventFlag.isSnapshot) !== 0
  const side = rows.side[row] === eventSide.bid ? 'bid' : 'ask'
  const price = decimal(rows.price[row]!, instrument.tickSize)
  return `${isSnapshot},${side},${price},${decimal(rows.quantity[row]!, instrument.lotSize)}`
}

function tradeCells(rows: EventRows, row: number, { instrument }: ExportedListing): string {
  const id = rows.id[row]!
  const side = ['buy', 'sell', 'unknown'][rows.side[row]!]
  const price = decimal(rows.price[row]!, instrument.tickSize)
  const quantity = decimal(rows.quantity[row]!, instrument.lotSize)
  return `${Number.isNaN(id) ? '' : id},${side},${price},${quantity}`
}

function snapshotLine(depth: number, message: MessageRows, listing: ExportedListing): string {
  const { rows, start, end } = message
  const { tickSize, lotSize } = listing.instrument
  const sides: [bids: string[], asks: string[]] = [[], []]
  for (let row = start; row < end; row++) {
    if (rows.kind[row] !== eventKind.level) continue
    const level = `${decimal(rows.price[row]!, tickSize)},${decimal(rows.quantity[row]!, lotSize)}`
    sides[rows.side[row] === eventSide.bid ? 0 : 1].push(level)
  }
  const [bids, asks] = sides
  const levels = Array.from({ length: depth }, (_, k) => `${asks[k] ?? ','},${bids[k] ?? ','}`)
  return `${headCells(message, start, listing)},${levels.join(',')}\n`
}

/** A message may tell one side, and leave the other as it is: an empty cell would say that nobody quotes there. */
function quoteLine(message: MessageRows, listing: ExportedListing, quote: StandingQuote): string {
  const { rows, start, end } = message
  const { tickSize, lotSize } = listing.instrument
  for (let row = start; row < end; row++) {
    const side = rows.kind[row] === eventKind.quoteBid ? 'bid' : 'ask'
    quote[side] = [decimal(rows.price[row]!, tickSize), decimal(rows.quantity[row]!, lotSize)]
  }
  const [bid, bidQuantity] = quote.bid
  const [ask, askQuantity] = quote.ask
  return `${headCells(message, start, listing)},${askQuantity},${ask},${bid},${bidQuantity}\n`
}

function valueLine(message: MessageRows, listing: ExportedListing): string {
  const { rows, start, end } = message
  const values = new Map<number, number>()
  for (let row = start; row < end; row++) values.set(rows.kind[row]!, rows.value[row]!)
  const cells = [
    values.get(eventKind.fundingTime),
    values.get(eventKind.fundingRate),
    undefined, // predicted
    values.get(eventKind.openInterest),
    undefined, // last price
    values.get(eventKind.index),
    values.get(eventKind.mark),
  ]
  return `${headCells(message, start, listing)},${cells.map((value) => value ?? '').join(',')}\n`
}

/** Exactly, and as short as it can be written; nothing for what is missing. */
function decimal(steps: number, step: Step): string {
  if (Number.isNaN(steps)) return ''
  const text = decimalOfSteps(steps, step)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
