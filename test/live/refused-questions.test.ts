import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { Instant } from '../../src/core/time.ts'
import { wireIdOf } from '../../src/execution/wire-id.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { findOrder } from '../../src/gateways/find-order.ts'
import { OrderNames } from '../../src/gateways/order-names.ts'
import { profileOf } from '../../src/gateways/venue-profiles.ts'
import { btc, stubExchange, placing } from './stub-exchange.ts'

type ErrorClass = new (message: string) => Error
const ccxtErrors = createRequire(import.meta.url)('ccxt') as Readonly<Record<string, ErrorClass>>
const failure = (name: string): Error => new ccxtErrors[name]!(`${name} of a test`)

const wireId = wireIdOf('k3v9x0ab', 7)
const trace = { wireId, instrument: 0, since: 0 as Instant, names: new OrderNames() }
const missing = (): Promise<never> => Promise.reject(failure('OrderNotFound'))
const none = (): Promise<readonly []> => Promise.resolve([])

test('a venue that refuses the question has proven nothing, and a list that it refuses is told', async () => {
  const quiet = { fetchOrder: missing, fetchOpenOrders: none, fetchMyTrades: none }
  for (const name of Object.keys(quiet)) {
    const refusing = { ...quiet, [name]: () => Promise.reject(failure('PermissionDenied')) }
    const venue = new CcxtVenue('binance', stubExchange(refusing), [btc], wallClock)
    expect(await venue.search(trace), name).toEqual({
      kind: 'failed',
      detail: 'PermissionDenied of a test',
    })
    await venue.close()
  }
  const fills = Array.from({ length: 5 }, (_, k) => ({
    id: `t${k}`,
    order: `v${k}`,
    side: 'buy' as const,
    price: 100,
    amount: 0.00001,
  }))
  const told: unknown[] = []
  const exchange = stubExchange({
    ...quiet,
    has: { fetchOrders: true },
    fetchOrders: () => Promise.reject(failure('BadRequest')),
    fetchMyTrades: () => Promise.resolve(fills),
  })
  const names = new OrderNames()
  const sought = { ...trace, names, refused: (cause: unknown) => void told.push(cause) }
  expect(await findOrder(exchange, profileOf('binance'), btc, sought)).toBeUndefined()
  expect(told).toMatchObject([{ message: 'BadRequest of a test' }])
  // Whose orders are not found they may still be: a later search asks again.
  expect(fills.map(({ order }) => names.of(order))).toEqual(fills.map(() => undefined))
})

test('fills that could not be asked for are told of', async () => {
  const filled = {
    id: 'v1',
    status: 'closed',
    amount: 0.00012,
    filled: 0.00012,
    trades: [],
  } as const
  const exchange = stubExchange({
    createOrder: () => Promise.resolve(filled),
    fetchMyTrades: () => Promise.reject(failure('ExchangeNotAvailable')),
  })
  const venue = new CcxtVenue('binance', exchange, [btc], wallClock)
  const told = await new Promise<string>((resolve) => {
    const notice = (detail: string): void => resolve(detail)
    void venue
      .start({ answer: () => undefined, stream: () => undefined, notice })
      .then(() => venue.send(placing, wireId, ((Date.now() + 60_000) * 1_000) as Instant))
  })
  expect(told).toBe('asking for fills: ExchangeNotAvailable of a test')
  await venue.close()
})
