import type { Currency } from '../../core/currency.ts'
import {
  compared,
  doubleOf,
  exactOne,
  productOf,
  sumOf,
  type ExactDecimal,
} from './exact-decimal.ts'
import type { RouteBook, RouteLevels } from './route-book.ts'

/** Both sides of a book with what its venue asks of orders. */
export interface MarketBook extends Omit<RouteBook, 'levels' | 'quoteRate' | 'balance'> {
  readonly base: Currency
  readonly quote: Currency
  /** Spot, linear or inverse. */
  readonly class: string
  readonly makerFeeBps: number
  readonly bids: RouteLevels
  readonly asks: RouteLevels
}

/** Why a book takes no part. */
type ExclusionReason =
  | 'asked'
  | 'crossed'
  | 'other-base'
  | 'other-class'
  | 'inverse'
  | 'unmapped-quote'
  | 'other-asset'
  | 'distrusted'

export interface ExcludedBook {
  readonly venue: string
  readonly instrument: string
  /** Spot, linear or inverse. */
  readonly class: string
  readonly reason: ExclusionReason
}

/** Which books an order may use and what their prices are compared in. */
export interface MarketSelection {
  /** What is bought or sold. Default: what the first book trades. */
  readonly base?: Currency
  /** Default: the first book's that is not excluded otherwise. */
  readonly quote?: Currency
  /** What a unit of another quote currency is worth in `quote`. One that is not listed is another good. */
  readonly quoteRates?: ReadonlyMap<Currency, ExactDecimal>
  readonly excludedVenues?: readonly string[]
  /** Venues whose books nobody trusts now. */
  readonly distrustedVenues?: readonly string[]
}

/** Books that may be used together. */
export interface Market {
  readonly base: Currency
  readonly quote: Currency
  /** Spot or linear: of all its books; undefined without any. */
  readonly class: string | undefined
  readonly books: readonly MarketBook[]
  /** Of each book, the worth of its quote currency. */
  readonly rates: readonly ExactDecimal[]
  readonly excluded: readonly ExcludedBook[]
}

/**
 * Sorts out what does not belong together: another coin, another kind of contract, inverse ones, a quote currency without a rate; a book
 * crossed in itself, one of whose sides is wrong (locked ones are used); one whose price is more than a factor of 1.5 from
 * what most say, the first of them where as many say otherwise: another asset under the same ticker; and what was asked to
 * be left out.
 */
export function marketOf(books: readonly MarketBook[], selection: MarketSelection): Market {
  const excluded: ExcludedBook[] = []
  const used: MarketBook[] = []
  const rates: ExactDecimal[] = []
  const base = selection.base ?? books[0]?.base ?? ''
  let quote = selection.quote
  let kind: string | undefined
  for (const book of books) {
    const out = outOf(book)
    const own =
      ownReason(book, base, selection) ??
      (kind !== undefined && book.class !== kind ? 'other-class' : undefined)
    if (own !== undefined) {
      excluded.push(out(own))
      continue
    }
    kind ??= book.class
    quote ??= book.quote
    const rate = book.quote === quote ? exactOne : selection.quoteRates?.get(book.quote)
    if (rate === undefined) excluded.push(out('unmapped-quote'))
    else {
      used.push(book)
      rates.push(rate)
    }
  }
  const isApart = apartOf(used, rates)
  for (const [k, book] of used.entries()) {
    if (isApart[k] === true) excluded.push(outOf(book)('other-asset'))
  }
  const isLeft = (_: unknown, k: number): boolean => isApart[k] !== true
  return {
    base,
    quote: quote ?? '',
    class: kind,
    books: used.filter(isLeft),
    rates: rates.filter(isLeft),
    excluded,
  }
}

function outOf({ venue, instrument, class: kind }: MarketBook) {
  return (reason: ExclusionReason): ExcludedBook => ({ venue, instrument, class: kind, reason })
}

/** Prices further apart are no one asset's. */
const ratioMost = 1.5

/** By book: is its price far from that of the book that most agree with? A book without a price is far from none. */
function apartOf(books: readonly MarketBook[], rates: readonly ExactDecimal[]): readonly boolean[] {
  const prices = books.map((book, k) => midOf(book) * doubleOf(rates[k]!))
  const farFrom = prices.map((price) =>
    Number.isNaN(price) ? Infinity : prices.filter((other) => isFar(price, other)).length,
  )
  const usual = prices[farFrom.indexOf(Math.min(...farFrom))]!
  return prices.map((price) => isFar(price, usual))
}

function isFar(a: number, b: number): boolean {
  return Math.max(a, b) > ratioMost * Math.min(a, b)
}

/** Between its best prices; the one it has, NaN where it has none. */
function midOf({ bids, asks }: MarketBook): number {
  const best = [bids, asks].flatMap((side) => {
    const price = bestPrice(side)
    return price === undefined ? [] : [doubleOf(price)]
  })
  return best.reduce((sum, price) => sum + price, 0) / best.length
}

function ownReason(
  book: MarketBook,
  base: Currency,
  { excludedVenues = [], distrustedVenues = [] }: MarketSelection,
): ExclusionReason | undefined {
  if (excludedVenues.includes(book.venue)) return 'asked'
  if (distrustedVenues.includes(book.venue)) return 'distrusted'
  if (book.base !== base) return 'other-base'
  // Counted in quote, so that what a lot is in the coin changes with the price.
  if (book.class.startsWith('inverse')) return 'inverse'
  const [bid, ask] = [bestPrice(book.bids), bestPrice(book.asks)]
  const isCrossed = bid !== undefined && ask !== undefined && compared(bid, ask) > 0
  return isCrossed ? 'crossed' : undefined
}

/**
 * The highest bid and the lowest ask over all books together, in the market's quote: twice the best mid, exactly; undefined
 * where a side is missing everywhere.
 */
export function twiceBestMid({
  books,
  rates,
}: Pick<Market, 'books' | 'rates'>): ExactDecimal | undefined {
  let [bid, ask]: (ExactDecimal | undefined)[] = []
  for (const [position, book] of books.entries()) {
    const [ownBid, ownAsk] = [book.bids, book.asks].map((side) => {
      const price = bestPrice(side)
      return price === undefined ? undefined : productOf(price, rates[position]!)
    })
    if (ownBid !== undefined && (bid === undefined || compared(ownBid, bid) > 0)) bid = ownBid
    if (ownAsk !== undefined && (ask === undefined || compared(ownAsk, ask) < 0)) ask = ownAsk
  }
  return bid === undefined || ask === undefined ? undefined : sumOf(bid, ask)
}

function bestPrice({ count, prices, exact, priceStep }: RouteLevels): ExactDecimal | undefined {
  if (count === 0) return undefined
  const steps = exact?.prices[0] ?? BigInt(prices[0]!)
  return { units: steps * BigInt(priceStep.units), decimals: priceStep.decimals }
}
