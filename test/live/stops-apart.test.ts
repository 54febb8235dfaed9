import { expect, test, vi } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { OrderCommand } from '../../src/core/orders/order.ts'
import type { VenueAnswer } from '../../src/core/orders/venue.ts'
import type { PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { OpenOrders } from '../../src/gateways/open-orders.ts'
import { btc, placing, stubExchange } from './stub-exchange.ts'

test.each([
  ['okx', 0],
  ['bybit', 1],
])(
  'whether the end of a stop is waited for: %s, %i times, for a stream need not tell of one that is kept apart',
  async (id, waits) => {
    const wireId = 'k3v9x0ab7'
    const later = ((Date.now() + 60_000) * 1_000) as Instant
    const perpetual = {
      ...btc,
      symbol: 'BTC/USDT:USDT',
      instrument: { ...btc.instrument, class: 'linear' },
    } as const
    const order = {
      id: 'v1',
      symbol: perpetual.symbol,
      clientOrderId: wireId,
      side: 'buy',
    } as const
    const exchange = stubExchange({
      id,
      has: { watchOrders: true },
      fetchOpenOrders: () => Promise.resolve([]),
      fetchMyTrades: () => Promise.resolve([]),
      fetchOrder: () =>
        Promise.resolve({ ...order, status: 'canceled', amount: 0.00012, filled: 0 }),
      createOrder: () => Promise.resolve(order),
      cancelOrder: () => Promise.resolve(order),
      watchOrders: () => new Promise(() => undefined),
    })
    const venue = new CcxtVenue(id, exchange, [perpetual], wallClock)
    const waited = vi.spyOn(OpenOrders.prototype, 'isOverWithin')
    const heard: VenueAnswer[] = []
    await venue.start({
      answer: (each) => heard.push(each),
      stream: () => undefined,
      notice: () => undefined,
    })
    const stop: OrderCommand = {
      kind: 'place',
      order: {
        ...placing.order,
        pricing: { kind: 'stop', triggerTicks: 9_000 as PriceTicks, triggeredBy: 'mark' },
        isReduceOnly: true,
      },
    }
    expect(await venue.send(stop, wireId, later)).toEqual({ kind: 'answered' })
    const cancelling = { kind: 'cancel', clientOrderId: 7, instrument: 0 } as const
    expect(await venue.send(cancelling, wireId, later)).toEqual({ kind: 'answered' })
    expect(heard.map(({ kind }) => kind)).toEqual(['accepted', 'cancelled'])
    expect(waited).toHaveBeenCalledTimes(waits)
    waited.mockRestore()
    await venue.close()
  },
)
