import { InstrumentBook } from '../../book/instrument-book.ts'
import type { BookLevels } from '../../book/order-book.ts'
import { UsageError } from '../../core/errors.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { formatInstant, later, type Duration, type Instant } from '../../core/time.ts'
import { exactDecimalOfNumber, exactZero } from '../../execution/router/exact-decimal.ts'
import type { MarketBook } from '../../execution/router/market-book.ts'
import type { RouteLevels } from '../../execution/router/route-book.ts'
import type { Listing } from '../../stores/recording/listing.ts'
import { openRecording } from '../../stores/recording/open-recording.ts'

/** Which books of a recording. */
export interface RecordedBooksQuery {
  readonly at: Instant
  /** Which coin; may be left out where there is only one. */
  readonly base?: string
  /** What a taker pays where the recording does not know. */
  readonly takerFeeBps?: number
}

/**
 * The books of a coin as they were known at an instant: everything heard until then applied, books void since a gap left
 * out.
 *
 * @throws UsageError when there are several coins and none is named, or a fee is known to nobody
 */
export async function recordedBooks(
  folder: string,
  query: RecordedBooksQuery,
): Promise<readonly MarketBook[]> {
  const recording = await openRecording(folder)
  const base = query.base ?? onlyBase(recording.listings)
  const names = recording.listings
    .filter(({ instrument }) => instrument.base === base)
    .map(({ instrument }) => instrument.name)
  if (names.length === 0) throw new UsageError(`nothing of ${base} in ${folder}`)
  const books = recording.listings.map(() => new InstrumentBook())
  const to = later(query.at, 1 as Duration)
  const selection = { instruments: [...new Set(names)], channels: ['book'] as const, to }
  for await (const rows of recording.events(selection)) applyAll(books, rows)
  const found = books.flatMap((book, index) => {
    const listing = recording.listings[index]!
    const isWanted = listing.instrument.base === base && !book.isVoid
    return isWanted ? [marketBook(listing, book.levels, query)] : []
  })
  if (found.length > 0) return found
  throw new UsageError(`no book of ${base} is known at ${formatInstant(query.at)}`)
}

function applyAll(books: readonly InstrumentBook[], rows: EventRows): void {
  for (let row = 0; row < rows.length; row++) books[rows.instrument[row]!]!.apply(rows, row)
}

function onlyBase(listings: readonly Listing[]): string {
  const bases = [...new Set(listings.map(({ instrument }) => instrument.base))]
  if (bases.length === 1) return bases[0]!
  throw new UsageError(`name a coin with --base: there are ${bases.join(', ')}`)
}

function marketBook(
  { instrument, rules }: Listing,
  levels: BookLevels,
  query: RecordedBooksQuery,
): MarketBook {
  const { venue, name, base, quote, tickSize, lotSize } = instrument
  const takerFeeBps = rules.takerFeeBps ?? query.takerFeeBps
  if (takerFeeBps === undefined) {
    throw new UsageError(`the taker fee of ${venue} is not recorded; give --taker-fee-bps`)
  }
  const side = (of: BookSide): RouteLevels => {
    const count = levels.levelCount(of)
    const [prices, quantities] = [new Float64Array(count), new Float64Array(count)]
    levels.readTop(of, prices, quantities)
    return { count, prices, quantities, priceStep: tickSize, quantityStep: lotSize }
  }
  return {
    venue,
    instrument: name,
    base,
    quote,
    class: instrument.class,
    lotSize,
    minNotional: rules.minNotional === null ? exactZero : exactDecimalOfNumber(rules.minNotional),
    takerFeeBps,
    makerFeeBps: rules.makerFeeBps ?? takerFeeBps,
    bids: side(eventSide.bid),
    asks: side(eventSide.ask),
  }
}
