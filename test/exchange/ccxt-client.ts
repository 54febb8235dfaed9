import { servedKeys } from '../../src/app/exchange/serve.ts'
import { patienceMs } from '../until.ts'

/** What is used of an exchange of ccxt; its own types are not ours to check. */
export interface CcxtExchange {
  readonly urls: { api: Record<string, unknown>; test?: unknown }
  readonly has: Readonly<Record<string, unknown>>
  readonly markets: Readonly<Record<string, { readonly symbol: string; readonly spot: boolean }>>
  options: Record<string, unknown>
  enableRateLimit: boolean
  loadHttpProxyAgent(): Promise<unknown>
  loadMarkets(): Promise<Readonly<Record<string, unknown>>>
  fetchOrderBook(symbol: string, limit?: number): Promise<CcxtBook>
  watchOrderBook(symbol: string): Promise<CcxtBook>
  watchTrades(symbol: string): Promise<readonly CcxtTrade[]>
  watchTicker(symbol: string): Promise<{ readonly last?: number }>
  fetchTicker(symbol: string): Promise<{ readonly last: number }>
  fetchOHLCV(symbol: string, timeframe: string): Promise<readonly (readonly number[])[]>
  createOrder(...order: readonly unknown[]): Promise<CcxtOrder>
  editOrder(...order: readonly unknown[]): Promise<CcxtOrder>
  cancelOrder(
    id: string,
    symbol: string,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<CcxtOrder>
  cancelAllOrders(symbol: string): Promise<unknown>
  cancelOrders(ids: readonly string[], symbol?: string): Promise<unknown>
  fetchOrder(
    id: string,
    symbol: string,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<CcxtOrder>
  fetchTrades(symbol: string): Promise<readonly CcxtTrade[]>
  fetchOpenOrders(
    symbol: string,
    since?: number,
    limit?: number,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<readonly CcxtOrder[]>
  fetchMyTrades(
    symbol: string,
    since?: number,
    limit?: number,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<readonly CcxtTrade[]>
  fetchBalance(): Promise<
    Readonly<
      Record<string, { readonly free: number; readonly used: number; readonly total: number }>
    >
  >
  watchOrders(symbol: string): Promise<readonly CcxtOrder[]>
  watchMyTrades(symbol: string): Promise<readonly CcxtTrade[]>
  watchBalance(): Promise<unknown>
  fetchPositions(
    symbols?: readonly string[],
  ): Promise<readonly { readonly contracts: number; readonly side: string }[]>
  setLeverage(leverage: number, symbol: string): Promise<unknown>
  close(): Promise<unknown>
}

interface CcxtBook {
  readonly bids: readonly (readonly [number, number])[]
  readonly asks: readonly (readonly [number, number])[]
}

interface CcxtTrade {
  readonly id: string
  readonly order?: string
  readonly timestamp: number
  readonly price: number
  readonly amount: number
  readonly side: string
  readonly fee?: { readonly cost: number; readonly currency: string }
}

export interface CcxtOrder {
  readonly id: string
  readonly clientOrderId?: string
  readonly status: string
  readonly filled: number
  readonly amount: number
  readonly price: number
}

/** Unmodified ccxt: one exchange class, imported by file as docs/decisions/0002-dependencies.md says why. */
async function ccxtClass(
  venue: string,
): Promise<new (settings: Readonly<Record<string, unknown>>) => CcxtExchange> {
  const base = new URL('.', import.meta.resolve('ccxt'))
  const module = (await import(new URL(`src/pro/${venue}.js`, base).href)) as {
    readonly default: new (settings: Readonly<Record<string, unknown>>) => CcxtExchange
  }
  return module.default
}

/**
 * An exchange of ccxt whose addresses lead to the served one: every origin is replaced, and nothing else is changed.
 *
 * @param origin e.g. `http://127.0.0.1:4290`
 */
export async function ccxtClient(
  origin: string,
  venue: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<CcxtExchange> {
  const Exchange = await ccxtClass(venue)
  const { key, secret, passphrase } = servedKeys
  const exchange = new Exchange({
    apiKey: key,
    secret,
    password: passphrase,
    // Both are ten seconds otherwise, which a busy machine takes now and then.
    timeout: patienceMs,
    ...settings,
  })
  exchange.options['ws'] = { ...(exchange.options['ws'] as object), connectionTimeout: patienceMs }
  redirect(exchange.urls.api, `${origin}/${venue}`)
  const sockets = exchange.urls.api['ws']
  if (venue === 'binance') {
    // By this word ccxt tells spot from futures.
    Object.assign(sockets as object, { spot: `${origin.replace('http', 'ws')}/binance/stream` })
  }
  delete exchange.urls.test
  // No proxy is involved: ccxt makes a plain agent, without which it refuses ws: addresses.
  await exchange.loadHttpProxyAgent()
  return exchange
}

/** Ends every open order of a market, by the ids of them where ccxt has no call for all (OKX). */
export async function cancelAll(client: CcxtExchange, symbol: string): Promise<void> {
  if (client.has['cancelAllOrders'] === true) {
    await client.cancelAllOrders(symbol)
    return
  }
  const open = await client.fetchOpenOrders(symbol)
  const ids = open.map(({ id }) => id)
  if (ids.length > 0) await client.cancelOrders(ids, symbol)
}

function redirect(urls: Record<string, unknown>, to: string): void {
  for (const [name, url] of Object.entries(urls)) {
    if (typeof url === 'object' && url !== null) redirect(url as Record<string, unknown>, to)
    if (typeof url !== 'string') continue
    const match = /^(https?|wss?):\/\/[^/]+(\/.*)?$/.exec(url)
    if (match === null) continue
    const origin = match[1]!.startsWith('ws') ? to.replace('http', 'ws') : to
    urls[name] = origin + (match[2] ?? '')
  }
}
