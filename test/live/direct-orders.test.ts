import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { openCcxt } from '../../src/app/market/ccxt-market.ts'
import type { InstrumentClass } from '../../src/core/instrument.ts'
import type { OrderRequest } from '../../src/core/orders/order.ts'
import { stepsOfDecimal } from '../../src/core/decimal-steps.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import { signingKeyOf } from '../../src/exchanges/coinbase/signing-key.ts'
import type { CcxtExchange, CcxtOrder } from '../../src/gateways/ccxt-exchange.ts'
import { DirectOrders } from '../../src/gateways/direct-orders.ts'
import { marketOf } from '../../src/gateways/listed-markets.ts'
import type { TradedListing } from '../../src/gateways/read-orders.ts'
import { profileOf } from '../../src/gateways/venue-profiles.ts'
import { served } from '../exchange/served.ts'

const venues = ['binance', 'bybit', 'okx', 'kraken', 'coinbase'] as const

let exchanges: Awaited<ReturnType<typeof served>>
// Five exchanges with ten seconds behind them, on a machine that may be busy.
beforeAll(async () => void (exchanges = await served(venues)), 60_000)
afterAll(() => exchanges.close())

interface Opened {
  readonly exchange: CcxtExchange
  readonly orders: DirectOrders
  readonly listing: TradedListing
  /** By whom each request was written. */
  readonly written: ('ccxt' | 'us')[]
  readonly differences: string[]
  /** So many lots and ticks as these decimals are. */
  readonly lots: (quantity: string) => Lots
  readonly ticks: (price: string) => PriceTicks
}

async function opened(
  id: string,
  kind: InstrumentClass = 'spot',
  timeDifference?: number,
): Promise<Opened> {
  const { key, secret, passphrase } = servedKeys
  const { name, privateKey } = signingKeyOf(servedKeys)
  const quote = id === 'kraken' || id === 'coinbase' ? 'USD' : 'USDT'
  const keys =
    id === 'coinbase'
      ? { apiKey: name, secret: privateKey }
      : { apiKey: key, secret, password: passphrase }
  const wanted = [{ base: 'BTC', quote, class: kind }]
  const url = exchanges.address
  const exchange = await openCcxt({ venue: id, id }, wanted, { url, ...keys })
  const profile = profileOf(id)
  profile.stamp(exchange)
  if (timeDifference !== undefined) Object.assign(exchange.options, { timeDifference })
  const found = marketOf(id, exchange.markets!, { name: `BTC-${quote}`, class: kind })
  const written: ('ccxt' | 'us')[] = []
  const { orderWay } = exchange
  const createOrder = exchange.createOrder.bind(exchange)
  const cancelOrder = exchange.cancelOrder.bind(exchange)
  Object.assign(exchange, {
    createOrder: (...call: readonly unknown[]) => {
      written.push('ccxt')
      return createOrder(...call)
    },
    cancelOrder: (...call: Parameters<CcxtExchange['cancelOrder']>) => {
      written.push('ccxt')
      return cancelOrder(...call)
    },
  })
  exchange.orderWay = {
    ...orderWay!,
    send: (request) => {
      written.push('us')
      return orderWay!.send(request)
    },
  }
  const differences: string[] = []
  const { instrument, market } = found
  const steps = (text: string, step: typeof instrument.tickSize): number => {
    const outcome = stepsOfDecimal(text, step)
    return outcome.kind === 'value' ? outcome.value : Number.NaN
  }
  return {
    exchange,
    orders: new DirectOrders(exchange, profile, (text) => differences.push(text)),
    listing: { index: 0, instrument, symbol: market.symbol },
    written,
    differences,
    lots: (quantity) => steps(quantity, instrument.lotSize) as Lots,
    ticks: (price) => steps(price, instrument.tickSize) as PriceTicks,
  }
}

let count = 0
const nextId = (): string => `idirectord${(++count).toString(36)}`

/** Far below the market: it rests. */
function resting({ lots, ticks }: Opened): OrderRequest {
  return {
    clientOrderId: 1,
    instrument: 0,
    side: 'buy',
    lots: lots('0.01'),
    pricing: { kind: 'limit', priceTicks: ticks('20000'), isPostOnly: true },
    timeInForce: { kind: 'gtc' },
    isReduceOnly: false,
  }
}

/** What an answer says beside what is of one order alone. */
function plain({ id, clientOrderId, info: _i, timestamp: _t, ...order }: CcxtOrder): object {
  const {
    datetime: _d,
    lastUpdateTimestamp: _l,
    lastTradeTimestamp: _u,
    ...others
  } = order as Record<string, unknown>
  return { ...others, hasId: id !== undefined, hasOurs: clientOrderId !== undefined }
}

async function thrownBy(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'nothing',
    (cause: Error) => cause.constructor.name,
  )
}

const cases: Readonly<
  Record<(typeof venues)[number], readonly (readonly [InstrumentClass, number])[]>
> = {
  binance: [
    ['spot', 0],
    ['linear', -910],
  ],
  bybit: [
    ['spot', 0],
    ['linear', 910],
  ],
  okx: [
    ['spot', 0],
    ['linear', 910],
  ],
  kraken: [
    ['spot', 0],
    ['spot', 1_010],
  ],
  coinbase: [
    ['spot', 0],
    ['spot', 1_010],
  ],
}

// Venues wait for nothing of one another, each for what it limits: at once they take a third of the time.
describe.concurrent.each(venues)('%s', (id) => {
  test.sequential.each(cases[id])(
    '%s, clocks %i ms apart: once ccxt has written an order, we write those like it, and its answers read alike',
    async (kind, apart) => {
      const at = await opened(id, kind, apart)
      const { orders, listing, written } = at
      const order = resting(at)
      const placed: CcxtOrder[] = []
      for (let k = 0; k < 3; k++) placed.push(await orders.place(listing, order, nextId()))
      expect(written.splice(0)).toEqual(['ccxt', 'us', 'us'])
      expect(plain(placed[1]!)).toEqual(plain(placed[0]!))
      const ended: CcxtOrder[] = []
      for (const { id: theirs } of placed)
        ended.push(await orders.cancel(listing, { theirs: theirs! }))
      expect(written.splice(0)).toEqual(['ccxt', 'us', 'us'])
      expect(plain(ended[1]!)).toEqual(plain(ended[0]!))
      const isThere = await at.exchange.fetchOpenOrders(listing.symbol)
      expect(isThere.filter(({ id: theirs }) => placed.some((each) => each.id === theirs))).toEqual(
        [],
      )
      expect(at.differences).toEqual([])
      await at.exchange.close()
    },
  )

  test.sequential('what is refused is refused by the same error', async () => {
    const at = await opened(id)
    const { orders, listing, written } = at
    const large = { ...resting(at), lots: at.lots('9000') }
    const gone = { binance: '123', bybit: '123', okx: '123', kraken: 'OABCDE-FGHIJ-KLMNOP' }
    const theirs = id === 'coinbase' ? '11111111-2222-3333-4444-555555555555' : gone[id]
    const thrown: string[] = []
    for (let k = 0; k < 2; k++) thrown.push(await thrownBy(orders.place(listing, large, nextId())))
    for (let k = 0; k < 2; k++) thrown.push(await thrownBy(orders.cancel(listing, { theirs })))
    expect(written).toEqual(['ccxt', 'us', 'ccxt', 'us'])
    // ccxt does not read why Coinbase does not cancel.
    const unknown = id === 'coinbase' ? 'OrderNotFound' : thrown[2]
    expect([thrown[1], thrown[3]]).toEqual([thrown[0], unknown])
    expect(thrown).not.toContain('nothing')
    await at.exchange.close()
  })
})

test.concurrent('where ccxt writes orders otherwise they are left to it, and that is told once', async () => {
  const at = await opened('bybit')
  const { listing, written, exchange } = at
  const sign = exchange.sign.bind(exchange)
  exchange.sign = (...request) => {
    const signed = sign(...request)
    return { ...signed, headers: { ...signed.headers, 'X-Mine': 'yes' } }
  }
  const other = new DirectOrders(exchange, profileOf('bybit'), (text) => at.differences.push(text))
  for (let k = 0; k < 3; k++) await other.place(listing, resting(at), nextId())
  expect(written.splice(0)).toEqual(['ccxt', 'ccxt', 'ccxt'])
  expect(at.differences).toEqual([
    '"0 buy limit post" is ordered by ccxt, which has another X-Mine',
  ])
  await exchange.close()
})

test.concurrent('a stop, and an order while ccxt tells aloud what it does, go by ccxt', async () => {
  const at = await opened('bybit')
  const { orders, listing, written, exchange } = at
  for (let k = 0; k < 2; k++) await orders.place(listing, resting(at), nextId())
  Object.assign(exchange, { verbose: true, log: () => undefined })
  await orders.place(listing, resting(at), nextId())
  Object.assign(exchange, { verbose: false })
  const stop = {
    ...resting(at),
    side: 'sell',
    pricing: { kind: 'stop', triggerTicks: at.ticks('20000'), triggeredBy: 'trade' },
  } as const
  for (let k = 0; k < 2; k++) await thrownBy(orders.place(listing, stop, nextId()))
  expect(written).toEqual(['ccxt', 'us', 'ccxt', 'ccxt', 'ccxt'])
  expect(at.differences).toEqual([])
  await exchange.close()
})

test.concurrent('orders that we write wait for their turn like those of ccxt', async () => {
  const at = await opened('coinbase')
  const { orders, listing, written, exchange } = at
  const order = resting(at)
  await orders.place(listing, order, nextId())
  const begun = performance.now()
  const placed = Array.from({ length: 4 }, () => orders.place(listing, order, nextId()))
  const atOnce = written.length
  await Promise.all(placed)
  // 34 ms for each: at most one may leave at once, and as long as nothing is owed another.
  expect(atOnce).toBeLessThanOrEqual(3)
  expect(performance.now() - begun).toBeGreaterThan(34)
  expect(written).toEqual(['ccxt', 'us', 'us', 'us', 'us'])
  await exchange.close()
})

test('what was written while its intent went to the disk is what is sent, unless that took too long by a clock that nobody sets', async () => {
  const at = await opened('bybit')
  const { listing, exchange } = at
  const sent: string[] = []
  const { send, prepare } = exchange.orderWay!
  let begun = 0
  exchange.orderWay = {
    ...exchange.orderWay!,
    send: (request) => {
      sent.push(request.headers['X-BAPI-TIMESTAMP']!)
      return send(request)
    },
    prepare: (request) => {
      const prepared = prepare(request)
      if (prepared === undefined) return undefined
      begun++
      const noted = (): Promise<unknown> => {
        sent.push(request.headers['X-BAPI-TIMESTAMP']!)
        return prepared.send()
      }
      return { ...prepared, send: noted }
    },
  }
  const clock = { now: Date.now() - 50, elapsed: 0 }
  const orders = new DirectOrders(
    exchange,
    profileOf('bybit'),
    (text) => at.differences.push(text),
    () => clock.elapsed,
  )
  exchange.milliseconds = () => clock.now
  await orders.place(listing, resting(at), nextId())
  const stamped: number[] = []
  for (const [wait, seen] of [
    [10, 10],
    [1_000, 1_000],
    [1_000, -500],
  ] as const) {
    const wireId = nextId()
    // Until the answered one's connection is free again.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    clock.now = Date.now() - 1_100
    stamped.push(clock.now)
    orders.preparePlace(listing, resting(at), wireId)
    clock.elapsed += wait
    clock.now += seen
    const placed = await orders.place(listing, resting(at), wireId)
    stamped.push(clock.now)
    const order = { theirs: placed.id! }
    orders.prepareCancel(listing, order)
    await orders.cancel(listing, order)
  }
  // The first cancellation is ccxt's: three orders, the latter two written anew, and the other cancellations.
  const [prepared, , , late, , back] = stamped
  expect([0, 1, 3].map((k) => Number(sent[k]))).toEqual([prepared, late, back])
  expect([sent.length, begun > 0]).toEqual([5, true])
  await exchange.close()
})
