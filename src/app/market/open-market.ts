import { basename } from 'node:path'
import { errorText, IsobarError, UsageError } from '../../core/errors.ts'
import type { Clock } from '../../core/clock.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { MarketMode } from '../../protocol/market.ts'
import { openRecording } from '../../stores/recording/open-recording.ts'
import type { FeesByInstrument } from '../trade/listed-fees.ts'
import { recordedLeast } from '../trade/least-orders.ts'
import { recordingSource } from '../exchange/recording-source.ts'
import { servedVenues } from '../exchange/served-venues.ts'
import { findVenues, namedTrialMs, placedFeeds, trialMs, type FoundVenue } from './found-venues.ts'
import { LiveVenue, wiredVenues, type LiveListing } from './live-venue.ts'
import { serveBeside, type ServedExchange } from './served-exchange.ts'
import { SourceFeeds } from './source-feeds.ts'
import type { WantedInstrument } from './wanted-instrument.ts'

/** What market a desk is asked for. */
export interface MarketWish {
  /** `any`: the real one where enough of it can be reached, else what is served here. */
  readonly from: 'any' | 'real' | 'served' | 'recording'
  readonly recording?: string
  /** Names; absent: all that are known. */
  readonly venues?: readonly string[]
  /** Empty: what is usual. */
  readonly instruments: readonly WantedInstrument[]
  /** Of what is made up. */
  readonly seed: number
}

/** A market that can be followed. */
export interface OpenedMarket {
  readonly mode: MarketMode
  readonly instruments: readonly Instrument[]
  /** Feeds of it, one a venue, for one who follows them and closes them; asked again, new ones. */
  feeds(): Promise<readonly MarketFeed[]>
  /** Books that tell what quote currencies are worth and are not shown: the indexes of their rows go on after the others. */
  readonly rates?: Pick<OpenedMarket, 'instruments' | 'feeds'>
  /** The least orders its venues take, as far as they tell. */
  readonly least?: ReadonlyMap<Instrument, LeastOrder>
  /** What they list that they charge, as far as they do. */
  readonly fees?: FeesByInstrument
  /** Ends what was begun for it. */
  close(): Promise<void>
}

/** With fewer venues there is little to compare, and the desk shows a market of its own. */
const realVenuesLeast = 3
const usualBases = ['BTC', 'ETH', 'SOL'] as const

/** @throws IsobarError of code `world` or `usage` when there is no such market; whatever was begun is ended */
export async function openMarket(
  wish: MarketWish,
  clock: Clock,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<OpenedMarket> {
  if (wish.from === 'recording') return openRecorded(wish, clock, tell)
  const venues = wish.venues ?? wiredVenues
  if (wish.from === 'served') {
    const beside = { ...serving(wish, venues, { tell, signal }), reason: 'asked for' }
    return openServed(beside, wish, clock, signal)
  }
  if (wish.from === 'real') {
    const found = await findReal(venues, wish, signal)
    if (found.length > 0)
      return opened({ kind: 'real' }, found, { wish, clock }, async () => undefined)
    throw new IsobarError('world', 'no exchange could be reached; --embedded needs none')
  }
  // Both at once: who waits for an exchange in vain should not have to wait for the other then.
  const beside = serving(wish, venues, { tell, signal })
  beside.exchange.catch(() => undefined)
  const found = await findReal(venues, wish, signal)
  if (found.length >= realVenuesLeast) {
    void beside.exchange.then((exchange) => exchange.close()).catch(() => undefined)
    return opened({ kind: 'real' }, found, { wish, clock }, async () => undefined)
  }
  const reached = found.map(({ venue }) => venue.name)
  const reason =
    reached.length === 0
      ? 'no exchange could be reached'
      : `only ${reached.join(' and ')} could be reached`
  return openServed({ ...beside, reason }, wish, clock, signal)
}

function wantedOf({ instruments }: MarketWish): readonly WantedInstrument[] {
  return instruments.length > 0
    ? instruments
    : usualBases.map((base) => ({ base, quote: undefined, class: undefined }))
}

/** Venues that list something wanted, and whose socket opens. */
async function findReal(
  venues: readonly string[],
  wish: MarketWish,
  signal: AbortSignal,
): Promise<readonly FoundVenue[]> {
  const wanted = [...wantedOf(wish), ...rateInstruments]
  const { found } = await findVenues(
    venues.map((name) => ({ name, wanted })),
    // Who is asked for by name is waited for.
    wish.venues === undefined ? trialMs : namedTrialMs,
    signal,
  )
  return found.filter(({ listings }) => listings.some((each) => isShown(each, wish)))
}

interface Serving {
  readonly venues: readonly string[]
  readonly exchange: Promise<ServedExchange>
}

function serving(
  { seed }: MarketWish,
  venues: readonly string[],
  { tell, signal }: { readonly tell: (line: string) => void; readonly signal: AbortSignal },
): Serving {
  const served = venues.filter((name) => servedVenues.some((each) => each.name === name))
  const exchange =
    served.length === 0
      ? Promise.reject(new UsageError('none of these venues can be served here'))
      : serveBeside({ venues: served, seed }, tell, signal)
  return { venues: served, exchange }
}

async function openServed(
  { venues, exchange, reason }: Serving & { readonly reason: string },
  wish: MarketWish,
  clock: Clock,
  signal: AbortSignal,
): Promise<OpenedMarket> {
  const running = await exchange
  const { address } = running
  try {
    const found = await Promise.all(
      venues.map(async (name): Promise<FoundVenue> => {
        const venue = new LiveVenue(name, { url: address })
        const wanted = [...wantedOf(wish), ...rateInstruments]
        return { venue, listings: await venue.list(wanted, signal) }
      }),
    )
    const mode: MarketMode = { kind: 'simulated', seed: wish.seed, address, reason }
    return opened(mode, found, { wish, clock }, () => running.close())
  } catch (cause) {
    await running.close()
    throw cause
  }
}

function opened(
  mode: MarketMode,
  found: readonly FoundVenue[],
  { wish, clock }: { readonly wish: MarketWish; readonly clock: Clock },
  close: () => Promise<void>,
): OpenedMarket {
  const only = (isWanted: (listing: LiveListing) => boolean): FoundVenue[] =>
    found.map(({ venue, listings }) => ({ venue, listings: listings.filter(isWanted) }))
  const shown = placedFeeds(
    only((each) => isShown(each, wish)),
    clock,
  )
  const first = shown.listings.length
  if (first === 0) throw new UsageError('--instruments: no venue lists any of these')
  const rates = placedFeeds(
    only((each) => !isShown(each, wish)),
    clock,
    first,
  )
  return {
    mode,
    instruments: instrumentsOf(shown.listings),
    feeds: shown.feeds,
    rates: { instruments: instrumentsOf(rates.listings), feeds: rates.feeds },
    least: new Map(
      shown.listings.flatMap(({ instrument, least }) =>
        least === undefined ? [] : [[instrument, least] as const],
      ),
    ),
    fees: new Map(
      shown.listings.flatMap(({ instrument, fees }) =>
        fees === undefined ? [] : [[instrument, fees] as const],
      ),
    ),
    close,
  }
}

function instrumentsOf(listings: readonly LiveListing[]): readonly Instrument[] {
  return listings.map(({ instrument }) => instrument)
}

/** What the dollars of venues are worth in dollars. */
const rateInstruments: readonly WantedInstrument[] = ['USDT', 'USDC'].map((base) => {
  return { base, quote: 'USD', class: 'spot' }
})

/** Was it asked for, and not only for the rate it tells? */
function isShown({ instrument: { base, quote } }: LiveListing, wish: MarketWish): boolean {
  return wantedOf(wish).some(
    (each) => each.base === base && (each.quote === undefined || each.quote === quote),
  )
}

async function openRecorded(
  wish: MarketWish,
  clock: Clock,
  tell: (line: string) => void,
): Promise<OpenedMarket> {
  const folder = wish.recording!
  const recording = await openRecording(folder)
  const known = [...new Set(recording.instruments.list().map(({ venue }) => venue))]
  const venues =
    wish.venues === undefined ? known : known.filter((each) => wish.venues!.includes(each))
  if (venues.length === 0) throw new UsageError(`--venues: ${folder} has only ${known.join(', ')}`)
  const failed = (cause: unknown): void => tell(`${folder}: ${errorText(cause)}`)
  const now = clock.now()
  const source = await recordingSource(folder, venues, { start: now, until: now }, failed)
  const isWanted = ({ base, quote }: Instrument): boolean =>
    wish.instruments.length === 0 ||
    wish.instruments.some(
      (each) => each.base === base && (each.quote === undefined || each.quote === quote),
    )
  const { instruments, feeds } = new SourceFeeds(source, isWanted, clock)
  if (feeds.length === 0) throw new UsageError(`--instruments: ${folder} has none of these`)
  return {
    mode: { kind: 'recording', name: basename(folder) },
    instruments,
    feeds: () => Promise.resolve(feeds),
    least: new Map(
      instruments.map((each) => [each, recordedLeast(recording.listings, each) ?? {}]),
    ),
    close: () => Promise.resolve(),
  }
}
