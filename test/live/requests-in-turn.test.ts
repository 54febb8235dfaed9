import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { openCcxt } from '../../src/app/market/ccxt-market.ts'
import { stepsOfDecimal } from '../../src/core/decimal-steps.ts'
import type { OrderRequest } from '../../src/core/orders/order.ts'
import type { Lots, PriceTicks, Step } from '../../src/core/price.ts'
import { DirectOrders } from '../../src/gateways/direct-orders.ts'
import { marketOf } from '../../src/gateways/listed-markets.ts'
import { OneAtATime } from '../../src/gateways/one-at-a-time.ts'
import { profileOf } from '../../src/gateways/venue-profiles.ts'
import { Random } from '../../src/math/random.ts'
import { served } from '../exchange/served.ts'

/**
 * Before a served Kraken: a way there that takes each request up to 30 ms, and a key without a window for its numbers, which
 * is what Kraken gives out: what is not above the last is refused.
 */
async function strictFront(behind: string): Promise<{
  readonly url: string
  readonly refused: string[]
  readonly close: () => void
}> {
  const random = new Random(31)
  const refused: string[] = []
  let last = 0
  const front = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => void parts.push(part))
    request.on('end', () => {
      void (async () => {
        const body = Buffer.concat(parts).toString()
        const isCounted = request.url!.includes('/private/')
        if (isCounted) await pause(random.uniform() * 30)
        const nonce = Number(/nonce=(\d+)/.exec(body)?.[1])
        if (isCounted && nonce <= last) {
          refused.push(request.url!)
          return response.end('{"error":["EAPI:Invalid nonce"]}')
        }
        if (isCounted) last = nonce
        const { host: _h, connection: _c, 'content-length': _l, ...headers } = request.headers
        const answer = await fetch(behind + request.url!, {
          method: request.method!,
          headers: headers as Record<string, string>,
          ...(body === '' ? {} : { body }),
        })
        return response.writeHead(answer.status).end(await answer.text())
      })()
    })
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  const close = (): void => {
    front.closeAllConnections()
    front.close()
  }
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, refused, close }
}

function steps(text: string, step: Step): number {
  const outcome = stepsOfDecimal(text, step)
  return outcome.kind === 'value' ? outcome.value : Number.NaN
}

test("Kraken's numbers arrive in their order, whoever asks and however long each is on its way", async () => {
  const exchanges = await served(['kraken'])
  const front = await strictFront(exchanges.address)
  const { key: apiKey, secret } = servedKeys
  const wanted = [{ base: 'BTC', quote: 'USD', class: 'spot' }] as const
  const { url } = front
  const exchange = await openCcxt({ venue: 'kraken', id: 'kraken' }, wanted, {
    url,
    apiKey,
    secret,
  })
  const { instrument, market } = marketOf('kraken', exchange.markets!, {
    name: 'BTC-USD',
    class: 'spot',
  })
  const listing = { index: 0, instrument, symbol: market.symbol }
  const profile = profileOf('kraken')
  const orders = new DirectOrders(exchange, profile, () => undefined)
  const order: OrderRequest = {
    clientOrderId: 1,
    instrument: 0,
    side: 'buy',
    lots: steps('0.001', instrument.lotSize) as Lots,
    pricing: {
      kind: 'limit',
      priceTicks: steps('20000', instrument.tickSize) as PriceTicks,
      isPostOnly: true,
    },
    timeInForce: { kind: 'gtc' },
    isReduceOnly: false,
  }
  try {
    await orders.place(listing, order, 'iturn0')
    for (const isLimited of [true, false]) {
      exchange.enableRateLimit = isLimited
      await Promise.all([
        exchange.fetchBalance(),
        ...Array.from({ length: 4 }, (_, k) =>
          orders.place(listing, order, `iturn${isLimited}${k}`),
        ),
        exchange.fetchOpenOrders(market.symbol),
        exchange.fetchMyTrades(market.symbol),
      ])
    }
    expect(front.refused).toEqual([])
    expect(await exchange.fetchOpenOrders(market.symbol)).toHaveLength(9)
  } finally {
    await exchange.close()
    front.close()
    await exchanges.close()
  }
})

test('an order goes before questions that came before it, and what fails or is not answered holds up nobody', async () => {
  const turns = new OneAtATime()
  const done: string[] = []
  const work = (name: string, then: () => Promise<unknown>) => async (): Promise<void> => {
    done.push(name)
    await then()
  }
  const silence = new Promise<never>(() => undefined)
  const failed = turns
    .run(
      false,
      work('first', () => Promise.reject(new Error('failed'))),
    )
    .catch(() => undefined)
  const question = turns.run(
    false,
    work('question', () => Promise.resolve()),
  )
  const order = turns.run(
    true,
    work('order', () => Promise.resolve()),
  )
  expect(done).toEqual(['first'])
  await Promise.all([failed, question, order])
  expect(done).toEqual(['first', 'order', 'question'])
  void turns.run(
    false,
    work('unanswered', () => silence),
  )
  await turns.run(
    true,
    work('after it', () => Promise.resolve()),
  )
  expect(done.slice(3)).toEqual(['unanswered', 'after it'])
})
