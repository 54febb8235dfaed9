import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { servedVenues } from '../../src/app/exchange/served-venues.ts'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { LiveDriver } from '../../src/app/live/live-driver.ts'
import { usualLive } from '../../src/app/live/live-setup.ts'
import { openJournal } from '../../src/app/live/open-journal.ts'
import { PaperVenue } from '../../src/app/live/paper-venue.ts'
import { WireFeed } from '../../src/app/market/wire-feed.ts'
import { servedPlace } from '../../src/app/market/wire-plan.ts'
import { wirePlans } from '../../src/app/market/wire-plans.ts'
import { Fields } from '../../src/app/trade/config-fields.ts'
import { simulatedVenues } from '../../src/app/trade/simulated-venues.ts'
import { venueConfig } from '../../src/app/trade/venue-config.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import type { MarketFeed } from '../../src/core/events/market-feed.ts'
import type { StrategyDesk } from '../../src/core/strategy/strategy.ts'
import type { Duration, Instant } from '../../src/core/time.ts'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { serveExchanges } from '../../src/exchanges/serving/exchange-server.ts'
import type { ExchangeWorld } from '../../src/exchanges/world/exchange-world.ts'
import { Random } from '../../src/math/random.ts'
import { pacedMaker } from '../parity/paced-maker.ts'
import { madeUpTape, tapeSource, type ParityTape } from '../parity/parity-tape.ts'
import { QuietWire } from '../parity/quiet-wire.ts'
import { SteppedClock } from '../parity/stepped-clock.ts'

// Connections are cut again and again under a trader, while the market goes on. Time passes step by step, so that at every
// order what the trader sees can be held against what the venue has at that very instant.
// `ISOBAR_DISCONNECTS=1000 npx vitest run test/live/disconnects.test.ts`

const wanted = Number(process.env['ISOBAR_DISCONNECTS'] ?? 12)
const seed = Number(process.env['ISOBAR_SEED'] ?? 1)
/** Mean of market time between two cuts. */
const betweenMs = 700
const start = (Date.UTC(2100, 0, 1) * 1_000) as Instant

let folder: string
let wire: QuietWire
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-disconnects-'))
  wire = new QuietWire()
})
afterEach(() => {
  wire.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Seen {
  cuts: number
  /** Cuts that found a book in use. */
  cutWhileKnown: number
  orders: number
  /** Orders decided on a book that was not the venue's. */
  stale: number
  /** Looks at a market whose book was void. */
  voidLooks: number
}

test(
  `over ${wanted} disconnects no order is decided on a book that is not the venue's`,
  { timeout: 300_000 + wanted * 2_000 },
  async () => {
    const seconds = Math.ceil((wanted * betweenMs * 1.3) / 1_000) + 5
    const tape = madeUpTape({ seed, start, seconds, bases: ['BTC', 'ETH'] })
    const seen = await tradeThroughCuts(tape)
    if (process.env['ISOBAR_DISCONNECTS'] !== undefined)
      process.stderr.write(`${JSON.stringify(seen)}\n`)
    expect(seen.cuts).toBe(wanted)
    expect(seen.orders).toBeGreaterThan(wanted / 2)
    // Or nothing was at stake.
    expect(seen.cutWhileKnown).toBeGreaterThan(wanted / 2)
    expect(seen.voidLooks).toBeGreaterThan(wanted / 4)
    expect(seen.stale).toBe(0)
  },
)

async function tradeThroughCuts(tape: ParityTape): Promise<Seen> {
  const clock = new SteppedClock(start)
  let serverNow = (start + 1) as Instant
  const running = await serveExchanges({
    source: tapeSource(tape),
    venues: servedVenues.filter(({ name }) => name === 'bybit'),
    faults: new Map([['bybit', { ...usualSwitches }]]),
    keys: servedKeys,
    seed,
    clock: () => serverNow,
    start,
    port: 0,
    isStepped: true,
    failed: (error) => {
      throw error
    },
  })
  const seen: Seen = { cuts: 0, cutWhileKnown: 0, orders: 0, stale: 0, voidLooks: 0 }
  const { driver, feed } = await traderOf(tape, clock, running, seen)
  const random = new Random(seed)
  let cutAt = start + 2_000_000
  for (let row = 0; row < tape.rows.length && seen.cuts < wanted;) {
    const messageAt = tape.rows.localTime[row]!
    const at = Math.min(messageAt, clock.nextAt(), cutAt)
    if (at === cutAt) {
      seen.cuts++
      if (!driver.engine.market.books[0]!.isVoid) seen.cutWhileKnown++
      // The market goes on while nobody is told yet that the connection is gone.
      wire.cut()
      cutAt += Math.round(-Math.log(1 - random.uniform()) * betweenMs * 1_000) + 1
    }
    serverNow = Math.max(at + 1, running.world.now) as Instant
    running.tick()
    clock.turn(at as Instant)
    await wire.settle()
    while (clock.callDue()) await wire.settle()
    if (driver.failed.aborted) throw driver.failed.reason
    while (row < tape.rows.length && tape.rows.localTime[row]! <= at) row++
  }
  await running.close()
  await feed.close()
  return seen
}

async function traderOf(
  tape: ParityTape,
  clock: SteppedClock,
  running: Awaited<ReturnType<typeof serveExchanges>>,
  seen: Seen,
): Promise<{ readonly driver: LiveDriver; readonly feed: MarketFeed }> {
  const { instruments } = tape
  const plan = wirePlans.find((each) => each.exchange === 'bybit' && each.class === 'spot')!
  const listings = instruments.map((instrument, index) => ({
    index,
    instrument,
    symbol: plan.symbolOf(instrument.base, instrument.quote),
  }))
  const feed = new WireFeed(plan, servedPlace(plan, running.address), listings, clock)
  const terms = venueConfig(new Fields({ feedMs: 0, orderMs: 1, answerMs: 1 }, 'a venue'))
  const { venues } = simulatedVenues(instruments, { venues: new Map([['*', terms]]), seed })
  const venue = new PaperVenue(feed, venues[0]!, clock)
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', instruments, clock.now())
  const settings = { everyMs: 50, lots: [1_000, 1_000] }
  const maker = pacedMaker({ settings, instruments }, () => undefined)
  const driver = new LiveDriver({
    ...usualLive,
    mode: 'paper',
    clock,
    journal: wire.counted(journal),
    venues: [venue],
    feeds: [venue],
    instruments,
    strategies: [
      {
        ...maker,
        decide: (state, event, desk) => {
          const intents = maker.decide(state as Parameters<typeof maker.decide>[0], event, desk)
          for (const intent of intents) {
            if (intent.kind !== 'place') continue
            seen.orders++
            if (!isVenues(desk, running.world, intent.order.instrument)) seen.stale++
          }
          if (Number.isNaN(desk.midTicks(0))) seen.voidLooks++
          return intents
        },
      },
    ],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000_000,
    limits: {},
    seed: 1,
    answerWithin: 5_000_000 as Duration,
    watchEvery: 1_000_000 as Duration,
    tell: () => undefined,
  })
  const started = await driver.start()
  if (started.kind === 'refused') throw new Error(started.differences.join('; '))
  await wire.settle()
  return { driver, feed: venue }
}

/** Is what is seen of a book what the venue has now, ten levels deep? */
function isVenues(desk: StrategyDesk, world: ExchangeWorld, instrument: number): boolean {
  return ([eventSide.bid, eventSide.ask] as const).every((side) => {
    const { length, prices, quantities } = desk.book(instrument).top(side, 10)
    return world
      .state(instrument)
      .top(side, 10)
      .every(({ ticks, lots }, k) => k < length && prices[k] === ticks && quantities[k] === lots)
  })
}
