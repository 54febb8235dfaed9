import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { ClockReading, MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { unsettledOrders } from '../../execution/journal-state.ts'
import { isobarHome } from '../isobar-home.ts'
import { beginRun } from '../live/begin-run.ts'
import { tellHeld } from '../live/held-elsewhere.ts'
import { LiveDriver } from '../live/live-driver.ts'
import { completedRates } from '../live/live-rates.ts'
import { usualLive, type LiveSetup } from '../live/live-setup.ts'
import { obeyControl } from '../live/obey-control.ts'
import { PaperVenue } from '../live/paper-venue.ts'
import { rest } from '../live/rest.ts'
import { toldFees } from '../live/told-fees.ts'
import { builtStrategies, type PlacedStrategy } from '../trade/built-strategies.ts'
import { leastOrdersOf } from '../trade/least-orders.ts'
import { isListedFee, withListedFees } from '../trade/listed-fees.ts'
import { reportingOf } from '../trade/reporting-of.ts'
import { simulatedVenues } from '../trade/simulated-venues.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import { openDeskJournal, type DeskJournal } from './desk-journal.ts'
import { followArbitrage, type FollowedArbitrage } from './followed-arbitrage.ts'
import { DeskResults } from './desk-results.ts'
import type { OpenedMarket } from './open-market.ts'
import { metered, VenueMeter } from './venue-meter.ts'

/** What a market is followed with. */
export interface Following {
  readonly config: TradeConfig
  readonly placed: readonly PlacedStrategy[]
  /** Instead of strategies that do not fit: what is held stays theirs in the journal. */
  readonly isStandIn?: boolean
  /** The journal's folder; undefined: one under `ISOBAR_HOME`, by the kind of the market. */
  readonly journal: string | undefined
  readonly clock: Clock
  readonly tell: (line: string) => void
  /** Aborts when the desk is to end: nothing that begins is waited for then. */
  readonly signal: AbortSignal
  /** Hears what feeds tell, before it is traded on. */
  readonly heard?: (rows: EventRows) => void
}

/** A market that is followed: the driver of the live path, and what is known of its feeds. */
export interface Followed {
  readonly market: OpenedMarket
  readonly driver: LiveDriver
  readonly journal: DeskJournal
  readonly meters: ReadonlyMap<string, VenueMeter>
  readonly results: DeskResults
  /** Counts, for every instrument by its place, how often its book has changed. */
  readonly changes: Float64Array
  readonly assumptions: readonly string[]
  readonly arbitrage: FollowedArbitrage
  readonly since: Instant
  /** Did strategies that trade no more leave positions? */
  readonly isLeftOver: boolean
  /** Ends the run; `flat`: what is held is closed first. The market stays open. */
  end(how: 'flat' | 'as-it-is'): Promise<void>
}

/** Clocks are looked at so often, and at the beginning, when we are busy ourselves, more often. */
const readingsEvery = 30_000_000 as Duration
const firstReadingsEvery = 1_000_000 as Duration
const readingsKept = 8
/**
 * Who ends a desk has it ended within three seconds. On paper a cancellation is answered in some ten milliseconds: what was not by
 * then vanishes with the desk.
 */
const timing = { ...usualLive.timing, endWithin: 750_000 as Duration }

/**
 * Trades on paper in a market, by the driver that trades: its venues are simulated over what its feeds tell, with the
 * assumptions of a backtest.
 *
 * @throws IsobarError where the journal, a strategy or the configuration do not fit
 */
export async function followMarket(market: OpenedMarket, following: Following): Promise<Followed> {
  const { clock, placed } = following
  const { instruments, least, fees = new Map() } = market
  const { venues: supposed } = following.config
  const config = { ...following.config, venues: withListedFees(supposed, fees) }
  const leastOrders = leastOrdersOf(instruments, config, (each) => least?.get(each))
  const strategies = builtStrategies(placed, { instruments, leastOrders })
  const folder = following.journal ?? join(isobarHome(), 'desk', market.mode.kind)
  await mkdir(folder, { recursive: true })
  const journal = await openDeskJournal(folder, following.journal !== undefined)
  const over = new AbortController()
  try {
    endVanished(journal, clock.now())
    const isLeftOver = hasLeftOver(journal, strategies)
    beginRun(journal, 'paper', instruments, clock.now())
    // What a market shows is not chosen for what an earlier one was traded in.
    tellHeld(journal.state, { traded: instruments, held: [] }, 'leave', following.tell)
    const names = strategies.map(({ name }) => name)
    if (following.isStandIn !== true)
      journal.append({ time: clock.now(), kind: 'strategies', names })
    const feeds = await market.feeds()
    const simulated = simulatedVenues(instruments, venuesOf(config, instruments))
    const meters = new Map(feeds.map(({ venue }) => [venue, new VenueMeter(clock.now())]))
    const changes = new Float64Array(instruments.length)
    const arbitrage = await followArbitrage(market, config, {
      clock,
      tell: following.tell,
      isListedFee: (instrument) => isListedFee(supposed, fees, instrument),
    })
    const told = (rows: EventRows): void => {
      for (let row = 0; row < rows.length; row++) changes[rows.instrument[row]!]!++
      following.heard?.(rows)
      arbitrage.take(rows)
    }
    const venues = feeds.map((feed) => {
      const at = simulated.venueOf[instruments.findIndex(({ venue }) => venue === feed.venue)]!
      const read = metered(feed, meters.get(feed.venue)!, told)
      return new PaperVenue(read, simulated.venues[at]!, clock)
    })
    const setup = setupOf(following, instruments, { journal, venues, strategies, leastOrders })
    const driver = new LiveDriver(setup)
    const results = new DeskResults(driver.engine)
    await driver.start(following.signal)
    const looking = obeyControl(driver, setup, journal.folder, over.signal)
    for (const feed of feeds) void watchClock(feed, meters.get(feed.venue)!, clock, over.signal)
    return {
      market,
      driver,
      journal,
      meters,
      results,
      changes,
      assumptions: simulated.assumptions,
      arbitrage,
      since: clock.now(),
      isLeftOver,
      end: async (how) => {
        over.abort()
        await arbitrage.close()
        await looking
        await (how === 'flat' ? driver.end(true) : driver.end())
      },
    }
  } catch (cause) {
    over.abort()
    await journal.close()
    throw cause
  }
}

function hasLeftOver(
  { state }: DeskJournal,
  strategies: readonly { readonly name: string }[],
): boolean {
  const isHere = strategies.some(({ name }) => state.strategies.includes(name))
  return !isHere && state.positions.some(({ lots }) => lots !== 0)
}

/** Orders of a desk that is gone went with it, also on what this one does not follow. */
function endVanished(journal: DeskJournal, time: Instant): void {
  for (const { state } of unsettledOrders(journal.state)) {
    const { request, filledLots } = state
    const of = { time, kind: 'searched', clientOrderId: request.clientOrderId, filledLots } as const
    if (state.fate !== 'unknown') journal.append({ ...of, result: 'unknown' })
    journal.append({ ...of, result: 'ended' })
  }
}

function setupOf(
  { config, clock, tell, placed }: Following,
  instruments: readonly Instrument[],
  parts: {
    readonly journal: DeskJournal
    readonly venues: readonly PaperVenue[]
    readonly strategies: LiveSetup['strategies']
    readonly leastOrders: readonly LeastOrder[]
  },
): LiveSetup {
  return {
    ...usualLive,
    timing,
    mode: 'paper',
    clock,
    instruments,
    ...parts,
    feeds: parts.venues,
    reporting: completedRates(reportingOf(config, instruments), instruments, tell),
    capital: config.reporting.capital,
    limits: config.limits,
    seed: config.seed,
    answerWithin: (config.answerWithinMs * 1_000) as Duration,
    watchEvery: (config.watchEveryMs * 1_000) as Duration,
    // Every venue is simulated and charges what is supposed of it: strategies alone may say otherwise.
    toldFees: toldFees(placed, instruments, () => undefined),
    tell,
  }
}

/** What is supposed of the venues that are there. */
function venuesOf(
  { venues, seed }: TradeConfig,
  instruments: readonly Instrument[],
): Pick<TradeConfig, 'venues' | 'seed'> {
  const isThere = (name: string): boolean =>
    name === '*' || instruments.some(({ venue }) => venue === name)
  return { seed, venues: new Map([...venues].filter(([name]) => isThere(name))) }
}

/** Looks at a venue's clock as long as it is followed; of the last readings the one that was quickest there counts. */
async function watchClock(
  feed: MarketFeed,
  meter: VenueMeter,
  clock: Clock,
  over: AbortSignal,
): Promise<void> {
  if (feed.readClock === undefined) return
  const readings: ClockReading[] = []
  for (let asked = 1; !over.aborted; asked++) {
    // Unanswered, what was known stays; that the venue does not answer shows in its feed.
    const read = await feed.readClock().catch(() => undefined)
    if (read !== undefined) readings.push(read)
    if (readings.length > readingsKept) readings.shift()
    const quickest = readings.toSorted((a, b) => a.roundTrip - b.roundTrip)[0]
    meter.clockOffset = quickest?.offset ?? Number.NaN
    await rest(clock, asked < readingsKept ? firstReadingsEvery : readingsEvery, over)
  }
}
