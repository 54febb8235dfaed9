import type { InstrumentClass } from '../../core/instrument.ts'
import { fieldAt, stepsAt, textAt, touchAt, type WirePlan } from './wire-plan.ts'

const dashed = (base: string, quote: string): string => `${base}-${quote}`
const joined = (base: string, quote: string): string => `${base}${quote}`
/** An inverse contract is in plain dollars, of which no coin is one. */
const dollarsOf = (kind: InstrumentClass): readonly string[] =>
  kind === 'inverse' ? ['USD'] : ['USDT', 'USDC']

// Each as its documentation had it in 2026.

// {"symbols":[{"symbol":"BTCUSDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.01000000",...},
// {"filterType":"LOT_SIZE","stepSize":"0.00001000",...}]}]}
function binanceStepsOf(answer: unknown, symbol: string): ReturnType<WirePlan['stepsOf']> {
  const symbols = fieldAt(answer, 'symbols')
  // Of futures every symbol is told, whichever is asked for.
  const found = Array.isArray(symbols)
    ? (symbols as readonly unknown[]).find((each) => fieldAt(each, 'symbol') === symbol)
    : undefined
  const filters = fieldAt(found, 'filters')
  if (!Array.isArray(filters)) return undefined
  const named = (name: string): unknown =>
    (filters as readonly unknown[]).find((filter) => fieldAt(filter, 'filterType') === name)
  // Of spot NOTIONAL has {"minNotional":"5.00000000"}, of futures MIN_NOTIONAL {"notional":"100"}.
  const [spot, futures] = [named('NOTIONAL'), named('MIN_NOTIONAL')]
  const steps = { price: named('PRICE_FILTER'), lot: named('LOT_SIZE'), least: spot ?? futures }
  return stepsAt(steps, {
    tickSize: 'price.tickSize',
    lotSize: 'lot.stepSize',
    minQuantity: 'lot.minQty',
    minNotional: spot === undefined ? 'least.notional' : 'least.minNotional',
  })
}

function binance(
  kind: 'spot' | 'linear',
  at: Pick<WirePlan, 'feed' | 'place' | 'servedSocket'> & { readonly path: string },
): WirePlan {
  const { path, ...reached } = at
  return {
    exchange: 'binance',
    class: kind,
    ...reached,
    dollars: dollarsOf(kind),
    symbolOf: joined,
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
    snapshotPath: (symbol) => `${path}/depth?symbol=${symbol}&limit=1000`,
    instrumentPath: (symbol) => `${path}/exchangeInfo?symbol=${symbol}`,
    stepsOf: binanceStepsOf,
    touchPath: (symbol) => `${path}/ticker/bookTicker?symbol=${symbol}`,
    touchOf: touchAt('bidPrice', 'askPrice'),
    timePath: `${path}/time`,
    timeOf: (answer) => Number(textAt(answer, 'serverTime')),
    timeStepMs: 1,
  }
}

const binanceSpot = binance('spot', {
  feed: 'binance-spot',
  place: { rest: 'https://api.binance.com', socket: 'wss://stream.binance.com:9443/stream' },
  servedSocket: '/stream',
  path: '/api/v3',
})

// Since 2026 depth and trades are under `public`, what is slower under `market`.
const binanceLinear = binance('linear', {
  feed: 'binance-usd-margined',
  place: { rest: 'https://fapi.binance.com', socket: 'wss://fstream.binance.com/public/stream' },
  servedSocket: '/fstream/public/stream',
  path: '/fapi/v1',
})

// {"retCode":0,"result":{"list":[{"symbol":"BTCUSDT","lotSizeFilter":{"basePrecision":"0.000001",...},
// "priceFilter":{"tickSize":"0.01"}}]},"time":1672712468011}
// Of perpetuals: "lotSizeFilter":{"qtyStep":"0.001",...}
function bybit(category: InstrumentClass): WirePlan {
  const socket = `/v5/public/${category}`
  const lot = category === 'spot' ? 'basePrecision' : 'qtyStep'
  const lots = 'result.list.0.lotSizeFilter'
  const asking = (path: string, symbol: string): string =>
    `/v5/market/${path}?category=${category}&symbol=${symbol}`
  return {
    exchange: 'bybit',
    class: category,
    feed: 'bybit',
    place: { rest: 'https://api.bybit.com', socket: `wss://stream.bybit.com${socket}` },
    servedSocket: socket,
    dollars: dollarsOf(category),
    symbolOf: joined,
    // "Spot can input up to 10 args for each subscription request": of more none is taken.
    subscribe: (symbols) =>
      inFives(symbols).map((five) => ({
        op: 'subscribe',
        args: five.flatMap((symbol) => [`orderbook.50.${symbol}`, `publicTrade.${symbol}`]),
      })),
    ping: '{"op":"ping"}',
    snapshotPath: undefined,
    instrumentPath: (symbol) => asking('instruments-info', symbol),
    stepsOf: (answer) =>
      stepsAt(answer, {
        tickSize: 'result.list.0.priceFilter.tickSize',
        lotSize: `${lots}.${lot}`,
        minQuantity: `${lots}.minOrderQty`,
        minNotional: `${lots}.${category === 'spot' ? 'minOrderAmt' : 'minNotionalValue'}`,
      }),
    touchPath: (symbol) => `${asking('orderbook', symbol)}&limit=1`,
    touchOf: touchAt('result.b.0.0', 'result.a.0.0'),
    timePath: '/v5/market/time',
    timeOf: (answer) => Number(textAt(answer, 'time')),
    timeStepMs: 1,
  }
}

// {"code":"0","data":[{"instId":"BTC-USDT","tickSz":"0.1","lotSz":"0.00000001",...}]}
// Of perpetuals "ctVal":"0.01" too: a contract, in coins or (inverse) in dollars
function okx(kind: InstrumentClass): WirePlan {
  const [type, suffix] = kind === 'spot' ? ['SPOT', ''] : ['SWAP', '-SWAP']
  return {
    exchange: 'okx',
    class: kind,
    feed: 'okx',
    place: { rest: 'https://www.okx.com', socket: 'wss://ws.okx.com:8443/ws/v5/public' },
    servedSocket: '/ws/v5/public',
    dollars: dollarsOf(kind),
    symbolOf: (base, quote) => `${base}-${quote}${suffix}`,
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
    instrumentPath: (symbol) => `/api/v5/public/instruments?instType=${type}&instId=${symbol}`,
    stepsOf: (answer) =>
      stepsAt(answer, {
        tickSize: 'data.0.tickSz',
        lotSize: 'data.0.lotSz',
        minQuantity: 'data.0.minSz',
        ...(kind === 'spot' ? {} : { contractSize: 'data.0.ctVal' }),
      }),
    touchPath: (symbol) => `/api/v5/market/books?instId=${symbol}&sz=1`,
    touchOf: touchAt('data.0.bids.0.0', 'data.0.asks.0.0'),
    timePath: '/api/v5/public/time',
    timeOf: (answer) => Number(textAt(answer, 'data.0.ts')),
    timeStepMs: 1,
  }
}

// {"error":[],"result":{"XXBTZUSD":{"wsname":"XBT/USD","pair_decimals":1,"lot_decimals":8,"tick_size":"0.1",...}}}
const kraken: WirePlan = {
  exchange: 'kraken',
  class: 'spot',
  feed: 'kraken',
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
    if (!(decimals >= 0)) return undefined
    const lotSize = (10 ** -decimals).toFixed(decimals)
    return stepsAt(
      { pair, lotSize },
      {
        tickSize: 'pair.tick_size',
        lotSize: 'lotSize',
        minQuantity: 'pair.ordermin',
        minNotional: 'pair.costmin',
        // "fees":[[0,0.4],[10000,0.35],...],"fees_maker":[[0,0.25],[10000,0.2],...]
        takerFeePercent: 'pair.fees.0.1',
        makerFeePercent: 'pair.fees_maker.0.1',
      },
    )
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
  const result = fieldAt(answer, 'result')
  return typeof result === 'object' && result !== null ? Object.values(result)[0] : undefined
}

// {"product_id":"BTC-USD","base_increment":"0.00000001","price_increment":"0.01",...}
const coinbase: WirePlan = {
  exchange: 'coinbase',
  class: 'spot',
  feed: 'coinbase',
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
  stepsOf: (answer) =>
    stepsAt(answer, {
      tickSize: 'price_increment',
      lotSize: 'base_increment',
      minQuantity: 'base_min_size',
      minNotional: 'quote_min_size',
    }),
  touchPath: (symbol) => `/api/v3/brokerage/market/product_book?product_id=${symbol}&limit=1`,
  touchOf: touchAt('pricebook.bids.0.price', 'pricebook.asks.0.price'),
  timePath: '/api/v3/brokerage/time',
  timeOf: (answer) => Number(textAt(answer, 'epochMillis')),
  timeStepMs: 1,
}

/** Every venue whose public feed is read by our own decoders, by class. */
export const wirePlans: readonly WirePlan[] = [
  binanceSpot,
  binanceLinear,
  bybit('spot'),
  bybit('linear'),
  bybit('inverse'),
  okx('spot'),
  okx('linear'),
  okx('inverse'),
  kraken,
  coinbase,
]

function inFives(symbols: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(symbols.length / 5) }, (_, k) =>
    symbols.slice(k * 5, (k + 1) * 5),
  )
}
