import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { QuoteSource, Reporting } from '../../engine/reporting.ts'
import type { TradeConfig } from './trade-config.ts'

/**
 * The reporting a configuration asks for. A rate is a figure, the instrument whose mid it is, or two whose ratio it is:
 * `kraken:BTC-USD / binance:BTC-USDT`.
 *
 * @throws UsageError naming the rate that names no instrument
 */
export function reportingOf(
  { reporting }: Pick<TradeConfig, 'reporting'>,
  instruments: readonly Instrument[],
): Reporting {
  const rates = Object.entries(reporting.rates).map(([currency, rate]): [string, QuoteSource] => {
    if (typeof rate === 'number') return [currency, { kind: 'fixed', rate }]
    const found = rate.split('/').map((name) => indexOf(currency, name.trim(), instruments))
    if (found.length > 2) throw new UsageError(`reporting.rates.${currency}: expected A or A / B`)
    const [instrument, denominator] = found as [number, number?]
    return denominator === undefined
      ? [currency, { kind: 'mid', instrument }]
      : [currency, { kind: 'ratio', numerator: instrument, denominator }]
  })
  return { currency: reporting.currency, rates: new Map(rates) }
}

function indexOf(currency: string, wanted: string, instruments: readonly Instrument[]): number {
  const at = instruments.findIndex(({ venue, name }) => `${venue}:${name}` === wanted)
  if (at < 0) throw new UsageError(`reporting.rates.${currency}: no instrument ${wanted}`)
  return at
}
