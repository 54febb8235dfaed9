import { UsageError } from '../../core/errors.ts'
import type { Protocol } from '../../wire/part.ts'
import { protocols } from '../../wire/protocols.ts'

/** Where a venue is reached. */
export interface VenuePlace {
  /** What REST paths are put behind. */
  readonly rest: string
  readonly socket: string
}

/** A venue's answer about an instrument, as it is needed here; undefined where it lists none. */
interface ListedSteps {
  readonly tickSize: string
  readonly lotSize: string
}

/** Best prices as a venue writes them. */
interface TouchTexts {
  readonly bid: string | undefined
  readonly ask: string | undefined
}

/** How the public market data of a venue's spot are asked for: addresses and words, all of it data. */
export interface WireVenue {
  readonly name: string
  readonly protocol: Protocol
  readonly place: VenuePlace
  /** Where it is served under `http://host/<venue>`, what is put behind that for sockets. */
  readonly servedSocket: string
  /** The quote currencies in which it lists its dollars, the deepest first. */
  readonly dollars: readonly string[]
  readonly symbolOf: (base: string, quote: string) => string
  /** What the connection is told when it opens. */
  readonly subscribe: (symbols: readonly string[]) => readonly unknown[]
  /** What keeps it open where the protocol's own pings do not. */
  readonly ping: string | undefined
  /** A book over REST, where the stream brings changes only. */
  readonly snapshotPath: ((symbol: string) => string) | undefined
  readonly instrumentPath: (symbol: string) => string
  readonly stepsOf: (answer: unknown, symbol: string) => ListedSteps | undefined
  readonly touchPath: (symbol: string) => string
  readonly touchOf: (answer: unknown, symbol: string) => TouchTexts
  readonly timePath: string
  /** Milliseconds; NaN where the answer does not say. */
  readonly timeOf: (answer: unknown) => number
  /** In what steps it tells its time, milliseconds. */
  readonly timeStepMs: number
}

/** The field at a path of an answer: `result.list.0.tickSize`; undefined where there is none. */
function at(answer: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null
          ? (value as Readonly<Record<string, unknown>>)[key]
          : undefined,
      answer,
    )
}

function textAt(answer: unknown, path: string): string | undefined {
  const value = at(answer, path)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function stepsAt(answer: unknown, tick: string, lot: string): ListedSteps | undefined {
  const tickSize = textAt(answer, tick)
  const lotSize = textAt(answer, lot)
  return tickSize === undefined || lotSize === undefined ? undefined : { tickSize, lotSize }
}

const touchAt =
  (bid: string, ask: string) =>
  (answer: unknown): TouchTexts => ({ bid: textAt(answer, bid), ask: textAt(answer, ask) })

function inFives(symbols: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(symbols.length / 5) }, (_, k) =>
    symbols.slice(k * 5, (k + 1) * 5),
  )
}

const dashed = (base: string, quote: string): string => `${base}-${quote}`

// Each as its documentation had it in 2026.

// {"symbols":[{"symbol":"BTCUSDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.01000000",...},
// {"filterType":"LOT_SIZE","stepSize":"0.00001000",...}]}]}
const binance: WireVenue = {
  name: 'binance',
  protocol: protocols['binance-spot'],
  place: { rest: 'https://api.binance.com', socket: 'wss://stream.binance.com:9443/stream' },
  servedSocket: '/stream',
  dollars: ['USDT', 'USDC'],
  symbolOf: (base, quote) => `${base}${quote}`,
  subscribe: (symbols) => [
    {
      method: 'SUBSCRIBE',
      params: symbols.flatMap((symbol) => [
        `${symbol.toLowerCase()}@depth@100ms`,
        `${symbol.toLowerCase()}@trade`,
      ]),
      id: 1,
    },
  ],
  ping: undefined,
  snapshotPath: (symbol) => `/api/v3/depth?symbol=${symbol}&limit=1000`,
  instrumentPath: (symbol) => `/api/v3/exchangeInfo?symbol=${symbol}`,
  stepsOf: (answer) => {
    const filters = at(answer, 'symbols.0.filters')
    if (!Array.isArray(filters)) return undefined
    const named = (name: string): unknown =>
      (filters as readonly unknown[]).find((filter) => at(filter, 'filterType') === name)
    const steps = { price: named('PRICE_FILTER'), lot: named('LOT_SIZE') }
    return stepsAt(steps, 'price.tickSize', 'lot.stepSize')
  },
  touchPath: (symbol) => `/api/v3/ticker/bookTicker?symbol=${symbol}`,
  touchOf: touchAt('bidPrice', 'askPrice'),
  timePath: '/api/v3/time',
  timeOf: (answer) => Number(textAt(answer, 'serverTime')),
  timeStepMs: 1,
}

// {"retCode":0,"result":{"list":[{"symbol":"BTCUSDT","lotSizeFilter":{"basePrecision":"0.000001",...},
// "priceFilter":{"tickSize":"0.01"}}]},"time":1672712468011}
const bybit: WireVenue = {
  name: 'bybit',
  protocol: protocols.bybit,
  place: { rest: 'https://api.bybit.com', socket: 'wss://stream.bybit.com/v5/public/spot' },
  servedSocket: '/v5/public/spot',
  dollars: ['USDT', 'USDC'],
  symbolOf: (base, quote) => `${base}${quote}`,
  // "Spot can input up to 10 args for each subscription request": of more none is taken.
  subscribe: (symbols) =>
    inFives(symbols).map((five) => ({
      op: 'subscribe',
      args: five.flatMap((symbol) => [`orderbook.50.${symbol}`, `publicTrade.${symbol}`]),
    })),
  ping: '{"op":"ping"}',
  snapshotPath: undefined,
  instrumentPath: (symbol) => `/v5/market/instruments-info?category=spot&symbol=${symbol}`,
  stepsOf: (answer) =>
    stepsAt(
      answer,
      'result.list.0.priceFilter.tickSize',
      'result.list.0.lotSizeFilter.basePrecision',
    ),
  touchPath: (symbol) => `/v5/market/orderbook?category=spot&symbol=${symbol}&limit=1`,
  touchOf: touchAt('result.b.0.0', 'result.a.0.0'),
  timePath: '/v5/market/time',
  timeOf: (answer) => Number(textAt(answer, 'time')),
  timeStepMs: 1,
}

// {"code":"0","data":[{"instId":"BTC-USDT","tickSz":"0.1","lotSz":"0.00000001",...}]}
const okx: WireVenue = {
  name: 'okx',
  protocol: protocols.okx,
  place: { rest: 'https://www.okx.com', socket: 'wss://ws.okx.com:8443/ws/v5/public' },
  servedSocket: '/ws/v5/public',
  dollars: ['USDT', 'USDC'],
  symbolOf: dashed,
  subscribe: (symbols) => [
    {
      op: 'subscribe',
      args: symbols.flatMap((instId) => [
        { channel: 'books', instId },
        { channel: 'trades', instId },
      ]),
    },
  ],
  ping: 'ping',
  snapshotPath: undefined,
  instrumentPath: (symbol) => `/api/v5/public/instruments?instType=SPOT&instId=${symbol}`,
  stepsOf: (answer) => stepsAt(answer, 'data.0.tickSz', 'data.0.lotSz'),
  touchPath: (symbol) => `/api/v5/market/books?instId=${symbol}&sz=1`,
  touchOf: touchAt('data.0.bids.0.0', 'data.0.asks.0.0'),
  timePath: '/api/v5/public/time',
  timeOf: (answer) => Number(textAt(answer, 'data.0.ts')),
  timeStepMs: 1,
}

// {"error":[],"result":{"XXBTZUSD":{"wsname":"XBT/USD","pair_decimals":1,"lot_decimals":8,"tick_size":"0.1",...}}}
const kraken: WireVenue = {
  name: 'kraken',
  protocol: protocols.kraken,
  place: { rest: 'https://api.kraken.com', socket: 'wss://ws.kraken.com/v2' },
  servedSocket: '/v2',
  dollars: ['USD', 'USDT'],
  symbolOf: (base, quote) => `${base}/${quote}`,
  subscribe: (symbol) => [
    { method: 'subscribe', params: { channel: 'book', symbol, depth: 100, snapshot: true } },
    { method: 'subscribe', params: { channel: 'trade', symbol, snapshot: false } },
  ],
  ping: '{"method":"ping"}',
  snapshotPath: undefined,
  instrumentPath: (symbol) => `/0/public/AssetPairs?pair=${restPair(symbol)}`,
  stepsOf: (answer) => {
    const pair = firstResult(answer)
    const decimals = Number(textAt(pair, 'lot_decimals'))
    const tickSize = textAt(pair, 'tick_size')
    if (tickSize === undefined || !(decimals >= 0)) return undefined
    return { tickSize, lotSize: (10 ** -decimals).toFixed(decimals) }
  },
  touchPath: (symbol) => `/0/public/Depth?pair=${restPair(symbol)}&count=1`,
  touchOf: (answer) => touchAt('bids.0.0', 'asks.0.0')(firstResult(answer)),
  timePath: '/0/public/Time',
  // The middle of the second it names.
  timeOf: (answer) => Number(textAt(answer, 'result.unixtime')) * 1_000 + 500,
  timeStepMs: 1_000,
}

/** REST calls bitcoin XBT, and answers under yet another name of the pair. */
function restPair(symbol: string): string {
  return symbol.replace('/', '').replace(/^BTC/, 'XBT')
}

function firstResult(answer: unknown): unknown {
  const result = at(answer, 'result')
  return typeof result === 'object' && result !== null ? Object.values(result)[0] : undefined
}

// {"product_id":"BTC-USD","base_increment":"0.00000001","price_increment":"0.01",...}
const coinbase: WireVenue = {
  name: 'coinbase',
  protocol: protocols.coinbase,
  place: { rest: 'https://api.coinbase.com', socket: 'wss://advanced-trade-ws.coinbase.com' },
  servedSocket: '',
  dollars: ['USD', 'USDC'],
  symbolOf: dashed,
  subscribe: (symbols) =>
    ['heartbeats', 'level2', 'market_trades'].map((channel) => ({
      type: 'subscribe',
      channel,
      product_ids: symbols,
    })),
  ping: undefined,
  snapshotPath: undefined,
  instrumentPath: (symbol) => `/api/v3/brokerage/market/products/${symbol}`,
  stepsOf: (answer) => stepsAt(answer, 'price_increment', 'base_increment'),
  touchPath: (symbol) => `/api/v3/brokerage/market/product_book?product_id=${symbol}&limit=1`,
  touchOf: touchAt('pricebook.bids.0.price', 'pricebook.asks.0.price'),
  timePath: '/api/v3/brokerage/time',
  timeOf: (answer) => Number(textAt(answer, 'epochMillis')),
  timeStepMs: 1,
}

/** Venues whose public feeds the desk reads by its own decoders. */
export const wireVenues: readonly WireVenue[] = [binance, bybit, okx, kraken, coinbase]

/** Where a venue is that is served under an address, e.g. `http://127.0.0.1:4290`. */
export function servedPlace(venue: WireVenue, address: string): VenuePlace {
  const rest = `${address}/${venue.name}`
  return { rest, socket: `${rest.replace(/^http/, 'ws')}${venue.servedSocket}` }
}

/** Venues by their names; all where none are named. @throws UsageError for one that is not known */
export function wireVenuesNamed(names: readonly string[] | undefined): readonly WireVenue[] {
  return (names ?? wireVenues.map(({ name }) => name)).map((name) => {
    const venue = wireVenues.find((each) => each.name === name)
    if (venue !== undefined) return venue
    const known = wireVenues.map((each) => each.name).join(', ')
    throw new UsageError(`--venues: no feed of ${name} is known; there are ${known}`)
  })
}
