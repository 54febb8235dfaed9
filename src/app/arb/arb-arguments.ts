import { InvalidArgumentError } from 'commander'
import type { InstrumentClass } from '../../core/instrument.ts'
import { fractionOf, one } from '../../strategies/arbitrage/fraction.ts'
import type { MappedQuote } from '../../strategies/arbitrage/quote-rates.ts'

/** Latencies of orders in milliseconds: one for all, or by venue, or both. */
export interface Latencies {
  readonly usual: number | null
  readonly venues: Readonly<Record<string, number>>
}

/** `50`, `binance=5,kraken=80`, `50,binance=5`. */
export function latencies(text: string): Latencies {
  const venues: Record<string, number> = {}
  let usual: number | null = null
  for (const part of text.split(',')) {
    const [venue, value] = part.includes('=') ? split(part) : [undefined, part]
    const milliseconds = nonNegative(value)
    if (venue === undefined) usual = milliseconds
    else venues[venue] = milliseconds
  }
  return { usual, venues }
}

/** `USDT=USD`, `USDT=USD:0.9991`, `USDT=USD:live`; several with commas, or the option again. */
export function quoteMap(
  text: string,
  before: ReadonlyMap<string, MappedQuote> = new Map(),
): ReadonlyMap<string, MappedQuote> {
  const map = new Map(before)
  for (const part of text.split(',')) {
    const [from, told] = split(part.toUpperCase())
    const [quote, rate] = told.split(':') as [string, string | undefined]
    if (from === quote) throw new InvalidArgumentError(`${from} is ${quote} without being told.`)
    if (!/^[A-Z0-9]+$/.test(quote))
      throw new InvalidArgumentError(`expected a currency, got ${quote}.`)
    map.set(from, { quote, rate: rateOf(rate) })
  }
  for (const [from, { quote }] of map) {
    if (map.has(quote)) {
      throw new InvalidArgumentError(`${from} is mapped to ${quote}, which is mapped itself.`)
    }
  }
  return map
}

/** `bybit=linear`; several with commas. */
export function classes(
  text: string,
  before: ReadonlyMap<string, InstrumentClass> = new Map(),
): ReadonlyMap<string, InstrumentClass> {
  const map = new Map(before)
  for (const part of text.split(',')) {
    const [venue, kind] = split(part)
    if (kind !== 'spot' && kind !== 'linear' && kind !== 'inverse') {
      throw new InvalidArgumentError(`expected spot, linear or inverse, got ${kind}.`)
    }
    map.set(venue, kind)
  }
  return map
}

/** `1000PEPE=PEPE:1000`; several with commas. */
export function bases(
  text: string,
  before: ReadonlyMap<string, { readonly base: string; readonly multiple: number }> = new Map(),
): ReadonlyMap<string, { readonly base: string; readonly multiple: number }> {
  const map = new Map(before)
  for (const part of text.split(',')) {
    const [from, told] = split(part.toUpperCase())
    const [base, multiple = '1'] = told.split(':') as [string, string | undefined]
    map.set(from, { base, multiple: positive(multiple) })
  }
  return map
}

function rateOf(text: string | undefined): MappedQuote['rate'] {
  if (text === undefined) return one
  return text === 'LIVE' ? 'live' : fractionOf(positive(text))
}

function split(part: string): [string, string] {
  const at = part.indexOf('=')
  const [left, right] = [part.slice(0, at).trim(), part.slice(at + 1).trim()]
  if (at < 1 || right === '') throw new InvalidArgumentError(`expected NAME=VALUE, got ${part}.`)
  return [left, right]
}

function nonNegative(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError(`expected milliseconds, zero or more, got ${text}.`)
  }
  return value
}

function positive(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError(`expected a number above zero, got ${text}.`)
  }
  return value
}
