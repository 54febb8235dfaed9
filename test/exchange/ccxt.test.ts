import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { ccxtCases, ccxtVenues } from './ccxt-cases.ts'
import { cancelAll, ccxtClient, type CcxtExchange } from './ccxt-client.ts'
import { pause, rehearse, type Rehearsed } from './ccxt-rehearsal.ts'
import { served } from './served.ts'
import { eventually, patienceMs, until } from '../until.ts'

let exchange: Awaited<ReturnType<typeof served>>
const reached: string[] = []

/** A campaign lasts longer: docs/results/served-exchanges.md. */
const seconds = Number(process.env['ISOBAR_CCXT_SECONDS'] ?? 2)

/** What a short run asks is far below the venues' limits: only a campaign needs ccxt to wait between its questions. */
const pace = { enableRateLimit: process.env['ISOBAR_CCXT_SECONDS'] !== undefined }

const faults = {
  duplicate: 0.01,
  delayMs: 20,
  disconnect: 0.01,
  tooMany: 0.01,
  serverError: 0.01,
  ackLate: 0.02,
  // No longer than leaves a short run time for anything else.
  ackLateMs: Math.min(2_000, seconds * 100),
  ackLost: 0.01,
  notFoundMs: 20,
  cancelLoses: 0.2,
  cancelLosesMs: 200,
} as const

beforeAll(async () => {
  countConnections()
  exchange = await served(ccxtVenues)
})
afterAll(() => exchange.close())

/** Every address that this process tries to reach. */
function countConnections(): void {
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { readonly socket: Socket }
    socket.on('connectionAttempt', (address) => reached.push(address))
    socket.on('lookup', (_error, address, _family, host) => reached.push(address, host))
  })
}

test.each(ccxtCases)(
  'unmodified ccxt watches, trades and is told at $venue: $symbol',
  async ({ venue, symbol, settings, hasPositions }) => {
    const client = await ccxtClient(exchange.address, venue, { ...settings, ...pace })
    try {
      await client.loadMarkets()
      const [book, trades, ticker] = await Promise.all([
        watched(client, symbol),
        client.watchTrades(symbol),
        client.watchTicker(symbol),
      ])
      expect(book.bids[0]![0]).toBeLessThan(book.asks[0]![0])
      expect(trades.length).toBeGreaterThan(0)
      // In milliseconds, as ccxt takes every venue's instants to be: ten seconds of trades are there before the first.
      for (const { timestamp } of trades) {
        expect(Math.abs(timestamp - Date.now())).toBeLessThan(10_000 + patienceMs)
      }
      const last = ticker.last!
      expect((await client.fetchOHLCV(symbol, '1m')).length).toBeGreaterThan(0)
      expect((await client.fetchTrades(symbol)).length).toBeGreaterThan(0)
      expect((await client.fetchTicker(symbol)).last / last).toBeCloseTo(1, 1)
      expect((await client.fetchOrderBook(symbol, 50)).asks).toHaveLength(50)

      // Who asks to be told is subscribed a little later: orders until then are nobody's news.
      const orders = await whileUntold(client.watchOrders(symbol), async () => {
        const order = await client.createOrder(symbol, 'limit', 'buy', 0.01, last * 0.98)
        await client.cancelOrder(order.id, symbol)
      })
      expect(orders.length).toBeGreaterThan(0)
      const placed = await client.createOrder(symbol, 'limit', 'buy', 0.01, last * 0.98)
      const edited = await client.editOrder(placed.id, symbol, 'limit', 'buy', 0.02, last * 0.97)
      expect(await client.fetchOpenOrders(symbol)).toMatchObject([{ id: edited.id, amount: 0.02 }])
      // Bybit and OKX acknowledge a cancel by the order's id alone.
      const gone = await client.cancelOrder(edited.id, symbol)
      expect([gone.id, gone.status ?? 'canceled']).toEqual([edited.id, 'canceled'])
      expect(await client.fetchOpenOrders(symbol)).toEqual([])
      // Bybit shows the latest orders alone, and ccxt wants that to be known.
      const known = venue === 'bybit' ? { acknowledged: true } : {}
      const found = await client.fetchOrder(edited.id, symbol, known)
      expect([found.status, found.filled]).toEqual(['canceled', 0])
      const iocTerms = { timeInForce: 'IOC' }
      await client.createOrder(symbol, 'limit', 'buy', 0.01, last * 0.98, iocTerms)
      expect(await client.fetchOpenOrders(symbol)).toEqual([])

      let bought = 0
      const buy = async (): Promise<void> => {
        await client.createOrder(symbol, 'market', 'buy', 0.05)
        bought += 0.05
      }
      await whileUntold(client.watchMyTrades(symbol), buy)
      await whileUntold(client.watchBalance(), buy)
      const mine = await client.fetchMyTrades(symbol)
      expect(mine.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(bought, 8)
      await client.createOrder(symbol, 'limit', 'buy', 0.01, last * 0.98, { postOnly: true })
      await cancelAll(client, symbol)
      expect(await client.fetchOpenOrders(symbol)).toEqual([])
      expect((await client.fetchBalance())['USDT']!.total).toBeLessThan(1_000_000)
      const positions = hasPositions ? await client.fetchPositions([symbol]) : []
      const held = positions.map(({ contracts, side }) => [Math.round(contracts * 100), side])
      expect(held).toEqual(hasPositions ? [[Math.round(bought * 100), 'long']] : [])
      if (hasPositions) await client.setLeverage(5, symbol)
    } finally {
      await client.close()
    }
  },
)

test(
  'under faults unmodified ccxt sees no crossed book, and what it bought is what it has',
  { timeout: (seconds * 1.5 + 300) * 1_000 },
  async () => {
    const start = Date.now()
    const clients = await Promise.all(
      ccxtCases.map(({ venue, settings }) =>
        ccxtClient(exchange.address, venue, { ...settings, ...pace }),
      ),
    )
    await Promise.all(clients.map((client) => client.loadMarkets()))
    const began = await Promise.all(clients.map(holdings))
    const gaps = ccxtCases
      .filter(({ checksBooks }) => checksBooks)
      .map(({ venue }) => [`${venue}.gap`, 0.003])
    exchange.turn({ ...faults, ...Object.fromEntries(gaps) })
    const state = { placed: 0, isOver: false }
    // One market may do nothing in a second or two, and all of them on a busy machine: until one has.
    const over = pause(seconds * 1_000)
      .then(() => until(() => state.placed > 0))
      .finally(() => (state.isOver = true))
    const terms = { isOver: () => state.isOver, over, placed: () => void state.placed++ }
    const seen = await Promise.all(
      ccxtCases.map((each, k) => rehearse(clients[k]!, each, { ...terms, seed: k + 1 })),
    )
    await over
    exchange.turn({ ...usualSwitches })
    expect(seen.reduce((sum, { placed }) => sum + placed, 0)).toBe(state.placed)
    for (const [k, { venue, symbol }] of ccxtCases.entries()) {
      const client = clients[k]!
      // What is carried out late, or acknowledged late, is so for a while yet.
      await eventually(async () => {
        for (const { id } of await client.fetchOpenOrders(symbol)) await ended(client, id, symbol)
        const traded = await boughtLots(client, symbol)
        const now = await holdings(client)
        expect(now - began[k]!, `${venue} ${symbol}`).toBeCloseTo(traded, 6)
      })
      report(`${venue} ${symbol}`, seen[k]!)
      expect(seen[k]!.crossed).toBe(0)
      await client.close()
    }

    async function holdings(client: (typeof clients)[number]): Promise<number> {
      const { symbol, hasPositions } = ccxtCases[clients.indexOf(client)]!
      if (!hasPositions) return (await client.fetchBalance())[symbol.split('/')[0]!]!.total
      const [position] = await client.fetchPositions([symbol])
      return position === undefined ? 0 : position.contracts * (position.side === 'short' ? -1 : 1)
    }

    /** Bought less sold, and less what was paid in it, of all trades the venue lists. */
    async function boughtLots(client: (typeof clients)[number], symbol: string): Promise<number> {
      const base = symbol.split('/')[0]!
      const { listsLatest } = ccxtCases[clients.indexOf(client)]!
      const all = new Map<string, number>()
      for (let since = start, latest = Date.now() + 1_000; ;) {
        // From the start on, or a hundred at a time from the end back.
        const trades =
          listsLatest === true
            ? await client.fetchMyTrades(symbol, start, 100, { until: latest })
            : await client.fetchMyTrades(symbol, since, 500)
        latest = Math.min(latest, ...trades.map(({ timestamp }) => timestamp))
        const { size } = all
        for (const { id, amount, side, fee, timestamp } of trades) {
          const paid = fee?.currency === base ? fee.cost : 0
          all.set(id, (side === 'buy' ? amount : -amount) - paid)
          since = timestamp
        }
        if (all.size === size) break
      }
      return [...all.values()].reduce((sum, each) => sum + each, 0)
    }
  },
)

test('nothing that ccxt did left this machine', () => {
  expect(reached.length).toBeGreaterThan(5)
  expect(new Set(reached)).toEqual(new Set(['127.0.0.1']))
})

/** The book after a few updates. */
async function watched(
  client: CcxtExchange,
  symbol: string,
): ReturnType<CcxtExchange['watchOrderBook']> {
  for (let k = 0; k < 3; k++) await client.watchOrderBook(symbol)
  return client.watchOrderBook(symbol)
}

/** Acts, once at least, until a watch has been told. */
async function whileUntold<News>(watch: Promise<News>, act: () => Promise<void>): Promise<News> {
  const news = { isTold: false }
  const told = watch.finally(() => {
    news.isTold = true
  })
  do await act()
  while (!news.isTold)
  return told
}

function report(name: string, seen: Rehearsed): void {
  if (process.env['ISOBAR_CCXT_SECONDS'] === undefined) return
  process.stderr.write(`${name}: ${JSON.stringify(seen)}\n`)
}

/** Cancels an order that a late cancel may have ended meanwhile. */
async function ended(client: CcxtExchange, id: string, symbol: string): Promise<void> {
  try {
    await client.cancelOrder(id, symbol)
  } catch (error) {
    if ((error as Error).constructor.name !== 'OrderNotFound') throw error
  }
}
