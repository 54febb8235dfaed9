import type { Currency } from '../core/currency.ts'

/** What a currency is worth in the reporting currency: a figure supposed throughout, or the mid of an instrument. */
export type QuoteSource =
  | { readonly kind: 'fixed'; readonly rate: number }
  | {
      readonly kind: 'mid'
      /** Index of an instrument of the run with the currency as its base. */
      readonly instrument: number
    }
  | {
      /** What follows from one coin quoted in both: BTC-USD / BTC-USDT is a USDT in USD. */
      readonly kind: 'ratio'
      readonly numerator: number
      readonly denominator: number
    }

/** The currency everything is counted in at the end, and how others are turned into it. */
export interface Reporting {
  readonly currency: Currency
  readonly rates: ReadonlyMap<Currency, QuoteSource>
}

/**
 * One of a currency in the reporting currency, by quotes as they are now. A mid in yet another currency is turned on,
 * once.
 *
 * @returns NaN where there is no quote
 */
export function reportingRate(
  { currency, rates }: Reporting,
  midPrice: (instrument: number) => number,
  of: { readonly currency: Currency; readonly quoteOf: (instrument: number) => Currency },
): number {
  if (of.currency === currency) return 1
  const source = rates.get(of.currency)
  if (source === undefined) return Number.NaN
  if (source.kind === 'fixed') return source.rate
  if (source.kind === 'ratio') return midPrice(source.numerator) / midPrice(source.denominator)
  const quote = of.quoteOf(source.instrument)
  const mid = midPrice(source.instrument)
  if (quote === currency) return mid
  const through = rates.get(quote)
  if (through === undefined) return Number.NaN
  switch (through.kind) {
    case 'fixed':
      return mid * through.rate
    case 'mid':
      return mid * midPrice(through.instrument)
    case 'ratio':
      return (mid * midPrice(through.numerator)) / midPrice(through.denominator)
  }
}
