import type { Currency } from '../core/currency.ts'
import { gainOf, type Causes, type TradingAccount } from './account.ts'
import type { Engine } from './engine.ts'
import { reportingRate } from './reporting.ts'

/** One of a currency in the reporting currency, now. */
export function rateOf({ setup, market }: Engine, currency: Currency): number {
  return reportingRate(setup.reporting, (instrument) => market.midPrice(instrument), {
    currency,
    quoteOf: (instrument) => setup.instruments[instrument]!.quote,
  })
}

/** One of a currency in what an instrument is quoted in, now. */
export function rateInQuote(engine: Engine, index: number, currency: Currency): number {
  const { base, quote } = engine.setup.instruments[index]!
  if (currency === quote) return 1
  if (currency === base) return engine.market.midPrice(index)
  return rateOf(engine, currency) / rateOf(engine, quote)
}

/** Capital and all that was gained, holdings at their mids, in the reporting currency; NaN where a price is missing. */
export function equityOf(engine: Engine): number {
  const { account, market, setup } = engine
  let equity = setup.capital
  for (const [index, holding] of account.holdings.entries()) {
    if (holding.units.size === 0) continue
    const rate = rateOf(engine, holding.instrument.quote)
    const inQuote = (currency: Currency): number => rateOf(engine, currency) / rate
    equity += gainOf(holding, market.midPrice(index), inQuote) * rate
  }
  return equity
}

/** Marks what earlier runs left at the first prices of this one, as soon as there are any: gains begin from there. */
export function markCarried(engine: Engine): void {
  markIn(engine, engine.account)
  for (const { book } of engine.runners) if (book !== undefined) markIn(engine, book.account)
}

function markIn(engine: Engine, { holdings }: TradingAccount): void {
  for (let index = 0; index < holdings.length; index++) {
    const holding = holdings[index]!
    if (!Number.isNaN(holding.carriedGain)) continue
    const { instrument, carried: units } = holding
    const rate = rateOf(engine, instrument.quote)
    const inQuote = (currency: Currency): number => rateOf(engine, currency) / rate
    holding.carriedGain = gainOf({ instrument, units }, engine.market.midPrice(index), inQuote)
  }
}

/** What brought or cost money since the run began, over all instruments, in the reporting currency as it is now. */
export function causesInReporting(engine: Engine): Causes {
  const sum = { spread: 0, slippage: 0, fees: 0, funding: 0, insurance: 0 }
  for (const { causes, instrument, units } of engine.account.holdings) {
    if (units.size === 0) continue
    const rate = rateOf(engine, instrument.quote)
    sum.spread += causes.spread * rate
    sum.slippage += causes.slippage * rate
    sum.fees += causes.fees * rate
    sum.funding += causes.funding * rate
    sum.insurance += causes.insurance * rate
  }
  return sum
}
