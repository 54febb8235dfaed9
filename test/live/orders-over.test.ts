import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { OrderCommand } from '../../src/core/orders/order.ts'
import type { VenueAnswer } from '../../src/core/orders/venue.ts'
import type { Instant } from '../../src/core/time.ts'
import type { CcxtOrder } from '../../src/gateways/ccxt-exchange.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { until } from '../until.ts'
import { btc, placing, stubExchange, type StubAnswers } from './stub-exchange.ts'

type ErrorClass = new (message: string) => Error
const ccxtErrors = createRequire(import.meta.url)('ccxt') as Readonly<Record<string, ErrorClass>>
const wireId = 'k3v9x0ab7'
const later = ((Date.now() + 60_000) * 1_000) as Instant
const cancelling: OrderCommand = { kind: 'cancel', clientOrderId: 7, instrument: btc.index }
const order = { id: 'v1', symbol: btc.symbol, clientOrderId: wireId, side: 'buy' } as const
const trade = { id: 't1', order: 'v1', side: 'buy', price: 100, amount: 0.00012 } as const
const none = (): Promise<readonly []> => Promise.resolve([])
const refusing = (): Promise<never> =>
  Promise.reject(new ccxtErrors['BadRequest']!('coinbase cancelOrders() has failed'))

/** Coinbase, and what it pushes to whoever watches. */
async function coinbase(answers: StubAnswers) {
  const pushed: (readonly CcxtOrder[])[] = []
  const exchange = stubExchange({
    id: 'coinbase',
    has: { watchOrders: true, fetchClosedOrders: true },
    fetchOpenOrders: none,
    fetchClosedOrders: none,
    fetchMyTrades: () => Promise.resolve([trade]),
    fetchOrder: () =>
      Promise.resolve({ ...order, status: 'closed', amount: 0.00012, filled: 0.00012 }),
    createOrder: () => Promise.resolve(order),
    watchOrders: async () => {
      await until(() => pushed.length > 0)
      return pushed.shift()!
    },
    ...answers,
  })
  const heard: VenueAnswer[] = []
  const notices: string[] = []
  const venue = new CcxtVenue('coinbase', exchange, [btc], wallClock)
  await venue.start({
    answer: (each) => heard.push(each),
    stream: () => undefined,
    notice: (text) => notices.push(text),
  })
  const push = (change: Partial<CcxtOrder>): void => void pushed.push([{ ...order, ...change }])
  return { venue, heard, notices, push }
}

test('a cancellation of an order that is over is no failure: what became of it is told, and that it was over', async () => {
  const { venue, heard, notices } = await coinbase({ cancelOrder: refusing })
  await venue.send(placing, wireId, later)
  expect(await venue.send(cancelling, wireId, later)).toEqual({ kind: 'answered' })
  expect(heard).toMatchObject([{ kind: 'accepted' }, { kind: 'filled', tradeId: 't1', lots: 12 }])
  expect(notices).toEqual([`order ${wireId} was over already when it was to be cancelled`])
  await venue.close()
})

test('a cancellation that is refused of an order that is open is refused, with the reason', async () => {
  const { venue, heard, notices } = await coinbase({
    cancelOrder: refusing,
    fetchOrder: () => Promise.resolve({ ...order, status: 'open', amount: 0.00012, filled: 0 }),
  })
  await venue.send(placing, wireId, later)
  expect(await venue.send(cancelling, wireId, later)).toEqual({ kind: 'answered' })
  expect(heard.slice(1)).toMatchObject([{ kind: 'cancel-rejected', reason: 'halted' }])
  expect(notices).toEqual([
    `cancel of order ${wireId} (buy 0.00012 of BTC-USDT at 100.01) refused: coinbase cancelOrders() has failed`,
  ])
  await venue.close()
})

test('that nothing is held that an order could reduce is told once, and again after an order was taken', async () => {
  const refused = new ccxtErrors['InvalidOrder']!(
    'bybit {"retCode":110017,"retMsg":"current position is zero"}',
  )
  const answers = [refused, refused, order, refused]
  const { venue, heard, notices } = await coinbase({
    createOrder: () => {
      const next = answers.shift()!
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(order)
    },
  })
  for (let k = 0; k < 4; k++) await venue.send(placing, wireId, later)
  const reason = 'no-position-to-reduce'
  expect(heard.map((each) => ('reason' in each ? each.reason : each.kind))).toEqual([
    reason,
    reason,
    'accepted',
    reason,
  ])
  expect(notices).toHaveLength(2)
  await venue.close()
})

test('where only the venue has a name for it, an order that it does not know is not asked to be cancelled', async () => {
  const { venue, heard } = await coinbase({ fetchMyTrades: none })
  expect(await venue.send(cancelling, wireId, later)).toEqual({ kind: 'answered' })
  expect(heard).toMatchObject([{ kind: 'cancel-rejected', reason: 'unknown-order' }])
  await venue.close()
})

test.each([
  ['canceled', { kind: 'cancelled', reason: 'venue', filledLots: 0 }],
  ['expired', { kind: 'cancelled', reason: 'not-filled-at-once', filledLots: 0 }],
] as const)(
  'an order that is pushed as %s is over, though ccxt takes what was filled for the whole',
  async (status, end) => {
    const { venue, heard, push } = await coinbase({})
    await venue.send(placing, wireId, later)
    push({ status, amount: 0, filled: 0 })
    await until(() => heard.length === 2)
    expect(heard[1]).toMatchObject({ wireId, ...end })
    await venue.close()
  },
)

test('an order that is pushed as filled before it is acknowledged has its fills at once', async () => {
  let answer!: (order: CcxtOrder) => void
  const { venue, heard, push } = await coinbase({
    createOrder: () => new Promise<CcxtOrder>((resolve) => (answer = resolve)),
  })
  const sent = venue.send(placing, wireId, later)
  push({ status: 'closed', amount: 0.00012, filled: 0.00012 })
  await until(() => heard.length === 1)
  answer(order)
  await sent
  expect(heard.map(({ kind }) => kind)).toEqual(['filled', 'accepted'])
  await venue.close()
})

test('fills that are listed late are looked for again', async () => {
  let asked = 0
  const fetchMyTrades = (): ReturnType<NonNullable<StubAnswers['fetchMyTrades']>> =>
    Promise.resolve(asked++ === 0 ? [] : [trade])
  const { venue, heard, push } = await coinbase({ fetchMyTrades })
  await venue.send(placing, wireId, later)
  push({ status: 'closed', amount: 0.00012, filled: 0.00012 })
  await until(() => heard.length === 2)
  expect(heard[1]).toMatchObject({ kind: 'filled', tradeId: 't1' })
  await venue.close()
})

test('what rests and is filled in part is told of while it rests, where fills are not pushed', async () => {
  const { venue, heard, push } = await coinbase({})
  await venue.send(placing, wireId, later)
  push({ status: 'open', amount: 0.00012, filled: 0.00012 })
  await until(() => heard.length === 2)
  expect(heard[1]).toMatchObject({ kind: 'filled', tradeId: 't1' })
  await venue.close()
})
