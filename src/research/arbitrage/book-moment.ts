import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { ladderLevelsMost, type LadderBook, type LadderLevel } from '../../core/ladder-book.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import { millisecondsOf } from '../../core/time.ts'
import { nearestDouble } from '../../math/nearest-double.ts'
import type { ArbitrageDetector } from '../../strategies/arbitrage/detector.ts'
import type { PricedBook } from '../../strategies/arbitrage/priced-book.ts'
import type { Opportunity } from '../../strategies/arbitrage/opportunity.ts'
import type { QuoteMap } from '../../strategies/arbitrage/quote-rates.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import type { DollarWorth } from './dollar-worth.ts'
import type { BookMoment } from './scan-result.ts'

/** What a moment's books are read from. */
export interface MomentSource {
  readonly detector: Pick<ArbitrageDetector, 'pricedBook' | 'middle'>
  readonly members: readonly Listed[]
  readonly quoteMap: QuoteMap
}

/**
 * Is an opportunity more worth a look than the one that is kept? By profit, in dollars where they are in two currencies;
 * by edge where there are none, or what a currency is worth is not known.
 */
export function isGreater(
  opportunity: Opportunity,
  kept: Opportunity | undefined,
  worth: Pick<DollarWorth, 'of'>,
): boolean {
  if (kept === undefined) return true
  const [profit, best] = [opportunity.match?.profit, kept.match?.profit]
  if (profit === undefined || best === undefined) {
    return profit !== undefined || (best === undefined && opportunity.touchBps > kept.touchBps)
  }
  if (opportunity.quote === kept.quote) return profit > best
  const { startTime } = opportunity
  const [one, other] = [worth.of(opportunity.quote, startTime), worth.of(kept.quote, startTime)]
  return Number.isNaN(one + other)
    ? opportunity.touchBps > kept.touchBps
    : profit * one > best * other
}

/** What is compared with one another: an asset in a currency, of some classes. */
interface ComparedAsset {
  readonly base: string
  readonly quote: string
  readonly classes: readonly string[]
}

/** The members whose books are of an asset, used or not. */
export function membersOf(
  { base, quote, classes }: ComparedAsset,
  { members, quoteMap }: Pick<MomentSource, 'members' | 'quoteMap'>,
): readonly number[] {
  return members.flatMap(({ instrument, comparedBase = instrument.base }, member) => {
    const own = quoteMap.get(instrument.quote)?.quote ?? instrument.quote
    const isOfIt = comparedBase === base && own === quote && classes.includes(instrument.class)
    return isOfIt ? [member] : []
  })
}

/** The best levels of an asset's books at all venues in one currency, those that must not be used left out. */
export function ladderBooks(asset: ComparedAsset, source: MomentSource): LadderBook[] {
  return membersOf(asset, source).flatMap((member): LadderBook[] => {
    const book = source.detector.pricedBook(member)
    if (book === undefined || Number.isNaN(source.detector.middle(member))) return []
    const { instrument, symbol, terms, comparedBase } = source.members[member]!
    const [bids, asks] = [levelsOf(book, eventSide.bid), levelsOf(book, eventSide.ask)]
    const { takerFeeBps } = terms
    const { venue, tickSize } = instrument
    const isOwnUnit = comparedBase === undefined || comparedBase === instrument.base
    const step = isOwnUnit ? { priceStep: priceOf(1 as PriceTicks, tickSize) } : {}
    return [{ venue, instrument: symbol, takerFeeBps, ...step, bids, asks }]
  })
}

/** The books an opportunity's asset has at all venues when it begins, those that must not be used left out. */
export function momentOf(opportunity: Opportunity, source: MomentSource): BookMoment {
  const { base, quote, buy, sell, match, touchBps, startTime } = opportunity
  const classes = [buy.listed.instrument.class, sell.listed.instrument.class]
  return {
    time: millisecondsOf(startTime),
    base,
    quote,
    buy: { venue: buy.listed.instrument.venue, instrument: buy.listed.symbol },
    sell: { venue: sell.listed.instrument.venue, instrument: sell.listed.symbol },
    touchBps,
    profitQuote: match?.profit ?? null,
    books: ladderBooks({ base, quote, classes }, source),
  }
}

function levelsOf({ levels, units }: PricedBook, side: BookSide): LadderLevel[] {
  const prices = new Float64Array(ladderLevelsMost)
  const quantities = new Float64Array(ladderLevelsMost)
  const count = levels.readTop(side, prices, quantities)
  const price = nearestDouble(units.price.numerator, units.price.denominator)
  const lot = nearestDouble(units.lot.numerator, units.lot.denominator)
  const inverse = units.inversePrice
  const own = inverse && nearestDouble(inverse.numerator, inverse.denominator)
  return Array.from({ length: count }, (_, k) => {
    const ticks = prices[k]!
    const quantity = (quantities[k]! * lot) / (own === undefined ? 1 : ticks * own)
    return [rounded(ticks * price), Number.isNaN(quantity) ? null : rounded(quantity)]
  })
}

/** Without the last digits of two products in doubles: these are numbers to be looked at. */
function rounded(value: number): number {
  return Number(value.toPrecision(14))
}
