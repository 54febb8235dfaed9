import { expect, test } from 'vitest'
import type { Instant } from '../../src/core/time.ts'
import type { CcxtExchange, CcxtOrder, CcxtTrade } from '../../src/gateways/ccxt-exchange.ts'
import { namedFills } from '../../src/gateways/find-order.ts'
import { OrderNames } from '../../src/gateways/order-names.ts'
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
  const names = new OrderNames()
  const fills = await namedFills(exchange, profileOf(id), btc, { since: 0 as Instant, names })
  expect(fills.map(({ wireId: ours }) => ours)).toEqual(ids.map((each) => `our${each}`))
  expect(asked).toBe(questions)
})

/** As ccxt's are called, and made from one another. */
class NetworkError extends Error {}
class RateLimitExceeded extends NetworkError {}
class BadRequest extends Error {}

/** Five fills of as many orders, at an exchange whose list of orders is not to be had. */
function withoutList(cause: Error): { readonly exchange: CcxtExchange; readonly asked: string[] } {
  const asked: string[] = []
  const trades = Array.from({ length: 5 }, (_, k): CcxtTrade => ({
    id: `t${k}`,
    order: `v${k}`,
    side: 'buy',
    price: 100,
    amount: 0.00001,
  }))
  const exchange = stubExchange({
    has: { fetchOrders: true },
    fetchOrders: () => Promise.reject(cause),
    fetchMyTrades: () => Promise.resolve(trades),
    fetchOrder: (id) => {
      asked.push(id!)
      return Promise.resolve({ id: id!, clientOrderId: `our${id}` })
    },
  })
  return { exchange, asked }
}

test('a venue that was asked too much is not asked for every order instead', async () => {
  const { exchange, asked } = withoutList(new RateLimitExceeded('slowly'))
  const fills = namedFills(exchange, profileOf('binance'), btc, {
    since: 0 as Instant,
    names: new OrderNames(),
  })
  await expect(fills).rejects.toThrow('slowly')
  expect(asked).toEqual([])
})

test('where a list is refused orders are asked for one by one, once, and why is told', async () => {
  const refusal = new BadRequest('no such list')
  const { exchange, asked } = withoutList(refusal)
  const told: unknown[] = []
  const terms = {
    since: 0 as Instant,
    names: new OrderNames(),
    refused: (cause: unknown) => void told.push(cause),
  }
  const ask = (): ReturnType<typeof namedFills> =>
    namedFills(exchange, profileOf('binance'), btc, terms)
  expect((await ask()).map(({ wireId }) => wireId)).toEqual(asked.map((id) => `our${id}`))
  await ask()
  expect([asked, told]).toEqual([['v0', 'v1', 'v2', 'v3', 'v4'], [refusal]])
})
