import { expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { ccxtListed, openCcxt } from '../../src/app/market/ccxt-market.ts'
import type { OrderCommand } from '../../src/core/orders/order.ts'
import type { VenueAnswer } from '../../src/core/orders/venue.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { served } from '../exchange/served.ts'
import { placing } from './stub-exchange.ts'

test.concurrent.each([
  ['kraken', 'kraken', 'spot', 'USD'],
  ['binance', 'binance', 'spot', 'USDT'],
  ['binance', 'binanceusdm', 'linear', 'USDT'],
] as const)(
  '%s (%s) refuses a post-only order that would take: it is over',
  async (place, id, kind, quote) => {
    const exchange = await served([place])
    const { key: apiKey, secret } = servedKeys
    const wanted = { base: 'BTC', quote, class: kind } as const
    const url = exchange.address
    const open = await openCcxt({ venue: place, id }, [wanted], { url, apiKey, secret })
    // Its own limits had a question of Kraken wait for five seconds.
    open.enableRateLimit = false
    const listed = ccxtListed(place, open, wanted)!
    const venue = new CcxtVenue(place, open, [{ ...listed, index: 0 }], wallClock)
    const answers: VenueAnswer[] = []
    try {
      await venue.start({
        answer: (answer) => answers.push(answer),
        stream: () => undefined,
        notice: () => undefined,
      })
      const { asks } = await open.fetchOrderBook(listed.symbol, 5)
      const { tickSize, lotSize } = listed.instrument
      const tick = tickSize.units / 10 ** tickSize.decimals
      const lot = lotSize.units / 10 ** lotSize.decimals
      const priceTicks = Math.ceil((asks[0]![0]! * 1.002) / tick) as PriceTicks
      const lots = Math.ceil(0.01 / lot) as Lots
      const command: OrderCommand = {
        ...placing,
        order: {
          ...placing.order,
          lots,
          pricing: { kind: 'limit', priceTicks, isPostOnly: true },
          timeInForce: { kind: 'gtc' },
        },
      }
      const soon = (wallClock.now() + 60_000_000) as Instant
      expect(await venue.send(command, 'k1', soon)).toEqual({ kind: 'answered' })
      expect(answers).toMatchObject([{ kind: 'rejected', wireId: 'k1', reason: 'would-take' }])
    } finally {
      await venue.close()
      await exchange.close()
    }
  },
)
