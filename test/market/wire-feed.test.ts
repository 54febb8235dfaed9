import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { LiveVenue, requireVenues } from '../../src/app/market/live-venue.ts'
import { wantedInstrument } from '../../src/app/market/wanted-instrument.ts'
import { WireFeed } from '../../src/app/market/wire-feed.ts'
import { wirePlans } from '../../src/app/market/wire-plans.ts'
import { InstrumentBook } from '../../src/book/instrument-book.ts'
import { eventKind, eventSide } from '../../src/core/events/event-codes.ts'
import { served } from '../exchange/served.ts'
import { eventually } from '../until.ts'

// Live feeds on exchanges that are served here, with faults.

/** For whoever asks for no fault. */
let exchange: Awaited<ReturnType<typeof served>>
beforeAll(async () => {
  exchange = await served(['binance', 'bybit', 'okx', 'kraken', 'coinbase'])
})
afterAll(() => exchange.close())

type Test = Pick<TestContext, 'onTestFinished'>

/** Of one that can go wrong. */
async function ownExchange({ onTestFinished }: Test): Promise<typeof exchange> {
  const own = await served(['binance'])
  onTestFinished(() => own.close())
  return own
}

const wanted = (...names: readonly string[]) => names.map((name) => wantedInstrument(name, 'test'))

async function followed(
  { onTestFinished }: Test,
  at: typeof exchange,
  [name, instrument] = ['binance', 'BTC'],
) {
  const venue = new LiveVenue(name, { url: at.address })
  const [listing, ...others] = await venue.list(wanted(instrument, 'NONE'))
  expect(others).toEqual([])
  const feed = await venue.feed([{ instrument: listing!.instrument, index: 0 }], wallClock)
  expect(feed).toBeInstanceOf(WireFeed)
  onTestFinished(() => feed.close())
  const seen = {
    book: new InstrumentBook(),
    gaps: 0,
    trades: 0,
    crossed: 0,
    notices: [] as string[],
    toldAt: 0,
  }
  let look: (() => void) | undefined
  await feed.start({
    rows: (rows) => {
      seen.toldAt = wallClock.now()
      for (let row = 0; row < rows.length; row++) {
        if (rows.kind[row] === eventKind.gap) seen.gaps++
        if (rows.kind[row] === eventKind.trade) seen.trades++
        seen.book.apply(rows, row)
      }
      const { levels } = seen.book
      if (levels.best(eventSide.bid) > levels.best(eventSide.ask)) seen.crossed++
      look?.()
    },
    notice: ({ kind }) => seen.notices.push(kind),
  })
  const until = (is: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (is()) resolve()
      }
      look()
    })
  return { feed, seen, until, listing: listing! }
}

test.concurrent('books and trades come, gaps void the book and it comes back, and it agrees with the venue', async (context) => {
  const own = await ownExchange(context)
  const { feed, seen, until } = await followed(context, own)
  await until(() => !seen.book.isVoid && seen.trades > 0)
  expect(seen.notices).toEqual(['connected'])
  own.turn({ 'binance.gap': 0.2 })
  await until(() => seen.gaps >= 2)
  own.turn({ 'binance.gap': 0 })
  await until(() => !seen.book.isVoid)
  expect(seen.crossed).toBe(0)
  // Both are looked at while the market moves: they are within a step of time, so that now and then they must agree.
  await eventually(async () => {
    const { bid, ask } = await feed.touch(0)
    const { levels } = seen.book
    expect([levels.best(eventSide.bid), levels.best(eventSide.ask)]).toEqual([bid, ask])
  })
  const { offset, roundTrip } = await feed.readClock!()
  // It is the same clock: what there seems to be between them is the way.
  expect(Math.abs(offset)).toBeLessThanOrEqual(roundTrip / 2 + 2_000)
})

test.concurrent('a feed that has nothing to say shows that it lives', async (context) => {
  const own = await ownExchange(context)
  const { feed, seen, until } = await followed(context, own)
  await until(() => !seen.book.isVoid)
  own.turn({ 'binance.drop': 1 })
  // Of what was told before the last comes within that time too: from then on it is by pongs.
  await eventually(() => expect(feed.heardAt!(0) - seen.toldAt).toBeGreaterThan(1_500_000))
  expect(seen.notices).toEqual(['connected'])
})

test.concurrent('a connection that is cut is a gap, and the book comes back by itself', async (context) => {
  const { feed, seen, until } = await followed(context, exchange)
  await until(() => !seen.book.isVoid)
  feed.resync([0])
  await until(() => seen.gaps === 1)
  expect(seen.book.isVoid).toBe(true)
  await until(() => !seen.book.isVoid)
  expect(seen.notices).toEqual(['connected', 'resync', 'disconnected', 'connected'])
})

test.concurrent.for([
  ['bybit', 'BTC-USDT:linear', 'BTCUSDT'],
  ['okx', 'ETH-USDT:linear', 'ETH-USDT-SWAP'],
  ['binance', 'BTC-USDT:linear', 'BTCUSDT'],
  ['kraken', 'BTC', 'BTC/USD'],
  ['coinbase', 'ETH', 'ETH-USD'],
] as const)('%s %s is read by our own decoders', async ([name, instrument, symbol], context) => {
  const { seen, until, listing } = await followed(context, exchange, [name, instrument])
  const kind = instrument.split(':')[1] ?? 'spot'
  expect(listing).toMatchObject({ symbol, instrument: { venue: name, class: kind } })
  await until(() => !seen.book.isVoid && seen.trades > 0)
  expect([seen.gaps, seen.crossed]).toEqual([0, 0])
})

test.concurrent('spot and perpetuals of a venue are one feed', async ({ onTestFinished }) => {
  const venue = new LiveVenue('mine', { exchange: 'okx', url: exchange.address })
  const listings = await venue.listAll(wanted('BTC-USDT', 'BTC-USDT:linear'))
  expect(listings.map(({ instrument }) => [instrument.venue, instrument.contractSize])).toEqual([
    ['mine', undefined],
    ['mine', { units: 1, decimals: 2 }],
  ])
  const placed = listings.map(({ instrument }, index) => ({ instrument, index }))
  const feed = await venue.feed(placed, wallClock)
  onTestFinished(() => feed.close())
  await new Promise<void>((resolve) => {
    const heard = new Set<number>()
    void feed.start({
      rows: (rows) => {
        heard.add(rows.instrument[0]!)
        if (heard.size === 2) resolve()
      },
      notice: () => undefined,
    })
  })
  const [spot, perpetual] = await Promise.all([feed.touch(0), feed.touch(1)])
  expect([spot.bid > 0, perpetual.ask > perpetual.bid]).toEqual([true, true])
  await expect(venue.listAll(wanted('NONE-USDT'))).rejects.toThrow('mine lists no NONE-USDT')
})

test.concurrent('an exchange that is not there is asked for again, and says so', async ({
  onTestFinished,
}) => {
  const venue = new LiveVenue('binance', { url: 'http://127.0.0.1:1' })
  await expect(venue.list(wanted('BTC'))).rejects.toThrow('127.0.0.1:1')
  const nowhere = { rest: 'http://127.0.0.1:1', socket: 'ws://127.0.0.1:1' }
  const feed = new WireFeed(wirePlans[0]!, nowhere, [], wallClock)
  onTestFinished(() => feed.close())
  const told = await new Promise<string>((resolve) => {
    void feed.start({ rows: () => undefined, notice: ({ kind }) => resolve(kind) })
  })
  expect(told).toBe('disconnected')
})

test('a name is an exchange of ours, one of ccxt, or none', () => {
  expect(() => requireVenues(['binance', 'gate-io', 'kucoin'], 'x')).not.toThrow()
  expect(() => requireVenues(['nowhere'], 'x')).toThrow('no feed of nowhere is known')
  for (const text of ['btc', 'BTC/USDT', 'BTC-USDT:futures', ''])
    expect(() => wantedInstrument(text, '--instruments'), text).toThrow('expected BTC or BTC-USDT')
})
