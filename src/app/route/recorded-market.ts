import type { Currency } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import { requireNames } from '../../core/required-names.ts'
import {
  formatInstant,
  instantFromMilliseconds,
  later,
  millisecondsOf,
  type Duration,
  type Instant,
} from '../../core/time.ts'
import { doubleOf, exactOne } from '../../execution/router/exact-decimal.ts'
import type { MarketBook, MarketSelection } from '../../execution/router/market-book.ts'
import {
  MarketTape,
  type MarketSample,
  type TapeMember,
} from '../../execution/schedule/market-tape.ts'
import type { Listing } from '../../stores/recording/listing.ts'
import { openRecording, type Recording } from '../../stores/recording/open-recording.ts'
import { marketRules } from './market-rules.ts'

/** Which market of a recording, and when. */
export interface RecordedMarketQuery {
  readonly selection: MarketSelection
  /** What a taker pays where the recording does not know. */
  readonly takerFeeBps?: number
  /** Currencies whose own books are wanted too, for what they are worth in the selection's quote. */
  readonly rated?: ReadonlySet<Currency>
  /** Instants in ascending order at which whole books are wanted. */
  readonly stops: readonly Instant[]
  /** Samples from here to the last stop; absent: none. */
  readonly samples?: { readonly from: Instant; readonly every: Duration }
}

/** Books at some instants, and the market between. */
export interface RecordedMarket {
  readonly snapshots: readonly (readonly MarketBook[])[]
  readonly samples: readonly MarketSample[]
}

/** Depth within this of the mid is what a sample counts. */
const DEPTH_BPS = 5

/**
 * Reads a coin's books at some instants, and samples of its market between, in one pass over a recording.
 *
 * @throws UsageError when there are several coins and none is named, a fee is known to nobody, or no book is known
 */
export async function recordedMarket(
  folder: string,
  query: RecordedMarketQuery,
): Promise<RecordedMarket> {
  const recording = await openRecording(folder)
  requireNames(
    '--exclude',
    query.selection.excludedVenues ?? [],
    recording.listings.map(({ instrument }) => instrument.venue),
  )
  const base = query.selection.base ?? onlyBase(recording.listings, query.rated)
  const members = recording.listings.map((listing) => memberOf(listing, base, query))
  const last = query.stops.at(-1)!
  requireRecorded(recording, last)
  const tape = new MarketTape({
    members,
    stops: query.stops,
    from: query.samples?.from ?? (Infinity as Instant),
    sampleEvery: query.samples?.every ?? 1,
    depthBps: DEPTH_BPS,
  })
  await follow(recording, tape, members, {
    to: later(last, 1 as Duration),
    isSampled: query.samples !== undefined,
  })
  tape.advance(last)
  const { snapshots, samples } = tape
  if (snapshots[0]!.length > 0) return { snapshots, samples }
  throw new UsageError(`no book of ${base} is known at ${formatInstant(query.stops[0]!)}`)
}

/** Books after the end would be those of the end, which nobody can trade on. */
function requireRecorded({ manifest, segments, folder }: Recording, until: Instant): void {
  const { to } = manifest
  if (segments.length > 0 || to === null || millisecondsOf(until) <= to) return
  const end = formatInstant(instantFromMilliseconds(to))
  throw new UsageError(`${folder} ends at ${end}, before ${formatInstant(until)}`)
}

async function follow(
  recording: Recording,
  tape: MarketTape,
  members: readonly (TapeMember | undefined)[],
  { to, isSampled }: { readonly to: Instant; readonly isSampled: boolean },
): Promise<void> {
  const names = new Set(
    members.flatMap((member) => (member === undefined ? [] : [member.instrument])),
  )
  const channels = isSampled ? (['book', 'trades'] as const) : (['book'] as const)
  for await (const rows of recording.events({ instruments: [...names], channels, to }))
    tape.apply(rows)
}

function onlyBase(listings: readonly Listing[], rated: ReadonlySet<Currency> = new Set()): string {
  const all = new Set(listings.map(({ instrument }) => instrument.base))
  const bases = [...all].filter((base) => !rated.has(base))
  if (bases.length === 1) return bases[0]!
  throw new UsageError(`name a coin with --base: there are ${bases.join(', ')}`)
}

function memberOf(
  { instrument, rules }: Listing,
  base: string,
  { selection, rated, takerFeeBps: usual }: RecordedMarketQuery,
): TapeMember | undefined {
  const { venue, quote, tickSize } = instrument
  const isRate =
    rated?.has(instrument.base) === true && quote === selection.quote && instrument.class === 'spot'
  if (instrument.base !== base && !isRate) return undefined
  const takerFeeBps = rules.takerFeeBps ?? usual ?? (isRate ? 0 : undefined)
  if (takerFeeBps === undefined) {
    throw new UsageError(`the taker fee of ${venue} is not recorded; give --taker-fee-bps`)
  }
  const rate = quote === selection.quote ? exactOne : selection.quoteRates?.get(quote)
  const { minNotional, minQuantity, makerFeeBps } = rules
  return {
    ...marketRules(instrument, {
      takerFeeBps,
      makerFeeBps: makerFeeBps ?? undefined,
      minNotional: minNotional ?? undefined,
      minQuantity: minQuantity ?? undefined,
    }),
    tickSize,
    rate: rate === undefined ? 1 : doubleOf(rate),
  }
}
