import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openExchange } from './ccxt-exchange.ts'
import { meaningOf } from './order-outcomes.ts'
import { RequestHold, tooManyIn } from './request-hold.ts'

// No time passes but what a test lets pass.
beforeAll(() => openExchange('okx', {}))
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const now = 1_700_000_000_000

test.each([
  [
    'binance',
    429,
    { 'Retry-After': '7' },
    { code: -1003, msg: 'Too much request weight used' },
    'requests',
    7_000,
  ],
  [
    'binance',
    418,
    {},
    { code: -1003, msg: `Way too much request weight used; IP banned until ${now + 120_000}.` },
    'requests',
    120_000,
  ],
  [
    'binance',
    400,
    {},
    { code: -1015, msg: 'Too many new orders; current limit is 50 orders per 10 SECOND.' },
    'orders',
    undefined,
  ],
  [
    'binanceusdm',
    503,
    {},
    { code: -1008, msg: 'Request throttled by system-level protection.' },
    'requests',
    undefined,
  ],
  [
    'bybit',
    200,
    { 'X-Bapi-Limit-Reset-Timestamp': String(now + 900) },
    { retCode: 10006, retMsg: 'Too many visits!' },
    'requests',
    900,
  ],
  ['bybit', 403, {}, 'access too frequent, please try again later', 'requests', 600_000],
  ['okx', 429, {}, { code: '50011', data: [], msg: 'Too Many Requests' }, 'requests', undefined],
  [
    'okx',
    200,
    {},
    { code: '1', data: [{ sCode: '50061', sMsg: 'Order rate limit' }] },
    'orders',
    undefined,
  ],
  ['kraken', 200, {}, { error: ['EAPI:Rate limit exceeded'] }, 'requests', undefined],
  ['kraken', 200, {}, { error: ['EOrder:Rate limit exceeded'] }, 'orders', undefined],
  ['kraken', 200, {}, { error: ['EService:Throttled: 1700000005'] }, 'requests', 5_000],
  [
    'coinbase',
    429,
    { 'Retry-After': new Date(now + 3_000).toUTCString() },
    'rate limited',
    'requests',
    3_000,
  ],
] as const)('%s %d %o %o: too many %s, wait %d ms', (...row) => {
  const [id, status, headers, response, of, waitMs] = row
  const body = typeof response === 'string' ? response : JSON.stringify(response)
  const parsed = typeof response === 'string' ? undefined : response
  const answer = { status, headers, body, response: parsed }
  expect(tooManyIn(id, answer, now)).toEqual({ of, waitMs })
})

test.each([
  ['okx', 200, { code: '0', data: [{ sCode: '0', sMsg: 'Order placed' }] }],
  ['bybit', 200, { retCode: 0, retMsg: 'OK', result: {} }],
  ['kraken', 200, { error: ['EService:Busy'] }],
  ['binance', 400, { code: -2010, msg: 'Account has insufficient balance for requested action.' }],
  ['bybit', 403, { retCode: 10005, retMsg: 'Permission denied' }],
])('%s %d %o is no such thing', (id, status, response) => {
  const answer = { status, headers: {}, body: JSON.stringify(response), response }
  expect(tooManyIn(id, answer, now)).toBeUndefined()
})

test('waits double with jitter while it is refused again, and are as told the first time', () => {
  const hold = new RequestHold(() => 0.5)
  const waits: number[] = []
  hold.holdBy((_, until) => waits.push(Math.round(until - performance.now())))
  const refuse = (waitMs?: number): void => hold.hear({ of: 'requests', waitMs })
  refuse()
  // What left before the first was heard.
  refuse()
  for (let k = 1; k < 9; k++) {
    vi.advanceTimersByTime(waits.at(-1)! + 10)
    refuse()
  }
  const jitter = 0.75
  const whole = [1, 2, 4, 8, 16, 32, 60, 60, 60]
  expect(waits).toEqual(whole.map((seconds) => seconds * jitter * 1_000))
  // It went well for as long as was waited.
  vi.advanceTimersByTime(200_000)
  waits.length = 0
  refuse(30_000)
  // More is told while it is held: that holds.
  refuse(40_000)
  expect(waits).toEqual([30_000, 40_000])
  vi.advanceTimersByTime(40_010)
  refuse(100)
  expect(waits.at(-1)).toBe(2_000 * jitter)
})

/** An exchange whose venue has had too many requests while told so, and what it was sent when. */
async function exchangeAt(id: string) {
  const exchange = await openExchange(id, {
    url: `http://127.0.0.1:9/${id}`,
    apiKey: 'key',
    secret: 'c2VjcmV0',
    password: 'word',
  })
  const sent: string[] = []
  const state = { isTooMuch: false }
  const begun = performance.now()
  const judging = exchange as unknown as { handleErrors(...answer: unknown[]): void }
  const fetch = async (url: string, method: string): Promise<object> => {
    const seconds = Math.round((performance.now() - begun) / 100) / 10
    sent.push(`${seconds} s: ${new URL(url).pathname.split('/').slice(4).join('/')}`)
    const said = state.isTooMuch
      ? { code: '50011', msg: 'Too Many Requests', data: [] }
      : { code: '0' }
    const headers = state.isTooMuch ? { 'Retry-After': '5' } : {}
    const status = state.isTooMuch ? 429 : 200
    judging.handleErrors(status, '', url, method, headers, JSON.stringify(said), said, {}, '')
    return said
  }
  Object.assign(exchange, { fetch })
  const methods = exchange as unknown as Readonly<Record<string, () => Promise<unknown>>>
  const ask = (method: string): Promise<string> =>
    methods[method]!().then(
      () => 'done',
      (cause: unknown) => {
        const meaning = meaningOf(cause)
        return meaning.kind === 'rejected' ? meaning.reason : meaning.kind
      },
    )
  return { ask, sent, state, hold: exchange.hold! }
}

test('a venue that had too many requests is left alone for as long as it says; new orders are refused, cancellations go first', async () => {
  const { ask, sent, state, hold } = await exchangeAt('okx')
  const heard: boolean[] = []
  hold.listen((until) => heard.push(until !== undefined))
  state.isTooMuch = true
  // The second waits in our own limiter when the first is answered.
  const orders = [ask('privatePostTradeOrder'), ask('privatePostTradeOrder')]
  expect(await Promise.all(orders)).toEqual(['rate-limit', 'rate-limit'])
  const question = ask('privateGetTradeOrder')
  const anybody = ask('publicGetPublicTime')
  const cancels = [ask('privatePostTradeCancelOrder'), ask('privatePostTradeCancelOrder')]
  const amends = ask('privatePostTradeAmendOrder')
  expect(await ask('privatePostTradeOrder')).toBe('rate-limit')
  await vi.advanceTimersByTimeAsync(4_900)
  expect(sent).toEqual(['0 s: trade/order'])
  state.isTooMuch = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await Promise.all([question, anybody, ...cancels, amends])).toEqual(Array(5).fill('done'))
  expect(sent.map((each) => each.replace(/^.* s: /, '')).slice(1)).toEqual([
    'trade/cancel-order',
    'trade/cancel-order',
    'trade/amend-order',
    'trade/order',
    'public/time',
  ])
  expect(sent.slice(1).every((each) => each >= '5 s')).toBe(true)
  expect(await ask('privatePostTradeOrder')).toBe('done')
  expect(heard).toEqual([true, false])
})

test('of too many new orders nothing but new orders is held back', async () => {
  const { ask, sent, hold } = await exchangeAt('okx')
  hold.hear({ of: 'orders', waitMs: 5_000 })
  expect(await ask('privatePostTradeOrder')).toBe('rate-limit')
  const cancel = ask('privatePostTradeCancelOrder')
  await vi.advanceTimersByTimeAsync(100)
  expect(await cancel).toBe('done')
  expect(sent).toEqual(['0 s: trade/cancel-order'])
})
