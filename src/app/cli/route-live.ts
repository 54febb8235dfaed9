import { Option, type Command } from 'commander'
import { IsobarError, UsageError } from '../../core/errors.ts'
import { requireNames } from '../../core/required-names.ts'
import type { Duration, Instant } from '../../core/time.ts'
import type { MarketBook, MarketSelection } from '../../execution/router/market-book.ts'
import { feesOf, readFeesFile, type FeesFile } from '../arb/fees-file.ts'
import { wallClock } from '../live/wall-clock.ts'
import type { LiveListing } from '../market/live-venue.ts'
import { wantedInstrument } from '../market/wanted-instrument.ts'
import { LiveBooks } from '../route/live-books.ts'
import { duration } from './arguments.ts'
import { selectionOf, type BooksOptions } from './books-options.ts'
import { counted } from './format.ts'
import { interruptible } from './interruption.ts'
import {
  askedVenueNames,
  openLiveVenues,
  withLiveVenueOptions,
  type LiveVenueOptions,
} from './live-venues.ts'
import { say } from './output.ts'

/** Options of what is routed over live books. */
export interface RouteLiveOptions extends BooksOptions, LiveVenueOptions {
  readonly live?: string
  readonly fees?: string
  readonly wait: Duration
}

/** Adds them. */
export function withRouteLiveOptions(command: Command): Command {
  return withLiveVenueOptions(
    command.option('--live <instrument>', 'or live books of BTC or BTC-USDT, perhaps with :linear'),
  )
    .option('--fees <file>', 'live: JSON of taker fee and least order by exchange')
    .addOption(
      new Option('--wait <time>', 'live: how long books are waited for')
        .argParser(duration)
        .default(10_000_000, '10s'),
    )
}

/** Live books, and how they are compared. */
export interface LiveMarket {
  readonly books: readonly MarketBook[]
  readonly selection: MarketSelection
  /** When they stood so. */
  readonly time: Instant
}

/**
 * Follows the books of all venues that list an instrument until each has come once, and gives them as they stand then.
 *
 * @throws UsageError where a fee or a rate is not known, `world` where no book comes
 */
export async function liveMarket(text: string, options: RouteLiveOptions): Promise<LiveMarket> {
  if (options.books !== undefined || options.recording !== undefined || options.at !== undefined)
    throw new UsageError('give either --live, --books FILE, or --recording DIR with --at')
  return interruptible((signal) => followOnce(text, options, signal))
}

async function followOnce(
  text: string,
  options: RouteLiveOptions,
  signal: AbortSignal,
): Promise<LiveMarket> {
  const { quoteMap: map, wait } = options
  const wanted = wantedInstrument(text, '--live')
  const rated = map?.live ?? new Set<string>()
  const rates = [...rated].map((base) => ({ base, quote: map!.quote, class: 'spot' as const }))
  const wish = { everywhere: [wanted], named: [], rates }
  requireNames('--exclude', options.exclude ?? [], askedVenueNames(wish, options))
  const venues = await openLiveVenues(wish, options, signal)
  const fees = options.fees === undefined ? new Map() : await readFeesFile(options.fees)
  tellUnknownMinimums(venues.listings, fees, options)
  const live = new LiveBooks(venues.listings, {
    fees,
    takerFeeBps: options.takerFeeBps,
    rated,
    quote: map?.quote,
  })
  try {
    say(`waiting for ${counted(venues.listings.length, 'book')}`, options)
    await live.start(await venues.feeds())
    const missing = await live.wait(wait, wallClock, signal)
    signal.throwIfAborted()
    for (const { instrument } of missing)
      say(`left out: ${instrument.venue}:${instrument.name}: no book has come`, options)
    const [books, time] = [live.books(), wallClock.now()]
    if (books.length === 0) throw new IsobarError('world', `no book of ${text} has come`)
    const own = selectionOf(options)
    const quoteRates = new Map([...(own.quoteRates ?? []), ...live.rates()])
    return { books, selection: { ...own, quoteRates }, time }
  } finally {
    await live.close()
  }
}

/** Orders below what a venue takes are planned where nobody tells what that is. */
function tellUnknownMinimums(
  listings: readonly LiveListing[],
  fees: FeesFile,
  options: RouteLiveOptions,
): void {
  const unknown = listings.filter(
    ({ instrument: { venue, name }, symbol, least }) =>
      (feesOf(fees, venue, [symbol, name]).minNotional ?? least?.minNotional) === undefined,
  )
  const venues = [...new Set(unknown.map(({ instrument: { venue } }) => venue))]
  if (venues.length === 0) return
  say(`least notionals of ${venues.join(', ')} are not known; --fees FILE tells them`, options)
}
