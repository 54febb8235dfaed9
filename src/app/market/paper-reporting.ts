import { settlementCurrency, type Instrument } from '../../core/instrument.ts'
import { pegOf } from '../../core/stablecoins.ts'
import type { QuoteSource, Reporting } from '../../engine/reporting.ts'

/**
 * Dollars, and what others are in them: a coin that is pegged to the dollar by a coin that is quoted in both, as the
 * market has it now; where none is, one for one.
 */
export function paperReporting(instruments: readonly Instrument[]): Reporting {
  const currency = 'USD'
  const rates = new Map<string, QuoteSource>()
  const needed = new Set(instruments.flatMap((each) => [each.quote, settlementCurrency(each)]))
  for (const each of needed) {
    if (each === currency || pegOf(each) !== currency) continue
    rates.set(each, quotedInBoth(instruments, each, currency) ?? { kind: 'fixed', rate: 1 })
  }
  return { currency, rates }
}

function quotedInBoth(
  instruments: readonly Instrument[],
  coin: string,
  currency: string,
): QuoteSource | undefined {
  const placeOf = (base: string, quote: string): number =>
    instruments.findIndex((each) => each.base === base && each.quote === quote)
  for (const { base } of instruments) {
    const [numerator, denominator] = [placeOf(base, currency), placeOf(base, coin)]
    if (numerator >= 0 && denominator >= 0) return { kind: 'ratio', numerator, denominator }
  }
  return undefined
}
