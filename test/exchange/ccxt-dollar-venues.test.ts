import { afterAll, beforeAll, expect, test } from 'vitest'
import { signingKeyOf } from '../../src/exchanges/coinbase/signing-key.ts'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { ccxtClient, type CcxtExchange, type CcxtOrder } from './ccxt-client.ts'
import { served } from './served.ts'
import { eventually } from '../until.ts'

/** What Kraken and Coinbase have beyond what the shared cases use. */
interface MoreOfCcxt extends CcxtExchange {
  authenticate(): Promise<unknown>
  fetchClosedOrders(symbol: string): Promise<readonly CcxtOrder[]>
  createOrders(orders: readonly unknown[]): Promise<readonly CcxtOrder[]>
  cancelAllOrdersAfter(ms: number): Promise<unknown>
  fetchLedger(
    currency: string,
  ): Promise<readonly { readonly amount: number; readonly direction: 'in' | 'out' }[]>
  createOrderWs(...order: readonly unknown[]): Promise<CcxtOrder>
  editOrderWs(...order: readonly unknown[]): Promise<CcxtOrder>
  cancelOrderWs(id: string): Promise<unknown>
}

const symbol = 'BTC/USD'
let exchange: Awaited<ReturnType<typeof served>>

beforeAll(async () => {
  exchange = await served(['kraken', 'coinbase'])
})
afterAll(() => exchange.close())

/** Both venues' own limiters of ccxt wait a second a call. */
const settings = { enableRateLimit: false } as const
const { name: apiKey, privateKey: secret } = signingKeyOf(servedKeys)

async function clientOf(venue: string): Promise<MoreOfCcxt> {
  const credentials = venue === 'coinbase' ? { apiKey, secret } : {}
  const client = await ccxtClient(exchange.address, venue, { ...settings, ...credentials })
  return client as unknown as MoreOfCcxt
}

/** What a ledger says that came in all. */
async function booked(client: MoreOfCcxt): Promise<number> {
  const entries = await client.fetchLedger('BTC')
  return entries.reduce((sum, { amount, direction }) => {
    return sum + (direction === 'in' ? amount : -amount)
  }, 0)
}

/** What every venue's market data must give. @returns the last price */
async function seesTheMarket(client: MoreOfCcxt): Promise<number> {
  await client.loadMarkets()
  const [book, trades] = await Promise.all([
    watchedBook(client),
    client.watchTrades(symbol),
    client.watchTicker(symbol),
  ])
  expect(book.bids[0]![0]).toBeLessThan(book.asks[0]![0])
  expect(trades.length).toBeGreaterThan(0)
  const fetched = await client.fetchOrderBook(symbol, 20)
  expect(fetched.bids).toHaveLength(20)
  expect((await client.fetchTrades(symbol)).length).toBeGreaterThan(10)
  expect((await client.fetchOHLCV(symbol, '1m')).length).toBeGreaterThan(0)
  return (await client.fetchTicker(symbol)).last
}

async function watchedBook(client: MoreOfCcxt): ReturnType<CcxtExchange['watchOrderBook']> {
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

test('unmodified ccxt watches, trades and is told at Kraken', async () => {
  const client = await clientOf('kraken')
  try {
    // Its nonce is its clock's millisecond, each taken once: a token and an order asked for in one have two alike.
    await client.authenticate()
    const last = await seesTheMarket(client)
    const low = last * 0.98
    const place = (...more: readonly unknown[]): Promise<CcxtOrder> =>
      client.createOrder(symbol, 'limit', 'buy', 0.01, low, ...more)
    const orders = await whileUntold(client.watchOrders(symbol), async () => {
      const { id } = await place()
      await client.cancelOrder(id, symbol)
    })
    expect(orders.length).toBeGreaterThan(0)

    const placed = await place({ clientOrderId: 'of-ccxt', postOnly: true })
    // The answer names the amendment; the order keeps its id.
    await client.editOrder(placed.id, symbol, 'limit', 'buy', 0.02, last * 0.97)
    expect(await client.fetchOpenOrders(symbol)).toMatchObject([
      { id: placed.id, amount: 0.02, clientOrderId: 'of-ccxt' },
    ])
    await expect(place({ clientOrderId: 'of-ccxt' })).rejects.toThrow('EOrder:Duplicate order')
    await client.cancelOrder(placed.id, symbol)
    await expect(client.cancelOrder(placed.id, symbol)).rejects.toThrow('EOrder:Unknown order')
    expect((await client.fetchOrder(placed.id, symbol)).status).toBe('canceled')

    const one = { symbol, type: 'limit', side: 'buy', amount: 0.01, price: low }
    const batch = await client.createOrders([one, one])
    await client.cancelOrders(batch.map(({ id }) => id))
    const inSocket = await client.createOrderWs(symbol, 'limit', 'buy', 0.01, low)
    await client.editOrderWs(inSocket.id, symbol, 'limit', 'buy', 0.02, low)
    expect((await client.fetchOrder(inSocket.id, symbol)).amount).toBe(0.02)
    await client.cancelOrderWs(inSocket.id)

    const ioc = await client.createOrder(symbol, 'limit', 'buy', 0.01, last * 1.01, {
      timeInForce: 'IOC',
    })
    expect((await client.fetchOrder(ioc.id, symbol)).filled).toBe(0.01)
    await whileUntold(client.watchBalance(), async () => {
      await client.createOrder(symbol, 'market', 'sell', 0.02)
    })
    const mine = await client.fetchMyTrades(symbol)
    const net = mine.reduce((sum, each) => sum + each.amount * (each.side === 'buy' ? 1 : -1), 0)
    expect((await client.fetchBalance())['BTC']!.total).toBeCloseTo(100 + net, 8)
    expect(await booked(client)).toBeCloseTo(net, 8)
    await client.cancelAllOrdersAfter(60_000)
    await client.cancelAllOrders(symbol)
    expect(await client.fetchPositions()).toEqual([])
  } finally {
    await client.close()
  }
})

test('unmodified ccxt is told of its trades at Kraken', async () => {
  const client = await clientOf('kraken')
  try {
    // Its nonce is its clock's millisecond, each taken once: a token and an order asked for in one have two alike.
    await client.authenticate()
    await client.loadMarkets()
    const trades = await whileUntold(client.watchMyTrades(symbol), async () => {
      await client.createOrder(symbol, 'market', 'buy', 0.01)
    })
    expect(trades.at(-1)).toMatchObject({ side: 'buy', fee: { currency: 'USD' } })
  } finally {
    await client.close()
  }
})

test('unmodified ccxt watches, trades and is told at Coinbase', async () => {
  const client = await clientOf('coinbase')
  try {
    const last = await seesTheMarket(client)
    const low = last * 0.98
    const place = (...more: readonly unknown[]): Promise<CcxtOrder> =>
      client.createOrder(symbol, 'limit', 'buy', 0.01, low, ...more)
    const orders = await whileUntold(client.watchOrders(symbol), async () => {
      const { id } = await place()
      await client.cancelOrder(id, symbol)
    })
    expect(orders.length).toBeGreaterThan(0)
    const placed = await place({ client_order_id: 'of-ccxt', postOnly: true })
    await client.editOrder(placed.id, symbol, 'limit', 'buy', 0.02, last * 0.97)
    expect(await client.fetchOpenOrders(symbol)).toMatchObject([
      { id: placed.id, amount: 0.02, clientOrderId: 'of-ccxt' },
    ])
    await client.cancelOrder(placed.id, symbol)
    await expect(client.cancelOrder(placed.id, symbol)).rejects.toThrow('cancelOrders() has failed')
    expect((await client.fetchOrder(placed.id, symbol)).status).toBe('canceled')
    await expect(client.createOrder(symbol, 'limit', 'buy', 90, low)).rejects.toThrow(
      'PREVIEW_INSUFFICIENT_FUND',
    )
    const ioc = await client.createOrder(symbol, 'limit', 'buy', 0.01, last * 1.01, {
      timeInForce: 'IOC',
    })
    expect((await client.fetchOrder(ioc.id, symbol)).filled).toBe(0.01)
    // At market a buy says what it spends.
    await client.createOrder(symbol, 'market', 'buy', 0.01, last)
    await client.createOrder(symbol, 'market', 'sell', 0.005)
    const mine = await client.fetchMyTrades(symbol)
    const net = mine.reduce((sum, each) => sum + each.amount * (each.side === 'buy' ? 1 : -1), 0)
    expect((await client.fetchBalance())['BTC']!.total).toBeCloseTo(100 + net, 8)
    expect(await booked(client)).toBeCloseTo(net, 8)
    const [one, another] = [await place(), await place()]
    await client.cancelOrders([one.id, another.id], symbol)
    expect(await client.fetchOpenOrders(symbol)).toEqual([])
    expect((await client.fetchClosedOrders(symbol)).length).toBeGreaterThanOrEqual(3)
  } finally {
    await client.close()
  }
})

/** A campaign lasts longer: docs/results/served-exchanges.md. */
const seconds = Number(process.env['ISOBAR_CCXT_SECONDS'] ?? 2)

const faults = {
  duplicate: 0.01,
  delayMs: 20,
  disconnect: 0.01,
  tooMany: 0.01,
  serverError: 0.01,
  ackLate: 0.02,
  ackLateMs: 2_000,
  ackLost: 0.01,
  notFoundMs: 20,
  cancelLoses: 0.2,
  cancelLosesMs: 200,
} as const

test(
  'under faults unmodified ccxt sees no crossed book, and what it bought is what it has',
  { timeout: (seconds * 1.5 + 300) * 1_000 },
  async () => {
    const clients = await Promise.all(
      ['kraken', 'coinbase'].map(async (venue) => ({ venue, client: await clientOf(venue) })),
    )
    const before = await Promise.all(clients.map(held))
    exchange.turn(faults)
    const over = pause(seconds * 1_000)
    const seen = await Promise.all(clients.map(({ client }) => bot(client, over)))
    exchange.turn({ ...usualSwitches })
    for (const [k, { venue, client }] of clients.entries()) {
      // What is carried out late, or acknowledged late, is so for a while yet.
      await eventually(async () => {
        for (const { id } of await client.fetchOpenOrders(symbol)) {
          await again(() => client.cancelOrder(id, symbol).catch(gone))
        }
        const after = await held({ venue, client })
        const bought = after.bought - before[k]!.bought
        expect(after.coins - before[k]!.coins, venue).toBeCloseTo(bought, 8)
      }, 1_000)
      if (process.env['ISOBAR_CCXT_SECONDS'] !== undefined) {
        process.stderr.write(`${venue} ${symbol}: ${JSON.stringify(seen[k])}\n`)
      }
      expect(seen[k]).toMatchObject({ crossed: 0 })
      expect(seen[k]!['books']).toBeGreaterThan(0)
      await client.close()
    }
  },
)

/** Kraken's nonces are milliseconds: of two requests in one, or of one long under way, the later is refused. */
async function again(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      if ((error as Error).constructor.name !== 'InvalidNonce') throw error
      await pause(100)
    }
  }
}

/** What an account has, and what all its trades come to. */
async function held({
  venue,
  client,
}: {
  readonly venue: string
  readonly client: MoreOfCcxt
}): Promise<{ readonly coins: number; readonly bought: number }> {
  await client.loadMarkets()
  const { total } = (await client.fetchBalance())['BTC']!
  return { coins: total, bought: sumOf(await everyTrade(client, venue)) }
}

/** An order that ended by itself meanwhile. */
function gone(error: Error): void {
  if (!/Unknown order|cancelOrders\(\) has failed/.test(error.message)) throw error
}

/** Kraken lists fifty a page, Coinbase as many as are asked for. */
async function everyTrade(
  client: MoreOfCcxt,
  venue: string,
): ReturnType<CcxtExchange['fetchMyTrades']> {
  if (venue === 'coinbase') return client.fetchMyTrades(symbol, undefined, 100_000)
  const all: Awaited<ReturnType<CcxtExchange['fetchMyTrades']>>[number][] = []
  for (;;) {
    const page = await client.fetchMyTrades(symbol, undefined, undefined, { ofs: all.length })
    all.push(...page)
    if (page.length < 50) return all
    // Two of the twenty private calls, which come back at one a second.
    await pause(all.length > 400 ? 2_000 : 0)
  }
}

function sumOf(trades: Awaited<ReturnType<CcxtExchange['fetchMyTrades']>>): number {
  return trades.reduce((sum, { amount, side }) => sum + (side === 'buy' ? amount : -amount), 0)
}

/** Watches and trades until it is over; whatever ccxt throws it counts and goes on. */
async function bot(client: MoreOfCcxt, over: Promise<void>): Promise<Record<string, number>> {
  const counts: Record<string, number> = { books: 0, crossed: 0, orders: 0 }
  const state = { isOver: false, last: NaN, turn: 0 }
  const end = over.finally(() => {
    state.isOver = true
  })
  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1
  }
  const until = async (work: () => Promise<unknown>): Promise<void> => {
    while (!state.isOver) {
      try {
        await Promise.race([work(), end])
      } catch (error) {
        count((error as Error).constructor.name)
        await pause(50)
      }
    }
  }
  await Promise.all([
    until(async () => {
      const { bids, asks } = await client.watchOrderBook(symbol)
      count('books')
      if (!(bids[0]![0] < asks[0]![0])) count('crossed')
      state.last = (bids[0]![0] + asks[0]![0]) / 2
    }),
    until(async () => {
      await client.watchTrades(symbol)
      count('trades')
    }),
    until(async () => {
      await client.watchTicker(symbol)
      count('tickers')
    }),
    until(async () => {
      await client.watchOrders(symbol)
      count('told')
    }),
    until(async () => {
      await pause(200)
      state.turn++
      if (!Number.isNaN(state.last)) await trade(client, state, count)
    }),
  ])
  return counts
}

/** In turn: takes, and places, changes and ends. */
async function trade(
  client: MoreOfCcxt,
  { last, turn }: { readonly last: number; readonly turn: number },
  count: (what: string) => void,
): Promise<void> {
  const [side, away] = turn % 2 === 0 ? (['buy', 0.995] as const) : (['sell', 1.005] as const)
  if (turn % 4 < 2) {
    const through = side === 'buy' ? 1.005 : 0.995
    const terms = { timeInForce: 'IOC' }
    await client.createOrder(symbol, 'limit', side, 0.01, last * through, terms)
    return count('orders')
  }
  const { id } = await client.createOrder(symbol, 'limit', side, 0.01, last * away)
  count('orders')
  await client.editOrder(id, symbol, 'limit', side, 0.02, last * away)
  count('edits')
  await client.cancelOrder(id, symbol)
  count('cancels')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
