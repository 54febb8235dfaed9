import { Option, type Command } from 'commander'
import { IsobarError, UsageError } from '../../core/errors.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import { wallClock } from '../live/wall-clock.ts'
import {
  findVenues,
  namedTrialMs,
  placedFeeds,
  trialMs,
  type AskedVenue,
} from '../market/found-venues.ts'
import { requireVenues, wiredVenues, type LiveListing } from '../market/live-venue.ts'
import { wantedInstrument, wantedName, type WantedInstrument } from '../market/wanted-instrument.ts'
import { say, type CommonOptions } from './output.ts'

/** Options of every command that looks at several venues live. */
export interface LiveVenueOptions extends CommonOptions {
  readonly venues?: string
  readonly url?: readonly string[]
}

/** Adds them. */
export function withLiveVenueOptions(command: Command): Command {
  return command
    .option('--venues <list>', `exchanges, separated by commas; else ${wiredVenues.join(', ')}`)
    .addOption(
      new Option(
        '--url <url>',
        'exchanges that are served on this machine: an address of all, or VENUE=URL; again, or with commas, for more',
      ).argParser(eachText),
    )
}

function eachText(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** What is watched live. */
export interface LiveWish {
  /** Of every venue that lists them. */
  readonly everywhere: readonly WantedInstrument[]
  /** By venue, and they must be there. */
  readonly named: readonly { readonly venue: string; readonly wanted: WantedInstrument }[]
  /** What tells the worth of quote currencies, where a venue lists it. */
  readonly rates: readonly WantedInstrument[]
}

/** Venues that are there, their instruments by the indexes of rows, and their feeds. */
export interface LiveVenues {
  readonly listings: readonly LiveListing[]
  readonly feeds: () => Promise<readonly MarketFeed[]>
}

/** Reads `binance:BTC-USDT`, perhaps with `:linear`. @throws UsageError */
export function namedInstrument(text: string): LiveWish['named'][number] {
  const at = text.indexOf(':')
  if (at < 1) throw new UsageError(`expected VENUE:INSTRUMENT like binance:BTC-USDT, got ${text}`)
  return { venue: text.slice(0, at), wanted: wantedInstrument(text.slice(at + 1), text) }
}

/**
 * Finds the venues of a command and what they list.
 *
 * @throws UsageError where one that is named has not what is asked of it, `world` where none can be reached
 */
export async function openLiveVenues(
  wish: LiveWish,
  options: LiveVenueOptions,
  signal: AbortSignal,
): Promise<LiveVenues> {
  const asked = askedVenues(wish, options)
  requireVenues(
    asked.map(({ name }) => name),
    '--venues',
  )
  const isNamed = options.venues !== undefined || wish.named.length > 0 || options.url !== undefined
  const { found, missing } = await findVenues(asked, isNamed ? namedTrialMs : trialMs, signal)
  for (const { venue, reason } of missing) say(`left out: ${venue}: ${reason}`, options)
  if (found.length === 0) {
    throw new IsobarError(
      'world',
      `no exchange could be reached that has what is asked for: ${missing.map(({ venue }) => venue).join(', ')}`,
    )
  }
  const { listings, feeds } = placedFeeds(found, wallClock)
  for (const { venue, wanted } of wish.named) requireListed(venue, wanted, listings)
  for (const wanted of wish.everywhere) requireListedSomewhere(wanted, listings)
  return { listings, feeds }
}

function requireListed(
  venue: string,
  wanted: WantedInstrument,
  listings: readonly LiveListing[],
): void {
  if (listings.some((each) => each.instrument.venue === venue && isWanted(each, wanted))) return
  throw new UsageError(`${venue} lists no ${wantedName(wanted)}, or does not answer`)
}

/** One of several that nobody lists would be missed by nobody. */
function requireListedSomewhere(wanted: WantedInstrument, listings: readonly LiveListing[]): void {
  if (listings.some((each) => isWanted(each, wanted))) return
  const there = [...new Set(listings.map(({ instrument }) => instrument.name))]
  throw new UsageError(
    `none of the venues that answer lists ${wantedName(wanted)}; of what is asked for there is ${there.join(', ')}`,
  )
}

function isWanted({ instrument }: LiveListing, wanted: WantedInstrument): boolean {
  return (
    instrument.base === wanted.base &&
    (wanted.quote === undefined || instrument.quote === wanted.quote) &&
    (wanted.class === undefined || instrument.class === wanted.class)
  )
}

/** The venues that a command looks at, whether they answer or not. */
export function askedVenueNames(wish: LiveWish, options: LiveVenueOptions): readonly string[] {
  return askedVenues(wish, options).map(({ name }) => name)
}

function askedVenues(
  { everywhere, named, rates }: LiveWish,
  { venues, url = [] }: LiveVenueOptions,
): readonly AskedVenue[] {
  const urls = urlsOf(url)
  const own = named.map(({ venue }) => venue)
  const names =
    venues === undefined && named.length > 0
      ? own
      : [...(venues === undefined ? wiredVenues : listOf(venues)), ...own]
  return [...new Set(names)].map((name) => {
    const wanted = [
      ...everywhere,
      ...named.flatMap(({ venue, wanted: one }) => (venue === name ? [one] : [])),
      ...rates,
    ]
    const place = urls.get(name) ?? urls.get('*')
    return { name, wanted, ...(place === undefined ? {} : { url: place }) }
  })
}

/** By venue, `*` for every other. @throws UsageError */
export function urlsOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const parts = texts.flatMap((text) => text.split(/,(?=[\w-]+=|https?:)/))
  return new Map(
    parts.map((text) => {
      const match = /^(?:([\w-]+)=)?(https?:\/\/.+)$/.exec(text)
      if (match === null) throw new UsageError(`--url: expected URL or VENUE=URL, got ${text}`)
      return [match[1] ?? '*', match[2]!]
    }),
  )
}

/** What commas separate. */
export function listOf(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}
