import type { TickLayout } from './tick-layout.ts'

// The files of Tardis (docs.tardis.dev, "Downloadable CSV files"): ordered by `local_timestamp`, microseconds, side
// of trades is the taker's, an amount of 0 deletes a level, a snapshot after a change clears the book. Where an exchange
// gives no time, `timestamp` repeats `local_timestamp`; where it gives no value, the cell is empty.

const clocks = {
  exchange: 'venue',
  symbol: 'symbol',
  timestamp: 'exchangeTime in us',
  local_timestamp: 'localTime in us',
} as const

const tardis = {
  clock: 'receive',
  instruments: 'columns',
  sameTimeIsNone: true,
} as const

const printed = { ...clocks, id: 'id', side: 'side', price: 'price', amount: 'quantity' } as const

const twoSided = {
  ...clocks,
  bid_price: 'bidPrice',
  bid_amount: 'bidQuantity',
  ask_price: 'askPrice',
  ask_amount: 'askQuantity',
} as const

export const tardisLayouts: readonly TickLayout[] = [
  {
    ...tardis,
    name: 'Tardis incremental_book_L2',
    shape: 'level',
    channel: 'book',
    columns: {
      ...clocks,
      is_snapshot: 'isSnapshot',
      side: 'side',
      price: 'price',
      amount: 'quantity',
    },
    message: 'instant',
    rank: 1_000,
  },
  {
    // book_snapshot_5 and book_snapshot_25.
    ...tardis,
    name: 'Tardis book_snapshot',
    shape: 'book',
    channel: 'book',
    columns: clocks,
    levels: {
      bidPrice: 'bids[#].price',
      bidQuantity: 'bids[#].amount',
      askPrice: 'asks[#].price',
      askQuantity: 'asks[#].amount',
    },
    message: 'row',
    rank: 0,
  },
  {
    ...tardis,
    name: 'Tardis trades',
    shape: 'trade',
    channel: 'trades',
    columns: printed,
    message: 'instant',
    rank: 0,
  },
  {
    ...tardis,
    name: 'Tardis liquidations',
    path: /liquidations/i,
    shape: 'liquidation',
    channel: 'liquidations',
    columns: printed,
    message: 'instant',
    rank: 0,
  },
  {
    ...tardis,
    name: 'Tardis quotes',
    shape: 'quote',
    channel: 'quotes',
    columns: twoSided,
    message: 'row',
    rank: 0,
  },
  {
    // The venue's own quotes; those above are made of its book.
    ...tardis,
    name: 'Tardis book_ticker',
    path: /book_ticker/i,
    shape: 'quote',
    channel: 'quotes',
    columns: twoSided,
    message: 'row',
    rank: 1,
  },
  {
    ...tardis,
    name: 'Tardis derivative_ticker',
    shape: 'values',
    channel: 'marks',
    columns: {
      ...clocks,
      funding_timestamp: 'fundingTime in us',
      funding_rate: 'fundingRate',
      open_interest: 'openInterest',
      index_price: 'index',
      mark_price: 'mark',
    },
    message: 'row',
    rank: 0,
  },
]
