import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openExchange } from './ccxt-exchange.ts'
import { laneOf } from './request-lanes.ts'

// No time passes but what a test lets pass.
beforeAll(() => openExchange('okx', {}))
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** An exchange of which nothing leaves this process, and what it would have sent, in its order. */
async function exchangeThatSends(id: string): Promise<{
  /** Asks by a method that ccxt makes of a path, which knows what the path costs. */
  readonly ask: (method: string) => Promise<unknown>
  readonly sent: string[]
}> {
  const exchange = await openExchange(id, {
    url: `http://127.0.0.1:9/${id}`,
    apiKey: 'key',
    secret: 'c2VjcmV0',
    password: 'word',
  })
  const sent: string[] = []
  const fetch = (url: string, method: string): Promise<object> => {
    sent.push(`${method} ${new URL(url).pathname.split('/').slice(4).join('/')}`)
    return Promise.resolve({})
  }
  Object.assign(exchange, { fetch })
  const methods = exchange as unknown as Readonly<Record<string, () => Promise<unknown>>>
  return { ask: (method) => methods[method]!(), sent }
}

/** Whatever need not wait has left: no timer of anybody fires meanwhile. */
async function left(): Promise<void> {
  for (let k = 0; k < 200; k++) await Promise.resolve()
}

test('an order leaves while what OKX is asked for its status is paid off', async () => {
  const { ask, sent } = await exchangeThatSends('okx')
  void ask('publicGetSystemStatus')
  // Of fifty units, of which there are nine a second: 5.5 s from now, whatever comes before.
  void ask('publicGetSystemStatus')
  for (const method of ['privatePostTradeOrder', 'privateGetTradeOrder', 'privatePostTradeOrder']) {
    void ask(method)
    await left()
    // More than the 37 ms that a third of a unit takes.
    vi.advanceTimersByTime(60)
  }
  expect(sent).toEqual([
    'GET system/status',
    'POST trade/order',
    'GET trade/order',
    'POST trade/order',
  ])
})

test('a question waits for the order before it, and for no more than that', async () => {
  const { ask, sent } = await exchangeThatSends('okx')
  void ask('privatePostTradeOrder')
  const question = ask('privateGetTradeOrder')
  await left()
  expect(sent).toEqual(['POST trade/order'])
  await vi.advanceTimersByTimeAsync(60)
  await question
  expect(sent).toEqual(['POST trade/order', 'GET trade/order'])
})

test('a bucket that nobody waited at has filled up', async () => {
  const { ask, sent } = await exchangeThatSends('coinbase')
  void ask('v3PrivatePostBrokerageOrders')
  await left()
  // More than the 34 ms that Coinbase's unit takes, with nobody waiting.
  vi.advanceTimersByTime(60)
  void ask('v3PrivatePostBrokerageOrders')
  await left()
  expect(sent).toHaveLength(2)
})

test('questions about an account leave at once at Kraken while its counter has room, and what anybody may ask one by one', async () => {
  const { ask, sent } = await exchangeThatSends('kraken')
  for (let k = 0; k < 2; k++) void ask('publicGetTime')
  for (let k = 0; k < 22; k++) void ask('privatePostBalance')
  await left()
  const count = (text: string): number => sent.filter((each) => each.includes(text)).length
  // Of three units each: seven take what there is, 21, and one more leaves as long as nothing is owed.
  expect([count('Time'), count('Balance')]).toEqual([1, 8])
})

test.each([
  ['private', 'POST', 'order', 'orders'],
  ['private', 'DELETE', 'order', 'orders'],
  ['private', 'GET', 'order', 'account'],
  ['fapiPrivate', 'PUT', 'order', 'orders'],
  ['private', 'POST', 'v5/order/create', 'orders'],
  ['private', 'POST', 'trade/cancel-algos', 'orders'],
  ['private', 'POST', 'AddOrder', 'orders'],
  ['private', 'POST', 'CancelAllOrdersAfter', 'orders'],
  ['fapiPrivate', 'POST', 'countdownCancelAll', 'account'],
  ['private', 'POST', 'QueryOrders', 'account'],
  ['private', 'POST', 'OpenOrders', 'account'],
  ['private', 'POST', 'Balance', 'account'],
  [['v3', 'private'], 'POST', 'brokerage/orders/batch_cancel', 'orders'],
  [['v3', 'public'], 'GET', 'brokerage/market/products', 'public'],
  ['sapi', 'GET', 'capital/config/getall', 'account'],
  ['public', 'GET', 'system/status', 'public'],
])('%s %s %s goes with %s', (api, method, path, lane) => {
  expect(laneOf(api, method, path)).toBe(lane)
})

test('two requests of one millisecond have numbers that ascend, where the venue counts them', async () => {
  const exchange = await openExchange('kraken', { url: 'http://127.0.0.1:9/kraken' })
  const clock = vi.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000)
  try {
    const numbers = [exchange.nonce(), exchange.nonce(), exchange.nonce()]
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(new Set(numbers).size).toBe(3)
  } finally {
    clock.mockRestore()
  }
})
