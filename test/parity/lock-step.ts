import { beginRun } from '../../src/app/live/begin-run.ts'
import { LiveDriver } from '../../src/app/live/live-driver.ts'
import { usualLive } from '../../src/app/live/live-setup.ts'
import { openJournal } from '../../src/app/live/open-journal.ts'
import { WireFeed } from '../../src/app/market/wire-feed.ts'
import { servedPlace } from '../../src/app/market/wire-plan.ts'
import { wirePlans } from '../../src/app/market/wire-plans.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { servedVenues } from '../../src/app/exchange/served-venues.ts'
import type { Strategy } from '../../src/core/strategy/strategy.ts'
import type { Venue } from '../../src/core/orders/venue.ts'
import type { Duration, Instant } from '../../src/core/time.ts'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { serveExchanges } from '../../src/exchanges/serving/exchange-server.ts'
import { openExchange, type CcxtExchange } from '../../src/gateways/ccxt-exchange.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { marketOf } from '../../src/gateways/listed-markets.ts'
import { tapeSource, type ParityTape } from './parity-tape.ts'
import { QuietWire } from './quiet-wire.ts'
import { SteppedClock } from './stepped-clock.ts'

/** What a run in lock-step came to. */
export interface LockStep {
  /** Lots held of each instrument: as the trader counts them, and as its account at the exchange does. */
  readonly held: readonly number[]
  readonly heldThere: readonly number[]
  readonly fills: number
  readonly orders: number
  /** Instants at which something was done, one after another. */
  readonly steps: number
}

/** The exchange is a microsecond ahead, so that what is told at an instant has happened. */
const aheadUs = 1

/**
 * Runs a strategy over the wire against a served Bybit that plays a tape by the tape's own clock: one instant after
 * another, each only when everything the one before has brought about is over, at the exchange, on the sockets, on the
 * disk and here. Our own decoders hear the market, unmodified ccxt trades.
 *
 * The tape has to lie in the future of this machine's clock: an order is not sent once that is past its time.
 *
 * @param folder of the journal
 */
export async function runLockStep(
  tape: ParityTape,
  strategy: Strategy,
  folder: string,
): Promise<LockStep> {
  const wire = new QuietWire()
  const start = tape.rows.localTime[0]! as Instant
  const clock = new SteppedClock(start)
  let serverNow = (start + aheadUs) as Instant
  const running = await serveExchanges({
    source: tapeSource(tape),
    venues: servedVenues.filter(({ name }) => name === 'bybit'),
    faults: new Map([['bybit', { ...usualSwitches }]]),
    keys: servedKeys,
    seed: 1,
    clock: () => serverNow,
    start,
    port: 0,
    isStepped: true,
    failed: (error) => {
      throw error
    },
  })
  const turnTo = (at: number): void => {
    // Each answer takes the exchange two microseconds further.
    serverNow = Math.max(at + aheadUs, running.world.now) as Instant
    running.tick()
    clock.turn(at as Instant)
  }
  const { driver, close } = await trader(tape, strategy, { clock, wire, folder, running })
  let steps = 0
  for (let row = 0; row < tape.rows.length;) {
    const messageAt = tape.rows.localTime[row]!
    const at = Math.min(messageAt, clock.nextAt())
    turnTo(at)
    await wire.settle()
    while (clock.callDue()) await wire.settle()
    if (driver.failed.aborted) throw driver.failed.reason
    while (row < tape.rows.length && tape.rows.localTime[row]! <= at) row++
    steps++
  }
  const account = running.world.accounts.find(({ listed }) => listed.size > 0)!
  const { engine } = driver
  const result: LockStep = {
    held: engine.account.holdings.map(({ lots }) => lots),
    heldThere: tape.instruments.map((_, index) =>
      account.records
        .taken()
        .filter((order) => order.index === index)
        .flatMap(({ fills, request }) =>
          fills.map(({ lots }) => (request.side === 'buy' ? lots : -lots)),
        )
        .reduce((sum, lots) => sum + lots, 0),
    ),
    fills: engine.account.holdings.reduce((sum, { fills }) => sum + fills, 0),
    orders: account.records.taken().length,
    steps,
  }
  await close()
  wire.close()
  return result
}

async function trader(
  tape: ParityTape,
  strategy: Strategy,
  world: {
    readonly clock: SteppedClock
    readonly wire: QuietWire
    readonly folder: string
    readonly running: Awaited<ReturnType<typeof serveExchanges>>
  },
): Promise<{ readonly driver: LiveDriver; readonly close: () => Promise<void> }> {
  const { clock, wire, folder, running } = world
  const exchange = await exchangeAt(`${running.address}/bybit`, clock)
  const markets = await exchange.loadMarkets()
  const listed = tape.instruments.map(({ name }, index) => {
    const { instrument, market } = marketOf('bybit', markets, { name, class: 'spot' })
    return { index, instrument, symbol: market.symbol }
  })
  const instruments = listed.map(({ instrument }) => instrument)
  const plan = wirePlans.find((each) => each.exchange === 'bybit' && each.class === 'spot')!
  const feed = new WireFeed(
    plan,
    servedPlace(plan, running.address),
    instruments.map((instrument, index) => ({
      index,
      instrument,
      symbol: plan.symbolOf(instrument.base, instrument.quote),
    })),
    clock,
  )
  const venue = new CcxtVenue('bybit', exchange, listed, clock)
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', instruments, clock.now())
  const driver = new LiveDriver({
    ...usualLive,
    mode: 'paper',
    clock,
    journal: wire.counted(journal),
    venues: [wire.counted(oneByOne(venue))],
    feeds: [feed],
    instruments,
    strategies: [strategy],
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
  return {
    driver,
    close: async () => {
      await running.close()
      await feed.close()
      await venue.close()
      await journal.close()
    },
  }
}

/** Commands leave in the order they were decided: of two requests at once either may come first. */
function oneByOne(venue: Venue): Venue {
  let last: Promise<unknown> = Promise.resolve()
  return new Proxy(venue, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'send') return value.bind(target) as unknown
      return (...command: Parameters<Venue['send']>) => {
        const sent = last.then(() => target.send(...command))
        last = sent
        return sent
      }
    },
  })
}

/** ccxt with its clock turned to the tape's, and no wait of its own between two requests. */
async function exchangeAt(url: string, clock: SteppedClock): Promise<CcxtExchange> {
  const { key: apiKey, secret } = servedKeys
  const options = { fetchMarkets: { types: ['spot'] }, defaultType: 'spot' }
  const exchange = await openExchange('bybit', { url, apiKey, secret, options })
  exchange.enableRateLimit = false
  const milliseconds = (): number => Math.floor(clock.now() / 1_000)
  Object.assign(exchange, {
    milliseconds,
    seconds: () => Math.floor(milliseconds() / 1_000),
    microseconds: () => clock.now(),
  })
  return exchange
}
