import { lotInBase } from '../../core/contract-step.ts'
import type { Currency } from '../../core/currency.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { StrategyDesk } from '../../core/strategy/strategy.ts'
import { doubleOf, exactDecimalOfNumber } from '../../execution/router/exact-decimal.ts'
import {
  marketOf,
  twiceBestMid,
  type Market,
  type MarketBook,
} from '../../execution/router/market-book.ts'
import { routeLevels } from '../../execution/schedule/market-tape.ts'
import { marketRules } from './market-rules.ts'
import type { RoutedSettings } from './routed-settings.ts'

/** The books that can be used, and whose they are. */
export function marketAt(
  desk: StrategyDesk,
  terms: RoutedSettings,
  isUsed: (at: number) => boolean,
): { readonly places: ReadonlyMap<MarketBook, number>; readonly market: Market } {
  const places = new Map<MarketBook, number>()
  for (const [at, instrument] of desk.instruments.entries()) {
    const mid = desk.midTicks(at)
    if (!isUsed(at) || Number.isNaN(mid) || Number.isNaN(rateOf(instrument.quote, desk))) continue
    const { tickSize } = instrument
    const lotSize = lotInBase(instrument)
    const side = (of: BookSide) => routeLevels(desk.book(at), of, tickSize, lotSize)
    places.set(
      {
        ...marketRules(instrument, {
          takerFeeBps: terms.takerFeeBps(instrument),
          minNotional: terms.minNotional(instrument),
          minQuantity: terms.minQuantity(instrument),
        }),
        bids: side(eventSide.bid),
        asks: side(eventSide.ask),
      },
      at,
    )
  }
  const quoteRates = new Map(
    desk.instruments
      .map(({ quote }) => [quote, rateOf(quote, desk)] as const)
      .filter(([, rate]) => !Number.isNaN(rate))
      .map(([quote, rate]) => [quote, exactDecimalOfNumber(rate)]),
  )
  const { base, quote } = desk.instruments[0]!
  return { places, market: marketOf([...places.keys()], { base, quote, quoteRates }) }
}

/** What one of a currency is worth in that of the first instrument; NaN where nothing tells. */
export function rateOf(currency: Currency, desk: StrategyDesk): number {
  const { quote } = desk.instruments[0]!
  return currency === quote ? 1 : desk.reportingRate(currency) / desk.reportingRate(quote)
}

/** Middle of the best bid and ask of all books; NaN without. */
export function midOf(market: Market): number {
  const twice = twiceBestMid(market)
  return twice === undefined ? NaN : doubleOf(twice) / 2
}
