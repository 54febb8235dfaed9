import { afterEach, expect, test } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { listInstruments } from '../../src/app/market/list-instruments.ts'
import { WireFeed } from '../../src/app/market/wire-feed.ts'
import { servedPlace, wireVenues } from '../../src/app/market/wire-venues.ts'
import { InstrumentBook } from '../../src/book/instrument-book.ts'
import { eventKind, eventSide } from '../../src/core/events/event-codes.ts'
import { served } from '../exchange/served.ts'

// The desk's own feed on an exchange that is served here, with faults.

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close()
})

const binance = wireVenues.find(({ name }) => name === 'binance')!
const signal = new AbortController().signal

async function followed() {
  const exchange = await served(['binance'])
  open.push(exchange)
  const place = servedPlace(binance, exchange.address)
  const wanted = [
    { base: 'BTC', quote: undefined },
    { base: 'NONE', quote: undefined },
  ]
  const [listing, ...others] = await listInstruments(binance, place, wanted, signal)
  expect(others).toEqual([])
  expect(listing).toMatchObject({ symbol: 'BTCUSDT', instrument: { name: 'BTC-USDT' } })
  const feed = new WireFeed(binance, place, [{ ...listing!, index: 0 }], wallClock)
  open.push(feed)
  const seen = {
    book: new InstrumentBook(),
    gaps: 0,
    trades: 0,
    crossed: 0,
    notices: [] as string[],
  }
  let look: (() => void) | undefined
  await feed.start({
    rows: (rows) => {
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
  return { exchange, feed, seen, until }
}

test('books and trades come, gaps void the book and it comes back, and it agrees with the venue', async () => {
  const { exchange, feed, seen, until } = await followed()
  await until(() => !seen.book.isVoid && seen.trades > 0)
  expect(seen.notices).toEqual(['connected'])
  exchange.turn({ 'binance.gap': 0.2 })
  await until(() => seen.gaps >= 2)
  exchange.turn({ 'binance.gap': 0 })
  await until(() => !seen.book.isVoid)
  expect(seen.crossed).toBe(0)
  // Both are looked at while the market moves: they are within a step of time, so one of a few must agree.
  const agreed: boolean[] = []
  for (let k = 0; k < 20 && !agreed.includes(true); k++) {
    const { bid, ask } = await feed.touch(0)
    const { levels } = seen.book
    agreed.push(levels.best(eventSide.bid) === bid && levels.best(eventSide.ask) === ask)
  }
  expect(agreed).toContain(true)
  const { offset, roundTrip } = await feed.readClock()
  // It is the same clock: what there seems to be between them is the way.
  expect(Math.abs(offset)).toBeLessThanOrEqual(roundTrip / 2 + 2_000)
})

test('a connection that is cut is a gap, and the book comes back by itself', async () => {
  const { feed, seen, until } = await followed()
  await until(() => !seen.book.isVoid)
  feed.resync([0])
  await until(() => seen.gaps === 1)
  expect(seen.book.isVoid).toBe(true)
  await until(() => !seen.book.isVoid)
  expect(seen.notices).toEqual(['connected', 'resync', 'disconnected', 'connected'])
})

test('an exchange that is not there is asked for again, and says so', async () => {
  const nowhere = { rest: 'http://127.0.0.1:1', socket: 'ws://127.0.0.1:1' }
  const wanted = [{ base: 'BTC', quote: undefined }]
  await expect(listInstruments(binance, nowhere, wanted, signal)).rejects.toThrow('127.0.0.1:1')
  const feed = new WireFeed(binance, nowhere, [], wallClock)
  open.push(feed)
  const told = await new Promise<string>((resolve) => {
    void feed.start({ rows: () => undefined, notice: ({ kind }) => resolve(kind) })
  })
  expect(told).toBe('disconnected')
})
