import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { marketFixture } from '../../../test/market-fixture.ts'
import type { MarketFrame } from '../../protocol/market.ts'
import type { ServerSocket } from './desk-socket.ts'
import { serverLimits } from './limits.ts'
import { marketFrames } from './market-frames.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A window that keeps what it is told. */
function windowOf() {
  const listeners = new Map<string, (data: Buffer) => void>()
  const heard: MarketFrame[] = []
  const socket: ServerSocket & { bufferedAmount: number } = {
    bufferedAmount: 0,
    send: (text) => heard.push(JSON.parse(text) as MarketFrame),
    close: () => undefined,
    terminate: () => undefined,
    on: (event: string, listener: (data: Buffer) => void) => listeners.set(event, listener),
  }
  const say = (words: unknown): void => {
    const text = typeof words === 'string' ? words : JSON.stringify(words)
    listeners.get('message')!(Buffer.from(text))
  }
  return { socket, heard, say, leave: () => listeners.get('close')!(Buffer.alloc(0)) }
}

function kinds(frames: readonly MarketFrame[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { type } of frames) counts[type] = (counts[type] ?? 0) + 1
  return counts
}

test('a window is told the state at once, then at most ten frames a second, all books in turn', () => {
  const { market, change } = marketFixture()
  const frames = marketFrames(market)
  const { socket, heard } = windowOf()
  frames.add(socket)
  for (let step = 0; step < 300; step++) {
    change()
    vi.advanceTimersByTime(10)
  }
  expect(heard[0]!.type).toBe('market')
  expect(kinds(heard)).toEqual({ market: 3, book: 27 })
  const told = heard.flatMap((frame) => (frame.type === 'book' ? [frame.venue] : []))
  expect(new Set(told)).toEqual(new Set(['binance', 'okx', 'kraken']))
  expect(heard.find(({ type }) => type === 'book')).toMatchObject({
    venue: 'binance',
    instrument: 'BTC-USDT',
    bids: [[100, 1]],
    asks: [[101, 2]],
  })
  frames.close()
})

test('a book that has not changed is not told again', () => {
  const { market, change } = marketFixture()
  const frames = marketFrames(market)
  const { socket, heard } = windowOf()
  frames.add(socket)
  change()
  vi.advanceTimersByTime(5_000)
  expect(kinds(heard)).toEqual({ market: 5, book: 3 })
  frames.close()
})

test('who watches a coin gets its books together, and who watches none gets none', () => {
  const { market, change } = marketFixture()
  const frames = marketFrames(market)
  const [watching, indifferent] = [windowOf(), windowOf()]
  frames.add(watching.socket)
  frames.add(indifferent.socket)
  watching.say({ type: 'watch', base: 'BTC' })
  indifferent.say({ type: 'watch', base: null })
  for (let step = 0; step < 10; step++) {
    change()
    vi.advanceTimersByTime(100)
  }
  expect(kinds(watching.heard)).toEqual({ market: 1, ladder: 9 })
  expect(watching.heard[1]).toMatchObject({ base: 'BTC', books: [{ venue: 'binance' }, {}, {}] })
  expect(kinds(indifferent.heard)).toEqual({ market: 1 })
  frames.close()
})

test.each([['not json'], ['null'], ['[]'], [{ type: 'act' }], [{ type: 'watch', base: 7 }]])(
  'a window that says %j is served as one that says nothing',
  (words) => {
    const { market, change } = marketFixture()
    const frames = marketFrames(market)
    const { socket, heard, say } = windowOf()
    frames.add(socket)
    say(words)
    change()
    vi.advanceTimersByTime(500)
    expect(kinds(heard)).toEqual({ market: 1, book: 3 })
    frames.close()
  },
)

test('a window that does not read is told nothing until it does, and how much it missed', () => {
  const { market, change } = marketFixture()
  const frames = marketFrames(market)
  const { socket, heard, say } = windowOf()
  frames.add(socket)
  say({ type: 'watch', base: 'BTC' })
  vi.advanceTimersByTime(100)
  socket.bufferedAmount = serverLimits.marketBufferedBytesMax + 1
  for (let step = 0; step < 20; step++) {
    change()
    vi.advanceTimersByTime(100)
  }
  expect(kinds(heard)).toEqual({ market: 1 })
  socket.bufferedAmount = 0
  vi.advanceTimersByTime(200)
  expect(heard.find(({ type }) => type === 'ladder')).toMatchObject({ skipped: 20 })
  frames.close()
})

test('without windows nothing runs', () => {
  const frames = marketFrames(marketFixture().market)
  expect(vi.getTimerCount()).toBe(0)
  const { socket, leave } = windowOf()
  frames.add(socket)
  expect(vi.getTimerCount()).toBe(1)
  leave()
  expect(vi.getTimerCount()).toBe(0)
})
