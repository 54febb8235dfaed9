import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { errorText, IsobarError, UsageError } from '../core/errors.ts'
import { nearestInWords } from '../core/nearest-names.ts'
import { numberOneAtATime, type OneAtATime } from './one-at-a-time.ts'
import { writeOrdersQuickly, type CcxtErrors, type OrderSend } from './quick-orders.ts'
import { shareLists } from './pressing-questions.ts'
import { inWordsOfVenue } from './venue-refusal.ts'
import { hearTooMany, RequestHold } from './request-hold.ts'
import { limitByLane, type LimitedExchange, type OrderTurn } from './request-lanes.ts'
import { timeTrips } from './clock-reading.ts'
import { profileOf, venueTime } from './venue-profiles.ts'

/** A market as ccxt lists it: the parts that are used. */
export interface CcxtMarket {
  readonly id: string
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly active?: boolean
  readonly spot?: boolean
  readonly swap?: boolean
  readonly linear?: boolean
  readonly inverse?: boolean
  readonly contractSize?: number
  readonly maker?: number
  readonly taker?: number
  /** As the venue said it. */
  readonly info?: unknown
  readonly precision: { readonly amount?: number; readonly price?: number }
  readonly limits?: {
    readonly amount?: { readonly min?: number }
    readonly cost?: { readonly min?: number }
  }
}

/** As ccxt gives it: parts of notional. `{symbol: 'BTC/USDT', maker: 0.001, taker: 0.001, ...}` */
export interface CcxtTradingFee {
  readonly maker?: number
  readonly taker?: number
}

interface CcxtFee {
  readonly cost?: number
  readonly currency?: string
}

/** An execution of ours. */
export interface CcxtTrade {
  readonly id?: string
  readonly order?: string
  readonly symbol?: string
  readonly side?: 'buy' | 'sell'
  readonly price?: number
  readonly amount?: number
  readonly timestamp?: number
  readonly takerOrMaker?: 'taker' | 'maker'
  readonly fee?: CcxtFee
  readonly fees?: readonly CcxtFee[]
  readonly info?: unknown
}

/** An order of ours. */
export interface CcxtOrder {
  readonly id?: string
  readonly clientOrderId?: string
  readonly symbol?: string
  readonly side?: 'buy' | 'sell'
  readonly status?: 'open' | 'closed' | 'canceled' | 'expired' | 'rejected'
  readonly price?: number
  readonly amount?: number
  readonly filled?: number
  /** When it was made, epoch milliseconds. */
  readonly timestamp?: number
  readonly lastUpdateTimestamp?: number
  readonly trades?: readonly CcxtTrade[]
  readonly info?: unknown
}

/** A currency as ccxt lists it: the parts that are used. */
export interface CcxtCurrency {
  readonly withdraw?: boolean
  /** What amounts of it are multiples of. */
  readonly precision?: number
  /** As the venue said it. */
  readonly info?: unknown
}

export interface CcxtBook {
  readonly symbol?: string
  readonly bids: readonly (readonly number[])[]
  readonly asks: readonly (readonly number[])[]
  readonly timestamp?: number
  readonly nonce?: number
}

/** A connection of ccxt: what is tapped. */
export interface CcxtClient {
  readonly url: string
  resolve(result: unknown, messageHash: string): unknown
}

type Params = Readonly<Record<string, unknown>>

/** An exchange of ccxt: the parts that are used, as they are in 4.5.84. */
export interface CcxtExchange extends LimitedExchange {
  readonly id: string
  apiKey: string
  secret: string
  password: string
  /** Without which an account is never asked: ccxt itself throws then. */
  readonly requiredCredentials?: Readonly<Record<string, boolean>>
  timeout: number
  enableRateLimit: boolean
  readonly verbose?: boolean
  /** Ours; absent where ccxt has to send everything itself. */
  orderWay?: OrderWay
  /** Ours: what holds requests back where there were too many. */
  hold?: RequestHold
  readonly has: Readonly<Record<string, boolean | 'emulated' | undefined>>
  readonly options: Record<string, unknown>
  readonly urls: Record<string, unknown>
  readonly markets: Readonly<Record<string, CcxtMarket>> | undefined
  readonly currencies?: Readonly<Record<string, CcxtCurrency>>
  loadMarkets(reload?: boolean): Promise<Readonly<Record<string, CcxtMarket>>>
  loadHttpProxyAgent(): Promise<void>
  /** Binance's alone. */
  getExceptionsByUrl?(url: string | undefined, how: string): unknown
  fetchTime(): Promise<number>
  fetchTradingFee(symbol: string): Promise<CcxtTradingFee>
  fetchTradingFees(): Promise<Readonly<Record<string, CcxtTradingFee>>>
  fetchStatus(): Promise<{ readonly status?: string }>
  fetchCurrencies(): Promise<Readonly<Record<string, CcxtCurrency>>>
  fetchOrderBook(symbol: string, limit?: number): Promise<CcxtBook>
  createOrder(...order: readonly unknown[]): Promise<CcxtOrder>
  editOrder(...order: readonly unknown[]): Promise<CcxtOrder>
  cancelOrder(id: string | undefined, symbol: string, params?: Params): Promise<CcxtOrder>
  fetchOrder(id: string | undefined, symbol: string, params?: Params): Promise<CcxtOrder>
  fetchOpenOrders(
    symbol: string,
    since?: number,
    limit?: number,
    params?: Params,
  ): Promise<readonly CcxtOrder[]>
  fetchOrders(symbol: string, since?: number, limit?: number): Promise<readonly CcxtOrder[]>
  fetchOrdersByIds(ids: readonly string[], symbol: string): Promise<readonly CcxtOrder[]>
  fetchClosedOrders(
    symbol: string,
    since?: number,
    limit?: number,
    params?: Params,
  ): Promise<readonly CcxtOrder[]>
  fetchCanceledOrders(
    symbol: string,
    since?: number,
    limit?: number,
    params?: Params,
  ): Promise<readonly CcxtOrder[]>
  fetchMyTrades(
    symbol: string,
    since?: number,
    limit?: number,
    params?: Params,
  ): Promise<readonly CcxtTrade[]>
  fetchBalance(params?: Params): Promise<{
    readonly total: Readonly<Record<string, number>>
    /** As the venue said it. */
    readonly info?: unknown
  }>
  fetchPositions(
    symbols: readonly string[],
  ): Promise<
    readonly { readonly symbol: string; readonly contracts?: number; readonly side?: string }[]
  >
  cancelAllOrdersAfter(timeoutMs: number): Promise<unknown>
  fapiPrivatePostCountdownCancelAll?(asked: Params): Promise<unknown>
  watchOrderBook(symbol: string, limit?: number): Promise<CcxtBook>
  watchTrades(symbol: string): Promise<unknown>
  watchOrders(symbol?: string): Promise<readonly CcxtOrder[]>
  watchMyTrades(symbol?: string): Promise<readonly CcxtTrade[]>
  /** ccxt's word for a currency of the venue's. */
  safeCurrencyCode(id: string): string
  client(url: string): CcxtClient
  milliseconds(): number
  seconds(): number
  nonce(): number
  sign(...request: readonly unknown[]): SignedRequest
  close(): Promise<void>
}

/** How an order leaves that ccxt does not write: its turn, its connection, and what ccxt throws. */
interface OrderWay extends OrderSend {
  readonly turn: OrderTurn
  /** Where requests leave one at a time. */
  readonly inTurn: OneAtATime | undefined
  readonly errors: CcxtErrors
}

/** What is about to be sent. */
export interface SignedRequest {
  readonly url: string
  readonly method: string
  readonly body?: unknown
  headers?: Record<string, unknown>
}

/** How an exchange is opened. */
export interface ExchangeOptions {
  /** An exchange that is served on the loopback interface, in place of the real one. */
  readonly url?: string
  readonly apiKey?: string
  readonly secret?: string
  readonly password?: string
  /** ccxt's own, by its names. */
  readonly options?: Params
}

/**
 * One exchange of ccxt, without the other hundred: 0.16 s and 33 MB where all of them are 1.3 s and 81 MB. The package
 * opens no such door, so that its file is found by its place: its version is pinned exactly.
 *
 * @throws UsageError when ccxt has none of that name
 */
export async function openExchange(id: string, given: ExchangeOptions): Promise<CcxtExchange> {
  const loaded = await loadClass(id)
  const { apiKey, secret, password, options, url } = given
  const exchange = new loaded({
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(secret === undefined ? {} : { secret }),
    ...(password === undefined ? {} : { password }),
    // One limiter of requests for everything that is done at an account: feed and orders share the instance.
    enableRateLimit: true,
    timeout: requestTimeoutMs,
    options: { newUpdates: true, ...options },
  })
  const { requestBurst, countsRequests, listsWholeAccount, stampsBySeconds } = profileOf(id)
  const hold = new RequestHold()
  const turn = limitByLane(exchange, requestBurst, hold)
  hearTooMany(exchange, hold)
  exchange.hold = hold
  if (stampsBySeconds === true) exchange.seconds = () => Math.floor(venueTime(exchange) / 1_000)
  if (countsRequests === true) exchange.nonce = ascending(exchange.nonce.bind(exchange))
  const inTurn = countsRequests === true ? numberOneAtATime(exchange) : undefined
  shareLists(exchange, listsWholeAccount === true)
  const errors = await loadErrors()
  const send = writeOrdersQuickly(exchange, errors)
  timeTrips(exchange)
  if (send !== undefined) exchange.orderWay = { ...send, turn, inTurn, errors }
  if (url !== undefined) await pointAt(exchange, url)
  return exchange
}

const requestTimeoutMs = 10_000

type ExchangeClass = new (config: object) => CcxtExchange

/** Has ccxt an exchange of this name? Without loading it. */
export function isCcxtExchange(id: string): boolean {
  return /^[a-z0-9]+$/.test(id) && existsSync(join(sourcesFolder(), `${id}.js`))
}

/** @throws UsageError for a name that ccxt has no exchange of */
export function requireCcxtExchange(id: string, where = ''): void {
  if (isCcxtExchange(id)) return
  const names = readdirSync(sourcesFolder()).flatMap(
    (file) => /^([a-z0-9]+)\.js$/.exec(file)?.[1] ?? [],
  )
  throw new UsageError(`${where}ccxt has no exchange ${id}${nearestInWords(id, names)}`)
}

/** dist/ccxt.cjs is what `require` would take; the sources stand beside it. */
function sourcesFolder(): string {
  const found = createRequire(import.meta.url).resolve('ccxt')
  return join(dirname(dirname(found)), 'js', 'src')
}

/** Two orders of one millisecond had one number, and the second was refused. */
function ascending(own: () => number): () => number {
  let last = -Infinity
  return () => (last = Math.max(last + 1, own()))
}

async function loadErrors(): Promise<CcxtErrors> {
  const path = join(sourcesFolder(), 'base', 'errors.js')
  return (await import(pathToFileURL(path).href)) as CcxtErrors
}

async function loadClass(id: string): Promise<ExchangeClass> {
  requireCcxtExchange(id)
  const sources = sourcesFolder()
  for (const path of [join(sources, 'pro', `${id}.js`), join(sources, `${id}.js`)]) {
    const module = (await import(pathToFileURL(path).href).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ERR_MODULE_NOT_FOUND') return undefined
      throw cause
    })) as { readonly default: ExchangeClass } | undefined
    if (module !== undefined) return module.default
  }
  throw new UsageError(`ccxt has no exchange ${id}`)
}

/**
 * Points every address of an exchange at an exchange served on the loopback interface: all of them, for with a key set
 * some venues are asked for more than what was called (Binance signs calls to `sapi` while it loads markets), and nothing
 * may reach the real one.
 */
async function pointAt(exchange: CcxtExchange, url: string): Promise<void> {
  if (!isLoopback(url))
    throw new UsageError(`url: expected an address on the loopback interface, got ${url}`)
  const origin = servedAddress(url, exchange.id)
  const sockets = origin.replace(/^http/, 'ws')
  const reals = new Map<string, string>()
  const walk = (addresses: Record<string, unknown>): void => {
    for (const [name, value] of Object.entries(addresses)) {
      if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>)
      if (typeof value !== 'string') continue
      const parts = /^(https?|wss?):\/\/[^/]+(\/.*)?$/.exec(
        value.replaceAll('{hostname}', 'h.invalid'),
      )
      if (parts === null) continue
      const served = (parts[1]!.startsWith('ws') ? sockets : origin) + (parts[2] ?? '')
      reals.set(served, value)
      addresses[name] = served
    }
  }
  const api = exchange.urls['api'] as Record<string, unknown>
  walk(api)
  // Binance tells spot from futures by whether its socket's address has /stream in it.
  if (exchange.id === 'binance')
    (api['ws'] as Record<string, unknown>)['spot'] = `${sockets}/stream`
  delete exchange.urls['test']
  judgeAsReal(exchange, reals)
  // Without an agent of plain http ccxt refuses sockets that are not encrypted.
  await exchange.loadHttpProxyAgent()
}

/** ccxt tells by its host which market an error of Binance is of: it is shown the real address in place of the served one. */
function judgeAsReal(exchange: CcxtExchange, reals: ReadonlyMap<string, string>): void {
  const own = exchange.getExceptionsByUrl?.bind(exchange)
  if (own === undefined) return
  const prefixes = [...reals.keys()].toSorted((a, b) => b.length - a.length)
  exchange.getExceptionsByUrl = (url, how) => {
    const prefix = prefixes.find((each) => url?.startsWith(each))
    return own(prefix === undefined ? url : reals.get(prefix)! + url!.slice(prefix.length), how)
  }
}

/** Where a venue is served: under its name, where the address is that of all of them (`isobar exchange serve`). */
export function servedAddress(url: string, exchangeId: string): string {
  const address = url.replace(/\/+$/, '')
  if (new URL(url).pathname !== '/') return address
  return `${address}/${exchangeId.startsWith('binance') ? 'binance' : exchangeId}`
}

/** Is an address on this machine? */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname, protocol } = new URL(url)
  return /^https?:$/.test(protocol) && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname)
}

/** An error of ccxt in one line, without anything secret: addresses with signatures and keys are in its messages. */
export function worldMessage(cause: unknown, secrets: readonly string[] = []): string {
  let text = inWordsOfVenue(errorText(cause))
  for (const secret of secrets) if (secret.length >= 4) text = text.replaceAll(secret, '***')
  text = text
    .replaceAll(/([?&](signature|sign|apiKey|api_key|token|listenKey)=)[^&\s"]+/gi, '$1***')
    .replaceAll(/\s+/g, ' ')
  return text.length > 300 ? `${text.slice(0, 297)}...` : text
}

/** An error of ccxt as ours. @param secrets are taken out of what it says */
export function worldError(
  venue: string,
  attempt: string,
  cause: unknown,
  secrets: readonly string[] = [],
): IsobarError {
  const said = worldMessage(cause, secrets)
  // What ccxt says begins with its name most often.
  const once = said.startsWith(`${venue}: `) ? said.slice(venue.length + 2) : said
  return new IsobarError('world', `${venue}: ${attempt}: ${once}`, {
    context: { venue },
    cause,
  })
}
