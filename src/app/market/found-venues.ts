import type { Clock } from '../../core/clock.ts'
import { errorText, UsageError } from '../../core/errors.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import { LiveVenue, type LiveListing } from './live-venue.ts'
import type { WantedInstrument } from './wanted-instrument.ts'

/** What is wanted of a venue, and where it is reached. */
export interface AskedVenue {
  readonly name: string
  /** Where it is served on this machine; absent: the real one. */
  readonly url?: string
  readonly wanted: readonly WantedInstrument[]
}

/** A venue that can be reached, and what it lists of what is wanted. */
export interface FoundVenue {
  readonly venue: LiveVenue
  readonly listings: readonly LiveListing[]
}

/** So long a real market is tried. A venue across the world answers within a second. */
export const trialMs = 3_500
/** As long as that those that a person named. */
export const namedTrialMs = 15_000

/**
 * Asks venues what they list, all at once.
 *
 * @returns those that list something and whose socket opens, and of the others why not
 * @throws UsageError for a venue or an instrument that cannot be
 */
export async function findVenues(
  asked: readonly AskedVenue[],
  withinMs: number,
  signal: AbortSignal,
): Promise<{
  readonly found: readonly FoundVenue[]
  readonly missing: readonly { readonly venue: string; readonly reason: string }[]
}> {
  const answered = await Promise.allSettled(
    asked.map(async ({ name, url, wanted }): Promise<FoundVenue> => {
      const venue = new LiveVenue(name, url === undefined ? {} : { url })
      const over = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
      if (url === undefined) await venue.named(over)
      const [listings] = await Promise.all([venue.list(wanted, over), venue.reach(over)])
      return { venue, listings }
    }),
  )
  signal.throwIfAborted()
  const found: FoundVenue[] = []
  const missing: { venue: string; reason: string }[] = []
  for (const [at, each] of answered.entries()) {
    const venue = asked[at]!.name
    if (each.status === 'rejected') {
      if (each.reason instanceof UsageError) throw each.reason
      const { reason } = each as { reason: unknown }
      missing.push({ venue, reason: errorText(reason) })
    } else if (each.value.listings.length === 0) {
      missing.push({ venue, reason: 'it lists nothing that is asked for' })
    } else found.push({ ...each.value, listings: once(each.value.listings) })
  }
  return { found, missing }
}

/**
 * The listings of venues by the indexes their rows will have, and feeds of them, one a venue; asked again, new ones.
 *
 * @param first index of the first of them
 */
export function placedFeeds(
  found: readonly FoundVenue[],
  clock: Clock,
  first = 0,
): {
  readonly listings: readonly LiveListing[]
  readonly feeds: () => Promise<readonly MarketFeed[]>
} {
  const listings: LiveListing[] = []
  const placed = found.map(({ venue, listings: own }) => ({
    venue,
    instruments: own.map((listing) => {
      return { instrument: listing.instrument, index: first + listings.push(listing) - 1 }
    }),
  }))
  return {
    listings,
    feeds: () =>
      Promise.all(
        placed.flatMap(({ venue, instruments }) =>
          instruments.length === 0 ? [] : [venue.feed(instruments, clock)],
        ),
      ),
  }
}

/** `BTC` and `BTC-USDT` may be one instrument. */
function once(listings: readonly LiveListing[]): readonly LiveListing[] {
  const known = new Set<string>()
  return listings.filter(({ instrument: { name, class: kind } }) => {
    const key = `${name}:${kind}`
    return known.has(key) ? false : known.add(key)
  })
}
