import { expect, test } from 'vitest'
import { btc, stubExchange } from '../../test/live/stub-exchange.ts'
import { eventually } from '../../test/until.ts'
import type { OrderSearch, VenueAnswer, VenueFill } from '../core/orders/venue.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { HeardOrders } from './heard-orders.ts'
import { OrderNames } from './order-names.ts'
import { profileOf } from './venue-profiles.ts'

const wireId = 'k3v9x0ab7'
const pushed = { id: 'v1', symbol: btc.symbol, clientOrderId: wireId, side: 'buy' } as const

const fill: VenueFill = {
  wireId,
  venueOrderId: 'v1',
  instrument: btc.index,
  side: 'buy',
  tradeId: 't1',
  lots: 5 as Lots,
  priceTicks: 10_000 as PriceTicks,
  liquidity: 'taker',
  feeAtoms: 0n,
  feeCurrency: 'USDT',
  exchangeTime: 0 as Instant,
}

/** Five of a dozen lots were filled, and the rest is cancelled. */
function foundWith(...fills: readonly VenueFill[]): Extract<OrderSearch, { kind: 'found' }> {
  const order = {
    wireId,
    venueOrderId: 'v1',
    instrument: btc.index,
    side: 'buy' as const,
    lots: 12 as Lots,
    filledLots: 5 as Lots,
    priceTicks: undefined,
    isOpen: false,
  }
  return { kind: 'found', order, fills }
}

/** A venue whose list of fills is empty. */
function hearing() {
  const said: VenueAnswer[] = []
  let asked = 0
  const fetchMyTrades = (): Promise<readonly []> => {
    asked++
    return Promise.resolve([])
  }
  const orders = new HeardOrders({
    exchange: stubExchange({ id: 'coinbase', fetchMyTrades }),
    profile: profileOf('coinbase'),
    naming: { names: new OrderNames() },
    clock: { now: () => 77 as Instant },
    say: (answer) => said.push(answer),
    failed: (cause) => {
      throw cause
    },
  })
  orders.open.keep({ wireId, listing: btc })
  return { orders, said, asked: () => asked }
}

/** Looks as long as there is something to look for. @returns how often that was */
function lookOn({ open }: HeardOrders, look: () => unknown): number {
  let looks = 0
  for (; open.of(wireId) !== undefined && looks < 100; looks++) look()
  return looks
}

test('an end is told once, however often fills are looked for that are not listed yet', () => {
  const { orders, said } = hearing()
  const looks = lookOn(orders, () =>
    expect(orders.found(foundWith(), wireId, 'venue')).toBe('over'),
  )
  expect(looks).toBe(31)
  // Nobody told when.
  expect(said).toMatchObject([{ kind: 'cancelled', filledLots: 5, exchangeTime: undefined }])
})

test('fills that are listed at last are told, and the end not again', () => {
  const { orders, said } = hearing()
  for (const fills of [[], [], [fill]]) orders.found(foundWith(...fills), wireId, 'venue')
  expect(said.map(({ kind }) => kind)).toEqual(['cancelled', 'filled'])
  expect(orders.open.isEmpty).toBe(true)
})

test('who asks for the end is answered, though it was told', () => {
  const { orders, said } = hearing()
  orders.found(foundWith(), wireId, 'venue')
  orders.found(foundWith(), wireId, 'asked')
  expect(said).toMatchObject([{ reason: 'venue' }, { reason: 'asked' }])
})

test('an end that was pushed is not told again, and what is pushed between looks begins no new ones', async () => {
  const { orders, said, asked } = hearing()
  const push = async (): Promise<void> => {
    const before = asked()
    orders.order(btc, { ...pushed, status: 'canceled', amount: 0.00012, filled: 0.00005 })
    await eventually(() => expect(asked()).toBe(before + 1))
    // What is done with the answer has its turn.
    await eventually(() => expect(orders.open.of(wireId)).toBeDefined())
  }
  await push()
  for (let k = 0; k < 20; k++) orders.found(foundWith(), wireId, 'venue')
  expect(said).toHaveLength(1)
  await push()
  expect(lookOn(orders, () => orders.found(foundWith(), wireId, 'venue'))).toBeLessThan(12)
  expect(said.map(({ kind }) => kind)).toEqual(['cancelled', 'cancelled'])
})

/** An order that rests only, of which nothing is told yet. */
const resting = { ...pushed, amount: 0.00012, filled: 0 } as const
const killed = { ...resting, info: { rejectReason: 'EC_PostOnlyWillTakeLiquidity' } } as const

test('what is pushed as open before the answer has come is accepted, once, when the venue says it was', async () => {
  const { orders, said } = hearing()
  let answer!: (given: number) => void
  const placing = orders.open.placing('n1', new Promise<number>((give) => (answer = give)))
  const one = { ...resting, id: 'v2', clientOrderId: 'n1' }
  for (let k = 0; k < 2; k++)
    orders.order(btc, { ...one, status: 'open', timestamp: 1_700_000_000_123 })
  expect(said).toEqual([
    { kind: 'accepted', wireId: 'n1', instrument: btc.index, exchangeTime: 1_700_000_000_123_000 },
  ])
  answer(7)
  expect(await placing).toEqual({ answer: 7, isAccepted: true, isOver: false })
  // The answer has told it by now.
  orders.order(btc, { ...one, status: 'open' })
  expect(said).toHaveLength(1)
})

test('a rejection that is pushed is one where nothing was heard of the order, and an end where it was accepted', async () => {
  const { orders, said } = hearing()
  const placing = orders.open.placing('n1', Promise.resolve(7))
  orders.order(btc, { ...killed, clientOrderId: 'n1', status: 'rejected' })
  expect(await placing).toMatchObject({ isOver: true })
  expect(said).toMatchObject([{ kind: 'rejected', wireId: 'n1', reason: 'would-take' }])
  orders.order(btc, { ...killed, status: 'rejected', timestamp: 5, lastUpdateTimestamp: 6 })
  expect(said[1]).toMatchObject({ kind: 'cancelled', wireId, filledLots: 0, exchangeTime: 6_000 })
  // Its answer was lost.
  orders.order(btc, { ...killed, id: 'v3', clientOrderId: 'n2', status: 'rejected' })
  expect(said[2]).toMatchObject({ kind: 'rejected', wireId: 'n2', reason: 'would-take' })
  expect(orders.open.isEmpty).toBe(true)
})
