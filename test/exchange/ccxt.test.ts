import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ccxtCases, ccxtVenues } from './ccxt-cases.ts'
import { cancelAll, ccxtClient, type CcxtExchange } from './ccxt-client.ts'
import { served } from './served.ts'

let exchange: Awaited<ReturnType<typeof served>>
const reached: string[] = []

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
    const client = await ccxtClient(exchange.address, venue, settings)
    try {
      await client.loadMarkets()
      const [book, trades, ticker] = await Promise.all([
        watched(client, symbol),
        client.watchTrades(symbol),
        client.watchTicker(symbol),
      ])
      expect(book.bids[0]![0]).toBeLessThan(book.asks[0]![0])
      expect(trades.length).toBeGreaterThan(0)
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
      const ended = await client.cancelOrder(edited.id, symbol)
      expect([ended.id, ended.status ?? 'canceled']).toEqual([edited.id, 'canceled'])
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
