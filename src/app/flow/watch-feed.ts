import type { Clock } from '../../core/clock.ts'
import type { FeedNotice, MarketFeed } from '../../core/events/market-feed.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Duration } from '../../core/time.ts'
import {
  featureInstrument,
  type FeaturePlan,
  type FeatureRoles,
} from '../../microstructure/features/feature-plan.ts'
import { rest } from '../live/rest.ts'
import { LiveVenue, requireVenues } from '../market/live-venue.ts'
import { wantedInstrument, type WantedInstrument } from '../market/wanted-instrument.ts'
import type { BookWatch } from './book-watch.ts'
import type { WatchedFlow } from './watched-flow.ts'

/** A feed that can be watched, and who is who in it. */
export interface WatchedFeed {
  readonly feed: MarketFeed
  readonly instrument: Instrument
  readonly roles: FeatureRoles
  readonly notes: readonly string[]
}

/** Between two looks at the clock, µs: an instant of a quiet market is looked at no later than that. */
const lookEvery = 50_000 as Duration

/**
 * The live feed of an instrument, `venue:BASE-QUOTE`, and of its leader where a plan has one.
 *
 * @param url of exchanges that are served on this machine; empty: the venue itself
 * @throws UsageError for a venue that is not known or does not list it
 */
export async function openWatchedFeed(
  name: string,
  plan: FeaturePlan,
  parts: { readonly url: string; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<WatchedFeed> {
  const { url, clock, signal } = parts
  const [venueName, ...words] = name.split(':')
  if (words.length === 0) {
    throw new UsageError(
      `--instrument ${name}: expected venue:BASE-QUOTE, as in binance:${name.includes('-') ? name : 'SOL-USDT'}`,
    )
  }
  const wanted = wantedInstrument(words.join(':'), `--instrument ${name}`)
  if (url === '') requireVenues([venueName!], '--instrument')
  const venue = new LiveVenue(venueName!, { url })
  const hasLeader = plan.parts.includes('leaders') && wanted.base !== 'BTC'
  const leading: readonly WantedInstrument[] = hasLeader ? [{ ...wanted, base: 'BTC' }] : []
  const listed = await venue.listAll([wanted, ...leading], signal)
  const placed = listed.map(({ instrument }, index) => ({ instrument, index }))
  const [target, leader] = placed.map(({ instrument, index }) =>
    featureInstrument(instrument, index),
  )
  const { instrument } = placed[0]!
  return {
    feed: await venue.feed(placed, clock),
    instrument,
    roles: { target: target!, ...(leader === undefined ? {} : { leaders: [leader] }) },
    notes: leader === undefined ? [] : [`${placed[1]!.instrument.name} is watched as a leader`],
  }
}

/**
 * Has a watch hear a feed until it is asked to end. The feed is closed whatever happens.
 *
 * @throws what the watch or the one who is told throws, a full disk among it: it comes while a feed delivers
 */
export async function followFeed(
  watched: WatchedFlow,
  { feed, roles }: Pick<WatchedFeed, 'feed' | 'roles'>,
  parts: {
    readonly clock: Clock
    readonly signal: AbortSignal
    readonly notice: (notice: FeedNotice) => void
    /** After each look at the clock. */
    readonly looked?: (time: number) => void
  },
): Promise<void> {
  const { clock, signal, notice, looked } = parts
  const faults: unknown[] = []
  const guarded = (work: () => void): void => {
    if (signal.aborted || faults.length > 0) return
    try {
      work()
    } catch (cause) {
      faults.push(cause)
    }
  }
  try {
    await feed.start({
      rows: (rows) => guarded(() => watched.hear(rows)),
      notice: (told) => {
        const isOurs = told.instruments?.includes(roles.target.index) ?? true
        if (isOurs) tellBook(watched.book, told, clock)
        notice(told)
      },
    })
    while (!signal.aborted && faults.length === 0) {
      const now = clock.now()
      watched.advance(now)
      looked?.(now)
      await rest(clock, lookEvery, signal)
    }
  } finally {
    await feed.close()
  }
  if (faults.length > 0) throw faults[0]
}

function tellBook(book: BookWatch, { kind, detail }: FeedNotice, clock: Clock): void {
  if (kind === 'malformed') book.malformed(clock.now())
  if (kind === 'disconnected') book.disconnected(detail)
  if (kind === 'connected') book.connected()
}
