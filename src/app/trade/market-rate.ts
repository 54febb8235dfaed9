import type { Currency } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { QuoteSource } from '../../engine/reporting.ts'

/**
 * What a currency is worth by the spot markets of a run: one of it in the reporting currency, or one coin that is quoted
 * in both.
 *
 * @returns undefined where there are no such markets
 */
export function marketRate(
  currency: Currency,
  reporting: Currency,
  instruments: readonly Instrument[],
): QuoteSource | undefined {
  const find = (base: Currency, quote: Currency): number =>
    instruments.findIndex(
      (each) => each.class === 'spot' && each.base === base && each.quote === quote,
    )
  const direct = find(currency, reporting)
  if (direct >= 0) return { kind: 'mid', instrument: direct }
  for (const { base, quote, class: kind } of instruments) {
    if (kind !== 'spot' || quote !== currency) continue
    const numerator = find(base, reporting)
    if (numerator >= 0) return { kind: 'ratio', numerator, denominator: find(base, currency) }
  }
  return undefined
}
