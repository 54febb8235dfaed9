import type { EventColumns } from '../../core/events/event-columns.ts'
import { SymbolTable } from '../../core/events/symbol-table.ts'
import type { MessageSequence, WireCodec } from '../../core/events/wire-codec.ts'
import { invariant } from '../../math/invariant.ts'
import { codecOf } from '../../wire/codec.ts'
import type { Protocol } from '../../wire/part.ts'
import type { PublicState } from '../world/public-state.ts'
import { needed, type Fields } from './fields.ts'
import { refuse } from './refusals.ts'

/** One of Binance's markets: spot, or USD-M futures. */
export interface BinanceMarket {
  readonly kind: 'spot' | 'futures'
  readonly symbols: ReadonlyMap<string, PublicState>
  /** By index of the instrument. */
  readonly symbolOf: ReadonlyMap<number, string>
  readonly encode: WireCodec['encode']
  /** Every number of spot has eight decimals; futures write what the step has. */
  readonly decimals: number | undefined
  /** What a book message is numbered on the wire. */
  updateId(bookId: number): number
}

/**
 * Ids of futures skip: one message of the book in three has one, as on a venue where an id counts what nobody is told.
 * The chain of `pu` holds all the same.
 */
const futuresIdStep = 3

export function binanceMarket(
  kind: BinanceMarket['kind'],
  states: readonly PublicState[],
  protocol: Protocol,
): BinanceMarket {
  const table = new SymbolTable()
  const symbols = new Map<string, PublicState>()
  const byIndex = new Map<number, string>()
  for (const state of states) {
    const { index, instrument } = state
    const symbol = `${instrument.base}${instrument.quote}`
    table.add({ symbol, index, instrument })
    symbols.set(symbol, state)
    byIndex.set(index, symbol)
  }
  const codec = codecOf(protocol, table)
  return {
    kind,
    symbols,
    symbolOf: byIndex,
    encode: (...message) => codec.encode(...message),
    decimals: kind === 'spot' ? 8 : undefined,
    updateId: (bookId) => (kind === 'spot' ? bookId : bookId * futuresIdStep),
  }
}

/** The instrument a request is about; undefined when it names none. */
export function stateAsked(market: BinanceMarket, fields: Fields): PublicState | undefined {
  const { symbol } = fields
  if (symbol === undefined) return undefined
  return market.symbols.get(symbol) ?? refuse(-1121, 'Invalid symbol.')
}

/** The instrument a request must be about. */
export function stateNeeded(market: BinanceMarket, fields: Fields): PublicState {
  needed(fields, 'symbol')
  return stateAsked(market, fields)!
}

export function symbolOf(market: BinanceMarket, index: number): string {
  const symbol = market.symbolOf.get(index)
  invariant(symbol !== undefined, `instrument ${index} is not listed here`)
  return symbol
}

/** What the codec writes of rows that are one message. */
export function written(
  market: BinanceMarket,
  rows: EventColumns,
  range: { readonly start: number; readonly end: number },
  numbers: Partial<MessageSequence> & { readonly instrument: number },
): string {
  const sequence: MessageSequence = { ...unnumbered, ...numbers }
  // Finer instants are for those who connect with `timeUnit=MICROSECOND`; the codec would write them to anyone.
  for (let row = range.start; row < range.end; row++) {
    rows.exchangeTime[row] = wholeMilliseconds(rows.exchangeTime[row]!)
  }
  const outcome = market.encode(rows, range.start, range.end, sequence)
  invariant(outcome.kind === 'encoded', outcome.kind === 'encoded' ? '' : outcome.detail)
  return textOf.decode(outcome.bytes)
}

function wholeMilliseconds(at: number): number {
  return at - (at % 1_000)
}

const textOf = new TextDecoder()
const unnumbered = { isSnapshot: false, first: NaN, last: NaN, previous: NaN, checksum: NaN }
