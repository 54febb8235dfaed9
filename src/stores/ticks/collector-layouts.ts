import type { TickLayout } from './tick-layout.ts'

// Files as people's own collectors write them: snapshots of twenty levels, best quotes, trades. Prices and quantities in
// units, times of receipt as the recorder's clock told them. What is odd about each set stands beside it.

const standx = {
  clock: 'receive',
  venue: 'standx',
  instruments: {
    pattern: /^(?:book20|trades)_(?<symbol>[A-Z0-9]+-[A-Z0-9]+)_/,
    example: 'trades_BTC-USD_2026-01-05.csv.gz',
  },
  rank: 0,
} as const

/** Every 0.3 s a book of twenty levels; nearly half of them are locked. The side of trades was not kept. */
export const standxLayouts: readonly TickLayout[] = [
  {
    ...standx,
    name: 'StandX book20',
    shape: 'book',
    channel: 'book',
    columns: { ts_ms: 'exchangeTime in ms', recv_us: 'localTime in us' },
    levels: {
      bidPrice: 'bid_px_#',
      bidQuantity: 'bid_sz_#',
      askPrice: 'ask_px_#',
      askQuantity: 'ask_sz_#',
    },
    message: 'row',
  },
  {
    ...standx,
    name: 'StandX trades',
    shape: 'trade',
    channel: 'trades',
    columns: {
      ts_ms: 'exchangeTime in ms',
      recv_us: 'localTime in us',
      price: 'price',
      quantity: 'quantity',
    },
    message: 'instant',
  },
]

/** Hyperliquid and Gate.io, by the same collector. The first trades of a file are a backlog, up to 45 s old. */
function twentyLevels(venue: string): readonly TickLayout[] {
  const collected = {
    clock: 'receive',
    venue,
    instruments: {
      pattern: /^(?:book20|bbo|trades)_(?<symbol>[A-Z0-9]+(?:_[A-Z]+)?)_\d{4}-/,
      example: 'trades_BTC_2025-09-04.csv.gz',
    },
    rank: 0,
  } as const
  const clocks = {
    timestamp: 'localTime in s',
    exchange_timestamp: 'exchangeTime in ms',
  } as const
  return [
    {
      ...collected,
      name: `${venue} book20`,
      shape: 'book',
      channel: 'book',
      columns: { ...clocks, sequence: 'sequence' },
      levels: {
        bidPrice: 'bid_price_#',
        bidQuantity: 'bid_size_#',
        askPrice: 'ask_price_#',
        askQuantity: 'ask_size_#',
      },
      message: 'row',
    },
    {
      ...collected,
      name: `${venue} bbo`,
      shape: 'quoteSide',
      channel: 'quotes',
      columns: { ...clocks, price: 'price', size: 'quantity', side: 'side' },
      message: 'instant',
    },
    {
      ...collected,
      name: `${venue} trades`,
      shape: 'trade',
      channel: 'trades',
      columns: { ...clocks, price: 'price', size: 'quantity', side: 'side', trade_id: 'id' },
      message: 'instant',
    },
  ]
}

export const hyperliquidLayouts: readonly TickLayout[] = twentyLevels('hyperliquid')
export const gateioLayouts: readonly TickLayout[] = twentyLevels('gate-io')

const aster = {
  venue: 'aster',
  instruments: {
    pattern: /^(?:bbo|book10|trades)_(?<symbol>[A-Z0-9]+)_\d{4}-/,
    example: 'trades_BTCUSDT_2025-09-24.csv.gz',
  },
  rank: 0,
} as const

/**
 * Aster. Quotes (without sizes) and books carry the time of receipt only, trades the venue's only: beside each other,
 * trades are some 0.3 s early.
 */
export const asterLayouts: readonly TickLayout[] = [
  {
    ...aster,
    name: 'Aster bbo',
    shape: 'quote',
    channel: 'quotes',
    clock: 'receive',
    columns: { unix_timestamp: 'localTime in s', bid: 'bidPrice', ask: 'askPrice' },
    message: 'row',
  },
  {
    ...aster,
    name: 'Aster book10',
    shape: 'book',
    channel: 'book',
    clock: 'receive',
    columns: { unix_timestamp_ms: 'localTime in ms', lastUpdateId: 'sequence' },
    levels: {
      bidPrice: 'bid_price_#',
      bidQuantity: 'bid_qty_#',
      askPrice: 'ask_price_#',
      askQuantity: 'ask_qty_#',
    },
    message: 'row',
  },
  {
    ...aster,
    name: 'Aster trades',
    shape: 'trade',
    channel: 'trades',
    clock: 'exchange',
    columns: {
      id: 'id',
      unix_timestamp_ms: 'exchangeTime in ms',
      side: 'side',
      price: 'price',
      quantity: 'quantity',
    },
    message: 'instant',
  },
]

const bitstamp = {
  clock: 'receive',
  instruments: [{ venue: 'bitstamp', symbol: 'btcusd' }],
} as const

/**
 * Bitstamp of 2015, order by order; what was placed before the log began is not in it. Its `exchange_ms` is when the
 * order was placed, not when it was changed, and is left out.
 */
export const bitstampOrderLayouts: readonly TickLayout[] = [
  {
    ...bitstamp,
    name: 'Bitstamp orders',
    shape: 'order',
    channel: 'book',
    columns: {
      recv_ms: 'localTime in ms',
      event: 'orderEvent',
      id: 'id',
      side: 'side',
      price: 'price',
      amount: 'quantity',
    },
    message: 'row',
    rank: 1_000,
  },
  {
    ...bitstamp,
    name: 'Bitstamp book10',
    shape: 'book',
    channel: 'book',
    columns: { recv_ms: 'localTime in ms' },
    levels: {
      bidPrice: 'bid_px_#',
      bidQuantity: 'bid_sz_#',
      askPrice: 'ask_px_#',
      askQuantity: 'ask_sz_#',
    },
    message: 'row',
    rank: 0,
  },
]

/** Quotes of Bitstamp and CEX.IO without sizes, polled one after the other every 7 s: a row tells of both. */
export const twoVenueQuoteLayouts: readonly TickLayout[] = [
  {
    name: 'Bitstamp and CEX.IO quotes',
    shape: 'quote',
    channel: 'quotes',
    clock: 'receive',
    columns: {
      ts_ms: 'localTime in ms',
      bitstamp_bid: ['bidPrice', 0],
      bitstamp_ask: ['askPrice', 0],
      cex_bid: ['bidPrice', 1],
      cex_ask: ['askPrice', 1],
    },
    message: 'row',
    instruments: [
      { venue: 'bitstamp', symbol: 'bcheur' },
      { venue: 'cex-io', symbol: 'BCH-EUR' },
    ],
    rank: 0,
  },
]

/** Last prices of bitFlyer and BTCBOX, one a second at most, without quantity or side. */
export const lastPriceLayouts: readonly TickLayout[] = [
  {
    name: 'last prices',
    shape: 'trade',
    channel: 'trades',
    clock: 'exchange',
    columns: { ts_ms: 'exchangeTime in ms', price: 'price' },
    message: 'row',
    instruments: {
      pattern: /^(?<venue>bitflyer|btcbox)_trades/,
      example: 'bitflyer_trades.csv.gz',
      symbol: 'BTC-JPY',
    },
    rank: 0,
  },
]

const markIndex = {
  shape: 'values',
  clock: 'exchange',
  message: 'row',
  instruments: [{ venue: 'binance-futures', symbol: 'BTCUSDT' }],
} as const

/**
 * Mark and index at the start of each minute, and settled funding. The columns of spot and perpetual are left out: they
 * are means of the minute's open and close, and so look up to a minute ahead.
 */
export const markIndexLayouts: readonly TickLayout[] = [
  {
    ...markIndex,
    name: 'Binance mark and index, 1 minute',
    channel: 'marks',
    columns: { ts_ms: 'exchangeTime in ms', mark_px: 'mark', index_px: 'index' },
    rank: 0,
  },
  {
    ...markIndex,
    name: 'Binance settled funding',
    channel: 'funding',
    columns: { ts_ms: 'exchangeTime in ms', funding_rate: 'fundingRate' },
    rank: 0,
  },
]

/** A Uniswap v3 pool by minutes: its price at the end of each, known a minute after its start. */
export const poolMinuteLayouts: readonly TickLayout[] = [
  {
    name: 'Uniswap v3 pool, 1 minute',
    shape: 'values',
    channel: 'marks',
    clock: 'exchange',
    columns: { ts_ms: 'exchangeTime in ms', closeTick: 'poolTick' },
    message: 'row',
    instruments: [{ venue: 'uniswap-v3-polygon', symbol: 'WETH-USDC' }],
    rank: 0,
    knownAfter: 60_000_000,
  },
]
