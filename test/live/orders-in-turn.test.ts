import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { openCcxt } from '../../src/app/market/ccxt-market.ts'
import { stepsOfDecimal } from '../../src/core/decimal-steps.ts'
import type { OrderCommand, TimeInForce } from '../../src/core/orders/order.ts'
import type { SendOutcome } from '../../src/core/orders/venue.ts'
import type { Lots, PriceTicks, Step } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import type { CcxtExchange } from '../../src/gateways/ccxt-exchange.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { marketOf } from '../../src/gateways/listed-markets.ts'
import { served } from '../exchange/served.ts'
import { until } from '../until.ts'
import { btc, stubExchange } from './stub-exchange.ts'

let exchanges: Awaited<ReturnType<typeof served>>
beforeAll(async () => void (exchanges = await served(['bybit'])), 60_000)
afterAll(() => exchanges.close())

const nothing = (): void => undefined
const later = ((Date.now() + 3_600_000) * 1_000) as Instant
const deaf = { answer: () => undefined, stream: () => undefined, notice: () => undefined }

function cancel(): OrderCommand {
  return { kind: 'cancel', clientOrderId: 1, instrument: 0 }
}

function place(lots: number, priceTicks: number, timeInForce: TimeInForce): OrderCommand {
  return {
    kind: 'place',
    order: {
      clientOrderId: 1,
      instrument: 0,
      side: 'buy',
      lots: lots as Lots,
      pricing: { kind: 'limit', priceTicks: priceTicks as PriceTicks, isPostOnly: false },
      timeInForce,
      isReduceOnly: false,
    },
  }
}

const wordOf = (url: string, body: unknown): string =>
  `${url.includes('cancel') ? 'cancel' : 'place'} ${/"orderLinkId":"(\w+)"/.exec(String(body))?.[1] ?? 'theirs'}`

/** What leaves for a Bybit: by whom it was written, what it is, and the order by the name it is called by. */
function noted(exchange: CcxtExchange): string[] {
  const left: string[] = []
  const writing = exchange as unknown as {
    fetch: (...sent: readonly unknown[]) => Promise<unknown>
  }
  const fetch = writing.fetch.bind(exchange)
  writing.fetch = (url, method, headers, body) => {
    if (/order\/(create|cancel)/.test(String(url))) left.push(`ccxt ${wordOf(String(url), body)}`)
    return fetch(url, method, headers, body)
  }
  const { orderWay } = exchange
  exchange.orderWay = {
    ...orderWay!,
    send: (request) => {
      left.push(`us ${wordOf(request.url, request.body)}`)
      return orderWay!.send(request)
    },
    prepare: () => undefined,
  }
  return left
}

const steps = (text: string, step: Step): number => {
  const outcome = stepsOfDecimal(text, step)
  return outcome.kind === 'value' ? outcome.value : Number.NaN
}

async function openedBybit(): Promise<{
  readonly exchange: CcxtExchange
  readonly venue: CcxtVenue
  readonly left: string[]
  readonly order: (timeInForce: TimeInForce['kind']) => OrderCommand
}> {
  const { key: apiKey, secret } = servedKeys
  const wanted = [{ base: 'BTC', quote: 'USDT', class: 'spot' }] as const
  const keys = { url: exchanges.address, apiKey, secret }
  const exchange = await openCcxt({ venue: 'bybit', id: 'bybit' }, wanted, keys)
  const name = { name: 'BTC-USDT', class: 'spot' } as const
  const { instrument, market } = marketOf('bybit', exchange.markets!, name)
  const left = noted(exchange)
  const venue = new CcxtVenue(
    'bybit',
    exchange,
    [{ index: 0, instrument, symbol: market.symbol }],
    wallClock,
  )
  await venue.start(deaf)
  const [lots, ticks] = [steps('0.01', instrument.lotSize), steps('20000', instrument.tickSize)]
  return { exchange, venue, left, order: (kind) => place(lots, ticks, { kind } as TimeInForce) }
}

test('commands of an instrument leave in the order in which they were decided, whoever writes them', async () => {
  const { exchange, venue, left, order } = await openedBybit()
  const send = (command: OrderCommand, wireId: string): Promise<SendOutcome> =>
    venue.send(command, wireId, later)
  await send(order('gtc'), 'k1')
  await send(cancel(), 'k1')
  left.length = 0
  // Of the first kind and of cancellations it is known how ccxt writes them, and of the second not.
  const outcomes = await Promise.all([
    send(order('ioc'), 's1'),
    send(cancel(), 's1'),
    send(order('gtc'), 'a3'),
    send(order('fok'), 's4'),
    send(order('gtc'), 'a5'),
    send(cancel(), 'a5'),
  ])
  expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'answered'))
  expect(left).toEqual([
    'ccxt place s1',
    'us cancel theirs',
    'us place a3',
    'ccxt place s4',
    'us place a5',
    'us cancel theirs',
  ])
  left.length = 0
  exchange.enableRateLimit = false
  // What may go at once has gone when `send` returns.
  const both = [send(order('gtc'), 'b1'), send(order('gtc'), 'b2')]
  expect(left).toEqual(['us place b1', 'us place b2'])
  await Promise.all(both)
  await venue.close()
})

test('a cancellation waits until its order is at the venue, and not for an answer that does not come', async () => {
  const done: string[] = []
  let answer = nothing
  const exchange = stubExchange({
    createOrder: () => {
      done.push('place')
      exchange.sign('order', 'private', 'POST', { newClientOrderId: 'q1' })
      return new Promise((resolve) => (answer = () => resolve({ id: '9' })))
    },
    cancelOrder: (id) => {
      done.push(`cancel ${String(id)}`)
      return Promise.resolve({})
    },
    fetchOrder: () => Promise.resolve({ id: '9', clientOrderId: 'q1', status: 'canceled' }),
  })
  const venue = new CcxtVenue('binance', exchange, [btc], wallClock)
  const begin = (): readonly Promise<SendOutcome>[] => [
    venue.send(place(1, 1, { kind: 'gtc' }), 'q1', later),
    venue.send(cancel(), 'q1', later),
  ]
  const answered = begin()
  await pause(0)
  expect(done).toEqual(['place'])
  answer()
  await Promise.all(answered)
  // By the venue's own name, for it is known now.
  expect(done).toEqual(['place', 'cancel 9'])
  const [, cancelled] = begin()
  expect((await cancelled!).kind).toBe('answered')
  // By the name that the first answer gave it.
  expect(done.slice(2)).toEqual(['place', 'cancel 9'])
  await venue.close()
})

test('what waited for its turn until its time was over is not sent', async () => {
  let answer = nothing
  const exchange = stubExchange({
    createOrder: () => new Promise((resolve) => (answer = () => resolve({ id: '9' }))),
  })
  const venue = new CcxtVenue('binance', exchange, [btc], wallClock)
  const soon = (wallClock.now() + 30_000) as Instant
  const first = venue.send(place(1, 1, { kind: 'gtc' }), 'q1', later)
  const second = venue.send(place(1, 1, { kind: 'gtc' }), 'q2', soon)
  while (wallClock.now() <= soon) await pause(5)
  answer()
  expect([(await first).kind, (await second).kind]).toEqual(['answered', 'unsent'])
  await venue.close()
})

test('until when something may leave is told by the clock that whoever sends has', async () => {
  let now = 1_000_000
  const exchange = stubExchange({ createOrder: () => Promise.resolve({ id: '9' }) })
  const venue = new CcxtVenue('binance', exchange, [btc], { now: () => now as Instant })
  const kinds: string[] = []
  for (const at of [1_000_000, 1_000_001]) {
    now = at
    const outcome = await venue.send(place(1, 1, { kind: 'gtc' }), `q${at}`, 1_000_000 as Instant)
    kinds.push(outcome.kind)
  }
  expect(kinds).toEqual(['answered', 'unsent'])
  await venue.close()
})

const hyperliquid = {
  action: { type: 'batchModify', modifies: [{ oid: 9, order: { p: '2' } }] },
  nonce: 1,
}

test.each([
  ['binance', 'order/cancelReplace', { cancelOrderId: '9' }],
  ['hyperliquid', 'exchange', hyperliquid],
] as const)(
  'an amendment at %s whose time is over once its order was looked up, or its turn came, does not leave',
  async (id, path, params) => {
    const left: string[] = []
    let now = 0
    let lateAt = ''
    const pass = (step: string): void => void (now += step === lateAt ? 10 : 0)
    const exchange = stubExchange({
      id,
      createOrder: () => Promise.resolve({ id: '9' }),
      fetchOrder: () => {
        pass('looked up')
        return Promise.resolve({ id: '9', side: 'buy' })
      },
      // As ccxt: it waits for its turn, signs and sends.
      editOrder: async () => {
        await pause(0)
        pass('in turn')
        exchange.sign(path, 'private', 'POST', params)
        left.push(lateAt)
        return {}
      },
    })
    const venue = new CcxtVenue(id, exchange, [btc], { now: () => now as Instant })
    const name = id === 'hyperliquid' ? `0x${'1'.repeat(32)}` : 'q1'
    await venue.send(place(1, 1, { kind: 'gtc' }), name, 5 as Instant)
    const amend = { kind: 'amend', clientOrderId: 1, instrument: 0 } as const
    const kinds: string[] = []
    for (lateAt of ['looked up', 'in turn', 'never']) {
      now = 0
      const to = { lots: 2 as Lots, priceTicks: 2 as PriceTicks }
      kinds.push((await venue.send({ ...amend, ...to }, name, 5 as Instant)).kind)
    }
    expect([kinds, left]).toEqual([['unsent', 'unsent', 'answered'], ['never']])
    await venue.close()
  },
)

test('an order whose time is over when the limit of rates lets it go does not leave, whoever writes it', async () => {
  const { exchange, venue, left, order } = await openedBybit()
  await venue.send(order('gtc'), 'k1', later)
  left.length = 0
  // Of the first kind ours is what ccxt writes, and the second ccxt has to write first.
  for (const kind of ['gtc', 'ioc'] as const) {
    let go = nothing
    const turn = new Promise<void>((resolve) => (go = resolve))
    exchange.orderWay = { ...exchange.orderWay!, turn: () => turn }
    exchange.throttle = () => turn
    const soon = (wallClock.now() + 30_000) as Instant
    const sent = venue.send(order(kind), `w${kind}`, soon)
    await until(() => wallClock.now() > soon)
    go()
    expect(await sent).toEqual({ kind: 'unsent', detail: 'its time was over' })
  }
  expect(left).toEqual([])
  await venue.close()
})

test('a refusal, of which its venue tells no time, has none here either', async () => {
  class InsufficientFunds extends Error {}
  const exchange = stubExchange({ createOrder: () => Promise.reject(new InsufficientFunds('no')) })
  const venue = new CcxtVenue('binance', exchange, [btc], { now: () => 7 as Instant })
  const heard: unknown[] = []
  await venue.start({ ...deaf, answer: (answer) => heard.push(answer) })
  await venue.send(place(1, 1, { kind: 'gtc' }), 'q1', later)
  expect(heard).toMatchObject([{ kind: 'rejected', exchangeTime: undefined }])
  await venue.close()
})
