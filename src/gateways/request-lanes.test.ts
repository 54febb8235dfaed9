import { expect, test, vi } from 'vitest'
import { openExchange, type CcxtExchange } from './ccxt-exchange.ts'
import { laneOf } from './request-lanes.ts'

type Asked = readonly [path: string, api: string, method: string]
const status: Asked = ['system/status', 'public', 'GET']
const order: Asked = ['trade/order', 'private', 'POST']
const question: Asked = ['trade/order', 'private', 'GET']

/** An exchange of which nothing leaves this process, and what it would have sent, in its order. */
async function exchangeThatSends(id: string): Promise<{
  readonly ask: (asked: Asked) => Promise<unknown>
  readonly sent: string[]
}> {
  const exchange = (await openExchange(id, {
    url: `http://127.0.0.1:9/${id}`,
    apiKey: 'key',
    secret: 'c2VjcmV0',
    password: 'word',
  })) as CcxtExchange & {
    fetch: (url: string, method: string) => Promise<unknown>
    fetch2: (...asked: Asked) => Promise<unknown>
  }
  const sent: string[] = []
  exchange.fetch = (url, method) => {
    sent.push(`${method} ${new URL(url).pathname.split('/').slice(4).join('/')}`)
    return Promise.resolve({})
  }
  return { ask: (asked) => exchange.fetch2(...asked), sent }
}

test('an order leaves while what OKX is asked for its status is paid off', async () => {
  const { ask, sent } = await exchangeThatSends('okx')
  await ask(status)
  // 5.5 s from now, whatever comes before.
  void ask(status)
  await ask(order)
  await ask(question)
  await ask(order)
  expect(sent.slice(1)).toEqual(['POST trade/order', 'GET trade/order', 'POST trade/order'])
})

test('a question waits for the orders before it, and for no more than they are', async () => {
  const { ask, sent } = await exchangeThatSends('okx')
  // A third of a unit each, of which there are nine a second.
  const orders = Array.from({ length: 6 }, () => ask(order))
  const last = ask(question)
  await Promise.all([...orders, last])
  expect(sent.at(-1)).toBe('GET trade/order')
})

test('a bucket that nobody waited at has filled up', async () => {
  // Before the limiter is made, or it would have seen another clock.
  vi.useFakeTimers()
  try {
    const { ask, sent } = await exchangeThatSends('coinbase')
    const orders: Asked = ['brokerage/orders', 'v3,private', 'POST']
    await ask(orders)
    // More than the 34 ms that Coinbase's unit takes, with nobody waiting.
    await vi.advanceTimersByTimeAsync(60)
    // No time passes any more: what waited here would wait for ever.
    await ask(orders)
    expect(sent).toHaveLength(2)
  } finally {
    vi.useRealTimers()
  }
})

test('questions about an account leave at once at Kraken while its counter has room, and what anybody may ask one by one', async () => {
  const { ask, sent } = await exchangeThatSends('kraken')
  const time: Asked = ['Time', 'public', 'GET']
  await ask(time)
  void ask(time)
  const asked = performance.now()
  for (let k = 0; k < 22; k++) await ask(['Balance', 'private', 'POST'])
  const after = performance.now() - asked
  void ask(['Balance', 'private', 'POST'])
  // Of one unit each here, of which one comes a second: the next waits, and so does the second of what anybody may ask.
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(after).toBeLessThan(2_000)
  const count = (text: string): number => sent.filter((each) => each.includes(text)).length
  const seconds = (performance.now() - asked) / 1_000
  expect(count('Time')).toBe(1)
  expect(count('Balance') - 22).toBeLessThanOrEqual(seconds)
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
