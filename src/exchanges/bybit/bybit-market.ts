import { invariant } from '../../math/invariant.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { PublicState } from '../world/public-state.ts'
import { kindOf } from './bybit-terms.ts'
import { wrongParameter } from './said.ts'

/** One of the markets that are served; inverse contracts and options are known, and none is listed. */
export type Category = 'spot' | 'linear'

export interface BybitMarket {
  readonly category: Category
  readonly symbols: ReadonlyMap<string, PublicState>
}

export interface BybitMarkets {
  readonly spot: BybitMarket
  readonly linear: BybitMarket
  /** Of an instrument, by index. */
  readonly symbolOf: ReadonlyMap<number, string>
}

export function bybitMarkets(states: readonly PublicState[]): BybitMarkets {
  const market = (category: Category): BybitMarket => ({
    category,
    symbols: new Map(
      states
        .filter(({ instrument }) => kindOf(instrument.class) === category)
        .map((state) => [nameOf(state), state]),
    ),
  })
  return {
    spot: market('spot'),
    linear: market('linear'),
    symbolOf: new Map(states.map((state) => [state.index, nameOf(state)])),
  }
}

function nameOf({ instrument: { base, quote } }: PublicState): string {
  return `${base}${quote}`
}

export function symbolOf(markets: BybitMarkets, index: number): string {
  const symbol = markets.symbolOf.get(index)
  invariant(symbol !== undefined, `instrument ${index} is not listed here`)
  return symbol
}

const empty: ReadonlyMap<string, PublicState> = new Map()

/** What is listed in the category a request is about. */
export function listedIn(
  markets: BybitMarkets,
  { category }: Fields,
): { readonly category: string; readonly symbols: ReadonlyMap<string, PublicState> } {
  switch (category) {
    case 'spot':
    case 'linear':
      return markets[category]
    case 'inverse':
    case 'option':
      return { category, symbols: empty }
    case undefined:
      return wrongParameter('params error: Category is null')
    default:
      return wrongParameter('Illegal category')
  }
}

/** The instrument a request is about; undefined when it names none. */
export function stateAsked(markets: BybitMarkets, fields: Fields): PublicState | undefined {
  const { symbols, category } = listedIn(markets, fields)
  const { symbol } = fields
  if (symbol === undefined || symbol === '') return undefined
  return (
    symbols.get(symbol) ??
    wrongParameter(category === 'spot' ? 'Not supported symbols' : 'params error: symbol invalid')
  )
}

export function stateNeeded(markets: BybitMarkets, fields: Fields): PublicState {
  return stateAsked(markets, fields) ?? wrongParameter('params error: symbol invalid')
}

export function needed(fields: Fields, name: string): string {
  const value = fields[name]
  return value === undefined || value === ''
    ? wrongParameter(`params error: ${name} is null`)
    : value
}

/** A whole number; `otherwise` where it is not sent. */
export function wholeField(fields: Fields, name: string, otherwise: number): number {
  const text = fields[name]
  if (text === undefined || text === '') return otherwise
  return /^\d{1,16}$/.test(text) ? Number(text) : wrongParameter(`params error: ${name} invalid`)
}

export function milliseconds(at: number): number {
  return Math.floor(at / 1_000)
}
