import type { Currency } from '../../core/currency.ts'
import { compared, exactOne, productOf, sumOf, type ExactDecimal } from './exact-decimal.ts'
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
  | 'unmapped-quote'
  | 'distrusted'

export interface ExcludedBook {
  readonly venue: string
  readonly instrument: string
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
  readonly books: readonly MarketBook[]
  /** Of each book, the worth of its quote currency. */
  readonly rates: readonly ExactDecimal[]
  readonly excluded: readonly ExcludedBook[]
}

/**
 * Sorts out what does not belong together: another coin, another kind of contract, a quote currency without a rate; a book
 * crossed in itself, one of whose sides is wrong (locked ones are used); and what was asked to be left out.
 */
export function marketOf(books: readonly MarketBook[], selection: MarketSelection): Market {
  const excluded: ExcludedBook[] = []
  const used: MarketBook[] = []
  const rates: ExactDecimal[] = []
  const base = selection.base ?? books[0]?.base ?? ''
  let quote = selection.quote
  let kind: string | undefined
  for (const book of books) {
    const { venue, instrument } = book
    const own =
      ownReason(book, base, selection) ??
      (kind !== undefined && book.class !== kind ? 'other-class' : undefined)
    if (own !== undefined) {
      excluded.push({ venue, instrument, reason: own })
      continue
    }
    kind ??= book.class
    quote ??= book.quote
    const rate = book.quote === quote ? exactOne : selection.quoteRates?.get(book.quote)
    if (rate === undefined) excluded.push({ venue, instrument, reason: 'unmapped-quote' })
    else {
      used.push(book)
      rates.push(rate)
    }
  }
  return { base, quote: quote ?? '', books: used, rates, excluded }
}

function ownReason(
  book: MarketBook,
  base: Currency,
  { excludedVenues = [], distrustedVenues = [] }: MarketSelection,
): ExclusionReason | undefined {
  if (excludedVenues.includes(book.venue)) return 'asked'
  if (distrustedVenues.includes(book.venue)) return 'distrusted'
  if (book.base !== base) return 'other-base'
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
