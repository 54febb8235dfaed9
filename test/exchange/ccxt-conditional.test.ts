import { afterAll, beforeAll, expect, test } from 'vitest'
import { signingKeyOf } from '../../src/exchanges/coinbase/signing-key.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { ccxtCases, ccxtVenues } from './ccxt-cases.ts'
import { ccxtClient, type CcxtExchange, type CcxtOrder } from './ccxt-client.ts'
import { served } from './served.ts'
import { until } from '../until.ts'

/** What ccxt tells of an order that waits. */
interface ConditionalOrder extends CcxtOrder {
  readonly triggerPrice?: number
  readonly stopLossPrice?: number
  readonly takeProfitPrice?: number
}

let exchange: Awaited<ReturnType<typeof served>>

beforeAll(async () => {
  exchange = await served([...ccxtVenues, 'kraken', 'coinbase'])
})
afterAll(() => exchange.close())

const { name: apiKey, privateKey: secret } = signingKeyOf(servedKeys)
const dollars = [
  { venue: 'kraken', symbol: 'BTC/USD', settings: {} },
  { venue: 'coinbase', symbol: 'BTC/USD', settings: { apiKey, secret } },
] as const

/** What a venue needs beside ccxt's unified words: where its conditional orders are, and of what kind they are. */
const asking: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'binance swap': { trigger: true },
  bybit: { trigger: true },
  okx: { trigger: true, ordType: 'conditional' },
}
/** ccxt asks OKX's spot for borrowed money unless it is told not to. */
const placing: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'okx spot': { tdMode: 'cash' },
}

function of<Value>(
  table: Readonly<Record<string, Value>>,
  venue: string,
  symbol: string,
): Value | undefined {
  return table[`${venue} ${symbol.includes(':') ? 'swap' : 'spot'}`] ?? table[venue]
}

test.each([...ccxtCases, ...dollars])(
  'unmodified ccxt waits to end a loss and to take a profit at $venue: $symbol',
  async ({ venue, symbol, settings }) => {
    const client = await ccxtClient(exchange.address, venue, {
      ...settings,
      enableRateLimit: false,
    })
    try {
      await client.loadMarkets()
      const { last } = await client.fetchTicker(symbol)
      const asked = of(asking, venue, symbol) ?? {}
      const place = async (name: 'stopLossPrice' | 'takeProfitPrice', share: number) => {
        const trigger = Math.round(last * share)
        const terms = { [name]: trigger, ...of(placing, venue, symbol) }
        const order = [symbol, 'limit', 'sell', 0.02, trigger - 10, terms] as const
        return { name, trigger, id: (await client.createOrder(...order)).id }
      }
      const placed = [await place('stopLossPrice', 0.98), await place('takeProfitPrice', 1.02)]
      // What waited for the wrong way would go with the next trade.
      await nextTrade(client, symbol)
      const open = await openOf(client, symbol, asked)
      for (const { name, trigger, id } of placed) {
        const order = open.find((each) => each.id === id)
        expect(order?.status, name).toBe('open')
        expect(order![name] ?? order!.triggerPrice).toBe(trigger)
        await client.cancelOrder(id, symbol, asked)
      }
      expect(await openOf(client, symbol, asked)).toEqual([])
    } finally {
      await client.close()
    }
  },
)

/** Where ccxt has trailing stops in per cent, and what it asks for them by. */
const trailing = [
  { ...ccxtCases[1]!, asked: { trigger: true } },
  { ...ccxtCases[4]!, asked: { trailing: true } },
  { ...ccxtCases[5]!, asked: { trailing: true } },
  { ...dollars[0], asked: {} },
]

test.each(trailing)(
  'unmodified ccxt waits at a distance behind the best price at $venue: $symbol',
  async ({ venue, symbol, settings, asked }) => {
    const client = await ccxtClient(exchange.address, venue, {
      ...settings,
      enableRateLimit: false,
    })
    try {
      await client.loadMarkets()
      const place = async (trailingPercent: number): Promise<string> => {
        const terms = { trailingPercent, ...of(placing, venue, symbol) }
        return (await client.createOrder(symbol, 'market', 'sell', 0.02, undefined, terms)).id
      }
      const open = async (): Promise<readonly string[]> =>
        (await openOf(client, symbol, asked)).map((order) => order.id)
      await expect(place(0)).rejects.toThrow(/callback|price/i)
      const far = await place(5)
      await nextTrade(client, symbol)
      expect(await open()).toEqual([far])
      await client.cancelOrder(far, symbol, asked)
      expect(await open()).toEqual([])
    } finally {
      await client.close()
    }
  },
)

async function nextTrade(client: CcxtExchange, symbol: string): Promise<void> {
  const latest = async (): Promise<string> => (await client.fetchTrades(symbol)).at(-1)!.id
  const before = await latest()
  await until(async () => (await latest()) !== before, undefined, 100)
}

function openOf(
  client: CcxtExchange,
  symbol: string,
  asked: Readonly<Record<string, unknown>>,
): Promise<readonly ConditionalOrder[]> {
  return client.fetchOpenOrders(symbol, undefined, undefined, asked)
}
