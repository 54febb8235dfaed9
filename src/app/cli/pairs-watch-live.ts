import { existsSync } from 'node:fs'
import type { BarSeries } from '../../core/bars.ts'
import { errorText, UsageError } from '../../core/errors.ts'
import { eventKind } from '../../core/events/event-codes.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import { formatInstant, type Duration, type Instant } from '../../core/time.ts'
import type { Timeframe } from '../../core/timeframe.ts'
import type { CcxtExchange } from '../../gateways/ccxt-exchange.ts'
import { fetchHistory } from '../history/fetch-history.ts'
import { barsOf, patient } from '../history/venue-history.ts'
import { rest } from '../live/rest.ts'
import { wallClock } from '../live/wall-clock.ts'
import { BarBuilder, type BarRow } from '../market/bar-builder.ts'
import { ccxtListed, openCcxt } from '../market/ccxt-market.ts'
import { LiveVenue } from '../market/live-venue.ts'
import { wantedInstrument, wantedName } from '../market/wanted-instrument.ts'
import { withVenues } from './load-universe.ts'

/** What a live watch is asked for. */
export interface LiveWatchOptions {
  readonly timeframe: Timeframe
  /** Of exchanges that are served on this machine. */
  readonly url: string | undefined
  /** Bars that the venue is asked for to begin with; 0: none. */
  readonly history: number
  /** Bars that are dropped from the front together: a fold. */
  readonly foldBars: number
  readonly tell: (line: string) => void
}

/** A leg by its venue. */
interface WatchedLeg {
  readonly instrument: Instrument
  readonly builder: BarBuilder
  readonly rows: BarRow[]
  /** Is something missing that the venue could not be asked for? */
  isBehind: boolean
  /** What the venue itself keeps of a span. */
  readonly history: (from: number, to: number) => Promise<readonly BarRow[]>
}

/** A bar is taken so long after it has ended: what was traded in it takes its way to here. */
const graceMost = 1_000_000
/** Bars of a leg that are kept: two months of minutes. */
const barsMost = 100_000

/** Names a leg its instrument at a venue (`binance:ETH-USDT`) and no file? */
export function isLiveLeg(text: string): boolean {
  return /^[a-z0-9-]+:[A-Z0-9]+-[A-Z0-9]+(:(spot|linear))?$/.test(text) && !existsSync(text)
}

/**
 * The bars of two legs as they come: what their venues have of the past, then bars made of the trades of the live feed,
 * each pair of series when another bar is over, until asked to end. Where something was lost of a bar the venue's own is
 * taken.
 */
export async function* liveBars(
  legs: readonly [string, string],
  options: LiveWatchOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly [BarSeries, BarSeries]> {
  const { duration } = options.timeframe
  const { watched, feeds } = await openLegs(legs, options)
  try {
    await startAll(feeds, watched, options.tell)
    for (const leg of watched) await takeHistory(leg, options)
    const grace = Math.min(graceMost, duration / 2)
    let next = Math.floor(wallClock.now() / duration) * duration
    options.tell(`the next bar is over at ${secondOf(next + duration)} UTC`)
    yield seriesOf(watched, options)
    while (!signal.aborted) {
      const until = (next + duration + grace - wallClock.now()) as Duration
      await rest(wallClock, Math.max(0, until) as Duration, signal)
      if (signal.aborted) return
      for (const leg of watched) await takeBar(leg, next as Instant, options)
      next += duration
      yield seriesOf(watched, options)
    }
  } finally {
    await Promise.all(feeds.map((feed) => feed.close()))
  }
}

function secondOf(instant: number): string {
  return formatInstant(instant as Instant).slice(11, 19)
}

async function openLegs(
  legs: readonly string[],
  options: LiveWatchOptions,
): Promise<{ readonly watched: readonly WatchedLeg[]; readonly feeds: readonly MarketFeed[] }> {
  const { url = '', tell } = options
  const asked = legs.map((text) => {
    const [venue, ...name] = text.split(':')
    return { venue: venue!, wanted: wantedInstrument(name.join(':'), text) }
  })
  requireTwo(asked.map(({ venue, wanted }) => `${venue}:${wantedName(wanted)}`))
  const watched: WatchedLeg[] = []
  const feeds: MarketFeed[] = []
  for (const name of new Set(asked.map(({ venue }) => venue))) {
    const places = [...asked.keys()].filter((at) => asked[at]!.venue === name)
    const wanted = places.map((at) => asked[at]!.wanted)
    const venue = new LiveVenue(name, { url })
    const listed = await venue.listAll(wanted)
    // `ETH-USDT` and `ETH-USDT:spot` are one instrument where the venue lists that.
    requireTwo(listed.map((each) => `${name}:${each.instrument.name}:${each.instrument.class}`))
    // Only ccxt asks venues for what they keep of the past.
    const exchange =
      options.history === 0
        ? undefined
        : await openCcxt({ venue: name, id: venue.exchangeId }, wanted, { url })
    const placed = listed.map(({ instrument }, at) => {
      const index = places[at]!
      watched[index] = legOf(instrument, exchange, options)
      return { instrument, index }
    })
    feeds.push(await venue.feed(placed, wallClock))
  }
  tell(
    `watching ${watched.map(({ instrument }) => `${instrument.venue}:${instrument.name}`).join(' and ')}`,
  )
  return { watched, feeds }
}

/** @throws UsageError where both legs are one instrument: there is nothing between them */
function requireTwo([y, x]: readonly string[]): void {
  if (y === x) throw new UsageError(`a pair needs two instruments, got ${y} twice`)
}

function legOf(
  instrument: Instrument,
  exchange: CcxtExchange | undefined,
  { timeframe }: LiveWatchOptions,
): WatchedLeg {
  const builder = new BarBuilder(instrument, timeframe.duration, wallClock.now())
  const leg = { instrument, builder, rows: [], isBehind: false }
  if (exchange === undefined) return { ...leg, history: () => Promise.resolve([]) }
  const listed = ccxtListed(instrument.venue, exchange, instrument)
  if (listed === undefined)
    throw new UsageError(`${instrument.venue} lists no ${instrument.name} to ccxt`)
  const history = async (from: number, to: number): Promise<readonly BarRow[]> => {
    const found: BarRow[] = []
    const times: number[] = []
    const append = (page: readonly (readonly number[])[]): Promise<void> => {
      for (const row of page) {
        times.push(row[0]!)
        found.push(row as BarRow)
      }
      return Promise.resolve()
    }
    const source = barsOf(exchange, listed.symbol, timeframe)
    await fetchHistory(patient(source, instrument.venue), { times, append }, { from, to })
    return found
  }
  return { ...leg, history }
}

async function startAll(
  feeds: readonly MarketFeed[],
  watched: readonly WatchedLeg[],
  tell: (line: string) => void,
): Promise<void> {
  const lost = (instruments: readonly number[]): void => {
    for (const each of instruments) watched[each]?.builder.lost(wallClock.now())
  }
  const ofVenue = (venue: string): number[] =>
    [...watched.keys()].filter((at) => watched[at]!.instrument.venue === venue)
  // Of instruments whose feed has just begun nothing was heard before: of a bar under way then the rest alone.
  const fresh = new Set(watched.keys())
  await Promise.all(
    feeds.map((feed) =>
      feed.start({
        rows: (rows) => {
          for (const at of new Set(rows.instrument.subarray(0, rows.length)))
            if (fresh.delete(at)) lost([at])
          for (let row = 0; row < rows.length; row++) {
            const { builder } = watched[rows.instrument[row]!]!
            if (rows.kind[row] === eventKind.gap) builder.lost(rows.localTime[row]! as Instant)
            else builder.trade(rows, row)
          }
        },
        notice: ({ kind, detail, venue, instruments }) => {
          if (kind === 'connected') for (const at of ofVenue(venue)) fresh.add(at)
          if (kind !== 'disconnected' && kind !== 'malformed') return
          lost(instruments ?? ofVenue(venue))
          tell(`${venue}: ${kind}: ${detail}`)
        },
      }),
    ),
  )
}

async function takeHistory(
  { instrument, rows, history }: WatchedLeg,
  { timeframe, history: bars, tell }: LiveWatchOptions,
): Promise<void> {
  if (bars === 0) return
  const name = `${instrument.venue}:${instrument.name}`
  tell(`${name}: asked for ${bars} bars of the past`)
  const now = wallClock.now() / 1_000
  rows.push(...(await history(now - (bars * timeframe.duration) / 1_000, now)))
  tell(`${name}: ${rows.length} bars came`)
}

/** The bar that opened then; where not all of it was heard, the venue's, and what is missing before it. */
async function takeBar(
  leg: WatchedLeg,
  opened: Instant,
  { foldBars, tell }: LiveWatchOptions,
): Promise<void> {
  const { builder, rows, history } = leg
  const bar = builder.take(opened)
  const last = rows.at(-1)?.[0]
  if (bar === 'unknown' || leg.isBehind) {
    const from = last === undefined ? opened / 1_000 : last + 1
    try {
      const kept = await history(from, opened / 1_000 + 1)
      rows.push(...kept.filter(([time]) => last === undefined || time > last))
      leg.isBehind = false
    } catch (cause) {
      // Asked again with the next bar.
      leg.isBehind = true
      tell(`passed over: ${errorText(cause)}`)
    }
  } else if (bar !== undefined) rows.push(bar)
  // Whole folds, so that those that are left begin where they did.
  while (rows.length > barsMost + foldBars) rows.splice(0, foldBars)
}

function seriesOf(
  legs: readonly WatchedLeg[],
  { timeframe }: LiveWatchOptions,
): readonly [BarSeries, BarSeries] {
  const [y, x] = withVenues(
    legs.map(({ instrument, rows }): BarSeries => {
      const column = (at: number): Float64Array => Float64Array.from(rows, (row) => row[at]!)
      return {
        instrument,
        timeframe,
        source: `${instrument.venue}, live`,
        times: column(0).map((time) => time * 1_000),
        open: column(1),
        high: column(2),
        low: column(3),
        close: column(4),
        volume: column(5),
      }
    }),
  )
  return [y!, x!]
}
