import type { Currency } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import { nearestInWords } from '../../core/nearest-names.ts'
import type { QuoteSource, Reporting } from '../../engine/reporting.ts'
import { marketRate } from './market-rate.ts'
import type { FeeCurrency } from './simulated-venues.ts'
import type { TradeConfig } from './trade-config.ts'

/**
 * The reporting a configuration asks for. A rate is a figure, the instrument whose mid it is, or two whose ratio it is:
 * `kraken:BTC-USD / binance:BTC-USDT`.
 *
 * @throws UsageError naming the rate that names no instrument, or one that does not tell it
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
    const source: QuoteSource =
      denominator === undefined
        ? { kind: 'mid', instrument }
        : { kind: 'ratio', numerator: instrument, denominator }
    requireMeaning(currency, source, { reporting: reporting.currency, rate, instruments })
    return [currency, source]
  })
  return { currency: reporting.currency, rates: new Map(rates) }
}

/**
 * Rates for every currency that an account of these instruments may come to hold: those that are said, else by markets
 * of the run; of what fees are paid in, by what its venue is supposed to take one for.
 *
 * @throws UsageError naming the currency of which nothing says what it is worth
 */
export function requiredRates(
  { currency: reporting, rates }: Reporting,
  instruments: readonly Instrument[],
  tokens: readonly FeeCurrency[],
): Reporting {
  const completed = new Map(rates)
  const fees = tokens.map((token) => token.currency)
  const needed = [...new Set([...instruments.map(({ quote }) => quote), ...fees])]
  for (const currency of needed) {
    if (currency === reporting || completed.has(currency)) continue
    const source =
      marketRate(currency, reporting, instruments) ??
      tokenRate(currency, { currency: reporting, rates: completed }, tokens)
    if (source === undefined) {
      const holder = instruments.find(({ quote }) => quote === currency)
      const why =
        holder === undefined
          ? 'fees may be paid in it'
          : `${holder.venue}:${holder.name} is quoted in it`
      throw new UsageError(
        `reporting.rates: nothing says what one ${currency} is worth in ${reporting}, and ${why}: give ${currency} a rate, or name in instruments only what is wanted`,
      )
    }
    completed.set(currency, source)
  }
  const complete = { currency: reporting, rates: completed }
  for (const currency of needed) requireReached(currency, complete, instruments)
  return complete
}

/** What a fee currency is supposed to be worth for a whole run, where what it is stated in is worth as much throughout. */
function tokenRate(
  currency: Currency,
  { currency: reporting, rates }: Reporting,
  tokens: readonly FeeCurrency[],
): QuoteSource | undefined {
  const token = tokens.find((each) => each.currency === currency)
  if (token === undefined) return undefined
  const { unitPrice, settlement } = token
  if (settlement === reporting) return { kind: 'fixed', rate: unitPrice }
  const through = rates.get(settlement)
  return through?.kind === 'fixed' ? { kind: 'fixed', rate: unitPrice * through.rate } : undefined
}

/** What currencies are taken to be worth, in words: one line, or none where there is one currency. */
export function ratesInWords(
  { currency: reporting, rates }: Reporting,
  instruments: readonly Instrument[],
): readonly string[] {
  const nameOf = (index: number): string =>
    `${instruments[index]!.venue}:${instruments[index]!.name}`
  const words = [...rates].map(([currency, source]) => {
    switch (source.kind) {
      case 'fixed':
        return `one ${currency} is ${source.rate} ${reporting} throughout`
      case 'mid':
        return `one ${currency} by the mid of ${nameOf(source.instrument)}`
      case 'ratio':
        return `one ${currency} by ${nameOf(source.numerator)} over ${nameOf(source.denominator)}`
    }
  })
  return words.length === 0 ? [] : [`counted in ${reporting}: ${words.join(', ')}`]
}

/** A mid is turned on once more, where it is in yet another currency: that one needs a rate too. */
function requireReached(
  currency: Currency,
  { currency: reporting, rates }: Reporting,
  instruments: readonly Instrument[],
): void {
  const source = rates.get(currency)
  if (source?.kind !== 'mid') return
  const { quote } = instruments[source.instrument]!
  const through = rates.get(quote)
  const isEnd = through?.kind === 'mid' && instruments[through.instrument]!.quote !== reporting
  if (quote === reporting || (through !== undefined && !isEnd)) return
  throw new UsageError(
    `reporting.rates.${currency}: its market is quoted in ${quote}, and nothing says what one ${quote} is worth in ${reporting}`,
  )
}

function requireMeaning(
  currency: string,
  source: QuoteSource,
  said: {
    readonly reporting: Currency
    readonly rate: string
    readonly instruments: readonly Instrument[]
  },
): void {
  const { reporting, rate, instruments } = said
  if (source.kind === 'mid') {
    if (instruments[source.instrument]!.base === currency) return
    throw new UsageError(`reporting.rates.${currency}: ${rate} is no price of ${currency}`)
  }
  if (source.kind !== 'ratio') return
  const [of, over] = [instruments[source.numerator]!, instruments[source.denominator]!]
  if (of.base === over.base && of.quote === reporting && over.quote === currency) return
  throw new UsageError(
    `reporting.rates.${currency}: ${rate}: expected one coin's price in ${reporting} over its price in ${currency}`,
  )
}

function indexOf(currency: string, wanted: string, instruments: readonly Instrument[]): number {
  const names = instruments.map(({ venue, name }) => `${venue}:${name}`)
  const at = instruments.findIndex(
    ({ class: kind }, index) => wanted === names[index] || wanted === `${names[index]}:${kind}`,
  )
  if (at >= 0) return at
  throw new UsageError(
    `reporting.rates.${currency}: no instrument ${wanted}${nearestInWords(wanted, names)}`,
  )
}
