import { expect, test } from 'vitest'
import type { CcxtOrder } from './ccxt-exchange.ts'
import { readOrder } from './read-orders.ts'

const listing = {
  index: 0,
  symbol: 'ETH/USD',
  instrument: {
    name: 'ETH-USD',
    venue: 'kraken',
    base: 'ETH',
    quote: 'USD',
    class: 'spot',
    tickSize: { units: 1, decimals: 2 },
    lotSize: { units: 1, decimals: 4 },
  },
} as const

test("the end of a pushed order of Kraken's is known by our id, and by what it was filled", () => {
  // As ccxt 4.5.84 gives an order that was filled in part and not at once.
  const order = {
    id: 'O00000-00000-000001',
    clientOrderId: '0',
    symbol: 'ETH/USD',
    side: 'buy',
    status: 'canceled',
    amount: 0.1666,
    info: { cl_ord_id: 'i7gsjxc4d7', order_userref: 0, cum_qty: 0.0171, exec_type: 'canceled' },
  } as unknown as CcxtOrder
  expect(readOrder(listing, order, '')).toMatchObject({
    wireId: 'i7gsjxc4d7',
    filledLots: 171,
    lots: 1_666,
    isOpen: false,
  })
})
