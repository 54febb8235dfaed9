import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { OrderSearch } from '../core/orders/venue.ts'
import type { Instant } from '../core/time.ts'
import { openExchange, type CcxtExchange } from './ccxt-exchange.ts'
import { CcxtVenue } from './ccxt-venue.ts'
import { OneAtATime } from './one-at-a-time.ts'
import { askPressing } from './pressing-questions.ts'
import type { TradedListing } from './read-orders.ts'

beforeAll(() => openExchange('kraken', {}))
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const answers: Readonly<Record<string, object>> = {
  OpenOrders: { open: {} },
  ClosedOrders: { closed: {}, count: 0 },
  TradesHistory: { trades: {}, count: 0 },
}

const listings = ['BTC', 'ETH', 'SOL'].map((base, index): TradedListing => {
  const step = { units: 1, decimals: 2 }
  const instrument: Instrument = {
    name: `${base}-USD`,
    venue: 'kraken',
    base,
    quote: 'USD',
    class: 'spot',
    tickSize: step,
    lotSize: step,
  }
  return { index, instrument, symbol: `${base}/USD` }
})

/** A Kraken that answers at once that there is nothing, and what it was asked. */
async function emptyKraken(): Promise<{
  readonly exchange: CcxtExchange
  readonly venue: CcxtVenue
  readonly sent: string[]
}> {
  const exchange = await openExchange('kraken', {
    url: 'http://127.0.0.1:9/kraken',
    apiKey: 'key',
    secret: 'c2VjcmV0',
  })
  const sent: string[] = []
  const markets = listings.map(({ symbol, instrument: { base } }) => ({
    id: `${base}USD`,
    symbol,
    base,
    quote: 'USD',
    type: 'spot',
    spot: true,
    active: true,
    precision: { amount: 0.01, price: 0.01 },
  }))
  const setMarkets = Reflect.get(exchange, 'setMarkets') as (given: object) => unknown
  setMarkets.call(exchange, markets)
  const fetch = (url: string): Promise<object> => {
    const path = url.split('/').at(-1)!
    sent.push(path)
    return Promise.resolve({ error: [], result: answers[path] ?? {} })
  }
  Object.assign(exchange, { fetch })
  const venue = new CcxtVenue('kraken', exchange, listings, { now: () => 0 as Instant })
  return { exchange, venue, sent }
}

/** Lets time pass until something is there. @returns how many seconds that took */
async function secondsUntil(condition: () => boolean): Promise<number> {
  const begun = performance.now()
  while (!condition()) await vi.advanceTimersByTimeAsync(100)
  return (performance.now() - begun) / 1_000
}

test('orders of unknown fate are concluded on at Kraken within 40 s, whatever else is asked', async () => {
  const { exchange, venue, sent } = await emptyKraken()
  // What a minute of cancellations had waiting: at one question in three seconds, a minute and a half of them.
  for (let k = 0; k < 30; k++) void exchange.fetchOrder(`O${k}`, 'BTC/USD').catch(() => undefined)
  const looks = setInterval(() => void venue.openOrders().catch(() => undefined), 2_000)
  await vi.advanceTimersByTimeAsync(4_000)
  const outcomes: OrderSearch[] = []
  for (const [k, { index }] of [...listings, ...listings].entries())
    void venue
      .search({ wireId: `lost${k}`, instrument: index, since: 0 as Instant, isPressing: true })
      .then((outcome) => outcomes.push(outcome))
  const seconds = await secondsUntil(() => outcomes.length === 6)
  clearInterval(looks)
  expect(outcomes).toEqual(Array.from({ length: 6 }, () => ({ kind: 'nothing' })))
  expect(seconds).toBeLessThan(40)
  // One list of fills for all of them, and each of the lists of open orders for all three pairs.
  expect(sent.filter((path) => path === 'TradesHistory')).toHaveLength(1)
})

test('one list that has not left answers all who ask for it, each for his own pair', async () => {
  const { exchange, sent } = await emptyKraken()
  const asked = ['BTC/USD', 'ETH/USD', 'BTC/USD'].map((symbol) => exchange.fetchMyTrades(symbol))
  expect(await Promise.all(asked)).toEqual([[], [], []])
  expect(sent).toEqual(['TradesHistory'])
  // One that has left tells of what was before it alone.
  const first = exchange.fetchMyTrades('BTC/USD')
  await vi.advanceTimersByTimeAsync(0)
  const second = exchange.fetchMyTrades('BTC/USD')
  await vi.advanceTimersByTimeAsync(10_000)
  await Promise.all([first, second])
  expect(sent).toHaveLength(3)
})

test('what is pressing does not wait for a list that was asked for before without haste', async () => {
  const { exchange, sent } = await emptyKraken()
  for (let k = 0; k < 12; k++) void exchange.fetchOrder(`O${k}`, 'BTC/USD').catch(() => undefined)
  void exchange.fetchMyTrades('BTC/USD')
  await vi.advanceTimersByTimeAsync(100)
  let isAnswered = false
  void askPressing(() => exchange.fetchMyTrades('BTC/USD')).then(() => (isAnswered = true))
  expect(await secondsUntil(() => isAnswered)).toBeLessThan(4)
  expect(sent.filter((path) => path === 'QueryOrders').length).toBeLessThan(12)
})

test('orders do not keep questions from leaving, and of these the pressing one goes first', async () => {
  const turns = new OneAtATime()
  const left: string[] = []
  const answered = (name: string) => async (): Promise<void> => void left.push(name)
  const all = [
    turns.run(true, answered('order 1')),
    turns.run(false, answered('question')),
    askPressing(() => turns.run(false, answered('pressing'))),
    ...[2, 3, 4, 5, 6].map((k) => turns.run(true, answered(`order ${k}`))),
  ]
  await Promise.all(all)
  expect(left).toEqual([
    'order 1',
    'order 2',
    'order 3',
    'pressing',
    'order 4',
    'order 5',
    'question',
    'order 6',
  ])
})
