import type { Currency } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import { settlementCurrency } from '../../core/instrument.ts'
import { pegOf } from '../../core/stablecoins.ts'
import { noMarks, type QuoteMarks } from './quote-marks.ts'
import type { QuoteSource, Reporting } from '../../engine/reporting.ts'
import { marketRate } from '../trade/market-rate.ts'

/**
 * Rates for every currency of a run that the configuration says nothing of: by a market of it in the reporting currency,
 * by a coin that is quoted in both, by a market that is only looked at, or, for a stablecoin and its peg, one for one.
 *
 * @param tell hears what is taken for one for one, and what has no rate at all
 */
export function completedRates(
  { currency: reporting, rates }: Reporting,
  instruments: readonly Instrument[],
  tell: (line: string) => void,
  marks: QuoteMarks = noMarks,
): Reporting {
  const completed = new Map<Currency, QuoteSource>(rates)
  const needed = new Set(instruments.flatMap((each) => [each.quote, settlementCurrency(each)]))
  for (const currency of needed) {
    if (currency === reporting || completed.has(currency)) continue
    const source =
      marketRate(currency, reporting, instruments) ?? markRate(marks, currency, reporting)
    if (source !== undefined) completed.set(currency, source)
    else if (pegOf(currency) === reporting || pegOf(reporting) === currency) {
      tell(`no market tells what a ${currency} is in ${reporting}: taken for one`)
      completed.set(currency, { kind: 'fixed', rate: 1 })
    } else
      tell(
        `no market tells what a ${currency} is in ${reporting}: orders in it are refused by limits`,
      )
  }
  return { currency: reporting, rates: completed }
}

/** A figure that moves as its mark does: NaN, so that nothing is risked on it, while nobody tells. */
function markRate(
  marks: QuoteMarks,
  currency: Currency,
  reporting: Currency,
): QuoteSource | undefined {
  const rate = marks.rate(currency, reporting)
  if (rate === undefined) return undefined
  return {
    kind: 'fixed',
    get rate() {
      return rate()
    },
  }
}
