import { expect, test } from 'vitest'
import type { Instant } from '../../src/core/time.ts'
import type { CcxtOrder } from '../../src/gateways/ccxt-exchange.ts'
import { namedFills } from '../../src/gateways/find-order.ts'
import { profileOf } from '../../src/gateways/venue-profiles.ts'
import { btc, stubExchange } from './stub-exchange.ts'

test.each([
  ['binance', { fetchOrders: true }, 1],
  ['kraken', {}, 3],
])('whose many fills at %s are is asked in few questions', async (id, has, questions) => {
  const ids = Array.from({ length: 50 }, (_, k) => `v${k}`)
  const listed = (of: readonly string[]): Promise<readonly CcxtOrder[]> => {
    asked++
    return Promise.resolve(of.map((each) => ({ id: each, clientOrderId: `our${each}` })))
  }
  let asked = 0
  const exchange = stubExchange({
    id,
    has,
    fetchOrders: () => listed(ids),
    fetchOrdersByIds: (of: readonly string[]) => listed(of),
    fetchMyTrades: () =>
      Promise.resolve(
        ids.map((order) => ({ id: order, order, side: 'buy', price: 100, amount: 0.00001 })),
      ),
  })
  const names = new Map<string, string>()
  const fills = await namedFills(exchange, profileOf(id), btc, { since: 0 as Instant, names })
  expect(fills.map(({ wireId: ours }) => ours)).toEqual(ids.map((each) => `our${each}`))
  expect(asked).toBe(questions)
})
