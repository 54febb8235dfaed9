import type { Currency } from '../../core/currency.ts'
import type { Fraction } from './fraction.ts'

/** What one unit of a quote currency counts as. */
export interface MappedQuote {
  readonly quote: Currency
  /** A fixed rate; `live`: the middle of the books in which the one is traded for the other. */
  readonly rate: Fraction | 'live'
}

/** Which quote currencies are compared with which. One that is not named stays by itself: USD, USDT and USDC are three. */
export type QuoteMap = ReadonlyMap<Currency, MappedQuote>

/**
 * The middle of several books of one pair: the median of their own middles, so that one venue gone astray moves nothing.
 *
 * @returns NaN where there is none
 */
export function medianRate(middles: readonly number[]): number {
  const known = middles.filter((middle) => middle > 0).toSorted((a, b) => a - b)
  const half = known.length >> 1
  if (known.length === 0) return NaN
  return known.length % 2 === 1 ? known[half]! : (known[half - 1]! + known[half]!) / 2
}
