import type { Currency } from '../../core/currency.ts'
import type { Instrument, InstrumentClass } from '../../core/instrument.ts'

/** What the instruments of a consolidated book have in common. */
export interface CommonMarket {
  readonly base: Currency
  /** The currency prices are compared in. */
  readonly quote: Currency
  readonly class: InstrumentClass
  /**
   * What one unit of another quote currency is worth in `quote`, read anew at each reading: its owner may change it.
   * USD, USDT and USDC are three currencies: one that is not listed is never compared.
   */
  readonly quoteRates: ReadonlyMap<Currency, number>
}

/** Why an instrument does not belong into a market. */
export type NotComparable = 'other-base' | 'other-class' | 'unmapped-quote'

/**
 * Why an instrument cannot be compared in a market; undefined when it can.
 *
 * Spot and perpetuals are different goods even at one price, and so are linear and inverse contracts, whose
 * quantities count different things.
 *
 * @example
 * const market = { base: 'BTC', quote: 'USD', class: 'spot', quoteRates: new Map([['USDT', 0.9991]]) }
 * const bitcoin = { base: 'BTC', quote: 'USDT', class: 'spot' }
 * notComparable(market, bitcoin) // => undefined
 * notComparable(market, { ...bitcoin, quote: 'USDC' }) // => 'unmapped-quote'
 * notComparable(market, { ...bitcoin, class: 'linear' }) // => 'other-class'
 */
export function notComparable(
  market: CommonMarket,
  instrument: Pick<Instrument, 'base' | 'quote' | 'class'>,
): NotComparable | undefined {
  if (instrument.base !== market.base) return 'other-base'
  if (instrument.class !== market.class) return 'other-class'
  const isMapped = instrument.quote === market.quote || market.quoteRates.has(instrument.quote)
  return isMapped ? undefined : 'unmapped-quote'
}
