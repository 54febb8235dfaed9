import type { TickLayout } from './tick-layout.ts'

// Files of the venues' own archives. They keep the venue's time only, which then stands for the time of receipt too:
// latency is zero in them, and not known.

const archived = { clock: 'exchange', message: 'instant', rank: 0, mayStepBack: true } as const

const vision = {
  ...archived,
  instruments: {
    pattern: /^(?<symbol>[A-Z0-9_]+)-(?:trades|aggTrades|bookTicker)-/,
    example: 'BTCUSDT-trades-2024-01-01.zip',
  },
} as const
/** COIN-margined contracts are quoted in plain dollars: BTCUSD_PERP. */
const visionFutures = [
  [/USD_/, 'binance-delivery'],
  [/./, 'binance-futures'],
] as const

/**
 * Binance Vision (github.com/binance/binance-public-data): zip archives, of spot without a header and in microseconds
 * since 2025, of futures with a header in later years.
 */
export const binanceVisionLayouts: readonly TickLayout[] = [
  {
    ...vision,
    name: 'Binance Vision spot trades',
    path: /-trades-/,
    shape: 'trade',
    channel: 'trades',
    venue: 'binance',
    columns: {
      id: 'id',
      price: 'price',
      qty: 'quantity',
      time: 'exchangeTime in auto',
      is_buyer_maker: 'buyerIsMaker',
      is_best_match: 'ignored',
    },
    headerless: [['id', 'price', 'qty', 'quote_qty', 'time', 'is_buyer_maker', 'is_best_match']],
  },
  {
    ...vision,
    name: 'Binance Vision futures trades',
    path: /-trades-/,
    shape: 'trade',
    channel: 'trades',
    venue: visionFutures,
    columns: {
      id: 'id',
      price: 'price',
      qty: 'quantity',
      time: 'exchangeTime in auto',
      is_buyer_maker: 'buyerIsMaker',
    },
    headerless: [['id', 'price', 'qty', 'quote_qty', 'time', 'is_buyer_maker']],
  },
  {
    ...vision,
    name: 'Binance Vision spot aggTrades',
    path: /-aggTrades-/,
    shape: 'trade',
    channel: 'trades',
    venue: 'binance',
    columns: {
      agg_trade_id: 'id',
      price: 'price',
      quantity: 'quantity',
      transact_time: 'exchangeTime in auto',
      is_buyer_maker: 'buyerIsMaker',
      is_best_match: 'ignored',
    },
    headerless: [
      [
        'agg_trade_id',
        'price',
        'quantity',
        'first_trade_id',
        'last_trade_id',
        'transact_time',
        'is_buyer_maker',
        'is_best_match',
      ],
    ],
    rank: -1, // trades tell more
  },
  {
    ...vision,
    name: 'Binance Vision futures aggTrades',
    path: /-aggTrades-/,
    shape: 'trade',
    channel: 'trades',
    venue: visionFutures,
    columns: {
      agg_trade_id: 'id',
      price: 'price',
      quantity: 'quantity',
      transact_time: 'exchangeTime in auto',
      is_buyer_maker: 'buyerIsMaker',
    },
    headerless: [
      [
        'agg_trade_id',
        'price',
        'quantity',
        'first_trade_id',
        'last_trade_id',
        'transact_time',
        'is_buyer_maker',
      ],
    ],
    rank: -1,
  },
  {
    ...vision,
    name: 'Binance Vision bookTicker',
    path: /-bookTicker-/,
    shape: 'quote',
    channel: 'quotes',
    venue: visionFutures,
    columns: {
      update_id: 'sequence',
      best_bid_price: 'bidPrice',
      best_bid_qty: 'bidQuantity',
      best_ask_price: 'askPrice',
      best_ask_qty: 'askQuantity',
      event_time: 'exchangeTime in auto',
    },
    message: 'row',
    headerless: [
      [
        'update_id',
        'best_bid_price',
        'best_bid_qty',
        'best_ask_price',
        'best_ask_qty',
        'transaction_time',
        'event_time',
      ],
    ],
  },
]

/** Bybit (public.bybit.com): derivatives in seconds with fractions and ids that are words, spot in milliseconds. */
export const bybitArchiveLayouts: readonly TickLayout[] = [
  {
    ...archived,
    name: 'Bybit trading',
    shape: 'trade',
    channel: 'trades',
    venue: 'bybit',
    columns: {
      timestamp: 'exchangeTime in s',
      symbol: 'symbol',
      side: 'side',
      size: 'quantity',
      price: 'price',
    },
    instruments: 'columns',
  },
  {
    ...archived,
    name: 'Bybit spot',
    shape: 'trade',
    channel: 'trades',
    venue: 'bybit-spot',
    columns: {
      id: 'id',
      timestamp: 'exchangeTime in ms',
      price: 'price',
      volume: 'quantity',
      side: 'side',
    },
    instruments: {
      pattern: /^(?<symbol>[A-Z0-9]+)[-_]\d{4}-/,
      example: 'BTCUSDT_2024-01-01.csv.gz',
    },
  },
]

/** OKX (static.okx.com): days are cut at midnight in Hong Kong; sizes of swaps and futures are contracts. */
export const okxArchiveLayouts: readonly TickLayout[] = [
  {
    ...archived,
    name: 'OKX trades',
    shape: 'trade',
    channel: 'trades',
    venue: [
      [/-SWAP$/, 'okex-swap'],
      [/-\d{6}$/, 'okex-futures'],
      [/./, 'okex'],
    ],
    columns: {
      instrument_name: 'symbol',
      trade_id: 'id',
      side: 'side',
      price: 'price',
      size: 'quantity',
      created_time: 'exchangeTime in ms',
    },
    instruments: 'columns',
  },
]
