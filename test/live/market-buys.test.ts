import { expect, test } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { OrderCommand } from '../../src/core/orders/order.ts'
import type { Instant } from '../../src/core/time.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { btc, placing, stubExchange } from './stub-exchange.ts'

const market = (side: 'buy' | 'sell'): OrderCommand => ({
  ...placing,
  order: { ...placing.order, side, pricing: { kind: 'market' }, timeInForce: { kind: 'gtc' } },
})

const soon = 1e16 as Instant

function asked(id: string, book: () => Promise<unknown>) {
  const orders: (readonly unknown[])[] = []
  const exchange = stubExchange({
    id,
    fetchOrderBook: book,
    createOrder: (...order) => {
      orders.push(order.slice(1, 5))
      return Promise.resolve({ id: 'v1', symbol: btc.symbol })
    },
  })
  return { venue: new CcxtVenue(id, exchange, [btc], wallClock), orders }
}

test.each([
  ['coinbase', 'buy', ['limit', 'buy', 0.00012, 102.01]],
  ['coinbase', 'sell', ['market', 'sell', 0.00012, undefined]],
  ['binance', 'buy', ['market', 'buy', 0.00012, undefined]],
] as const)('at %s a %s at market is asked for as %o', async (id, side, order) => {
  const { venue, orders } = asked(id, () => Promise.resolve({ bids: [], asks: [[100.019, 1]] }))
  expect(await venue.send(market(side), 'k3v9x0ab7', soon)).toEqual({ kind: 'answered' })
  expect(orders).toEqual([order])
})

test.each([
  ['has no offers', () => Promise.resolve({ bids: [], asks: [] }), /nothing is offered/],
  ['cannot be had', () => Promise.reject(new Error('gone')), /gone/],
] as const)(
  'a buy at market whose book %s is not sent, and nobody looks for it',
  async (_, book, words) => {
    const { venue, orders } = asked('coinbase', book)
    const outcome = await venue.send(market('buy'), 'k3v9x0ab7', soon)
    expect(outcome).toEqual({ kind: 'unsent', detail: expect.stringMatching(words) })
    expect(orders).toEqual([])
  },
)
