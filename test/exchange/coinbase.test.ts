import { afterAll, beforeAll, expect, test } from 'vitest'
import { FollowedBook } from '../../src/book/followed-book.ts'
import { feedRulesOf } from '../../src/book/feed-rules.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { SymbolTable } from '../../src/core/events/symbol-table.ts'
import type { Instant } from '../../src/core/time.ts'
import { utf8Bytes } from '../../src/core/utf8.ts'
import { codecOf } from '../../src/wire/codec.ts'
import { protocols } from '../../src/wire/protocols.ts'
import { signingKeyOf } from '../../src/exchanges/coinbase/signing-key.ts'
import { bearerToken, coinbaseClient } from './coinbase-client.ts'
import { served } from './served.ts'
import { topOf } from './top-of-book.ts'
import { wireClient } from './wire-socket.ts'

const brokerage = '/api/v3/brokerage'

let exchange: Awaited<ReturnType<typeof served>>
let client: ReturnType<typeof coinbaseClient>
let socketAddress: string
let silent: Awaited<ReturnType<typeof wireClient>>

beforeAll(async () => {
  exchange = await served(['coinbase'])
  client = coinbaseClient(`${exchange.address}/coinbase`)
  socketAddress = `${exchange.address.replace('http', 'ws')}/coinbase`
  // It says nothing, and by the last test its five seconds are nearly over.
  silent = await wireClient(socketAddress)
})
afterAll(() => exchange.close())

let count = 0
const order = (
  configuration: unknown,
  fields: Readonly<Record<string, unknown>> = {},
): ReturnType<typeof client.signed> =>
  client.signed('POST', `${brokerage}/orders`, {
    client_order_id: `test-${++count}`,
    product_id: 'BTC-USD',
    side: 'BUY',
    order_configuration: configuration,
    ...fields,
  })
const resting = (size: string, price = '50000', isPostOnly = false): unknown => ({
  limit_limit_gtc: { base_size: size, limit_price: price, post_only: isPostOnly },
})

test('a request is let in with a token of the key, for it alone, and in its time', async () => {
  const path = `${brokerage}/accounts`
  const uri = `GET api.coinbase.com${path}`
  const now = Math.floor(Date.now() / 1_000)
  const stranger = signingKeyOf({ key: 'isobar', secret: 'another' })
  const status = async (token: string | undefined): Promise<number> => client.asked(token, path)
  expect(await status(bearerToken(uri))).toBe(200)
  expect(await status(bearerToken(`GET ${exchange.address}/coinbase${path}`))).toBe(200)
  expect(await status(undefined)).toBe(401)
  expect(await status(bearerToken(uri, {}, stranger))).toBe(401)
  expect(await status(bearerToken(uri, { head: { kid: 'organizations/a/apiKeys/b' } }))).toBe(401)
  expect(await status(bearerToken(uri, { head: { alg: 'none' } }))).toBe(401)
  expect(await status(bearerToken(uri, { claims: { exp: now - 60 } }))).toBe(401)
  expect(await status(bearerToken(uri, { claims: { nbf: now + 60 } }))).toBe(401)
  expect(await status(bearerToken(`GET api.coinbase.com${brokerage}/orders`))).toBe(401)
  expect(await status(bearerToken(uri.replace('GET', 'POST')))).toBe(401)
})

test.each([
  ['a price off the increment', resting('0.001', '50000.05'), 'INVALID_PRICE_PRECISION'],
  ['a size off the increment', resting('0.0000015'), 'INVALID_SIZE_PRECISION'],
  ['too little', resting('0.00001'), 'INVALID_BASE_SIZE_TOO_SMALL'],
  ['more than there is', resting('50'), 'INSUFFICIENT_FUND'],
  ['taking, and not to take', resting('0.001', '70000', true), 'INVALID_LIMIT_PRICE_POST_ONLY'],
  ['another kind', { twap_limit_gtd: {} }, 'UNSUPPORTED_ORDER_CONFIGURATION'],
])('%s is turned away with the reason, under 200', async (_, configuration, reason) => {
  const { status, body } = await order(configuration)
  expect([status, body]).toMatchObject([
    200,
    {
      success: false,
      error_response: { error: reason, preview_failure_reason: `PREVIEW_${reason}` },
    },
  ])
})

test('an order goes its way: placed, repeated, found, edited, cancelled, and gone', async () => {
  const placed = await order(resting('0.002'), { client_order_id: 'mine' })
  expect(placed.body).toMatchObject({
    success: true,
    success_response: { client_order_id: 'mine' },
  })
  const orderId = String(placed.body['order_id'])
  const again = await order(resting('0.5'), { client_order_id: 'mine' })
  // The same order, and no second one.
  expect(again.body['order_id']).toBe(orderId)
  const list = `${brokerage}/orders/historical/batch?order_status=OPEN`
  const open = (await client.signed('GET', list)).body['orders'] as readonly unknown[]
  expect(open).toHaveLength(1)
  const edit = (fields: unknown) =>
    client.signed('POST', `${brokerage}/orders/edit`, { order_id: orderId, ...(fields as object) })
  expect((await edit({ price: '49000' })).body).toMatchObject({
    success: false,
    errors: [{ edit_failure_reason: 'INVALID_EDITED_SIZE' }],
  })
  expect((await edit({ price: '49000', size: '0.001' })).body).toEqual({
    success: true,
    errors: [],
  })
  const found = await client.signed('GET', `${brokerage}/orders/historical/${orderId}`)
  expect(found.body['order']).toMatchObject({
    status: 'OPEN',
    order_configuration: { limit_limit_gtc: { base_size: '0.001', limit_price: '49000' } },
  })
  const accounts = (await client.signed('GET', `${brokerage}/accounts`)).body['accounts']
  // 49 dollars, and the fee they may cost.
  expect(accounts).toContainEqual(
    expect.objectContaining({
      currency: 'USD',
      hold: { value: '49.5880000000000000', currency: 'USD' },
    }),
  )
  const end = () =>
    client.signed('POST', `${brokerage}/orders/batch_cancel`, { order_ids: [orderId] })
  expect((await end()).body['results']).toMatchObject([{ success: true, order_id: orderId }])
  expect((await end()).body['results']).toMatchObject([
    { success: false, failure_reason: 'UNKNOWN_CANCEL_ORDER' },
  ])
  const unknown = await client.signed(
    'GET',
    `${brokerage}/orders/historical/${crypto.randomUUID()}`,
  )
  expect(unknown.status).toBe(404)
})

test('a market buy spends what it was given, its fee of 1.2 % included', async () => {
  const { body } = await order({ market_market_ioc: { quote_size: '10000' } })
  const orderId = String(body['order_id'])
  const path = `${brokerage}/orders/historical`
  const row = (await client.signed('GET', `${path}/${orderId}`)).body['order'] as {
    readonly status: string
    readonly filled_value: string
    readonly total_fees: string
    readonly total_value_after_fees: string
    readonly filled_size: string
  }
  expect(row.status).toBe('FILLED')
  expect(Number(row.total_fees)).toBeCloseTo(Number(row.filled_value) * 0.012, 8)
  const spent = Number(row.total_value_after_fees)
  // A lot is 0.60 dollars.
  expect(spent).toBeGreaterThan(9_999)
  expect(spent).toBeLessThanOrEqual(10_000)
  const fills = (await client.signed('GET', `${path}/fills?order_ids=${orderId}`)).body['fills']
  const size = (fills as readonly { readonly size: string }[]).reduce(
    (sum, fill) => sum + Number(fill.size),
    0,
  )
  expect(size).toBeCloseTo(Number(row.filled_size), 8)
})

test('ten public requests a second are answered, and the next is told so', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, () =>
      client.open(`${brokerage}/market/product_book?product_id=BTC-USD`),
    ),
  )
  const refused = answers.find(({ status }) => status === 429)
  expect(refused?.body).toMatchObject({ error: 'rate_limit_exceeded' })
  expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0')
})

test('the served book, followed, is the true book; every message has the next number', async () => {
  const index = exchange.world.states.findIndex(({ instrument }) => instrument.name === 'ETH-USD')
  const { instrument, book: truth } = exchange.world.state(index)
  const table = new SymbolTable()
  table.add({ symbol: 'ETH-USD', index, instrument })
  const codec = codecOf(protocols['coinbase'], table)
  const followed = new FollowedBook(feedRulesOf(protocols['coinbase'], instrument))
  const rows = new EventColumns()
  const truths = new Set<string>()
  const { told } = exchange.world
  exchange.world.told = (message) => {
    if (message.state.index === index) truths.add(topOf(truth, 1_000))
    told(message)
  }
  const socket = await wireClient(socketAddress)
  for (const channel of ['heartbeats', 'level2', 'market_trades', 'ticker', 'candles', 'status']) {
    socket.send({ type: 'subscribe', product_ids: ['ETH-USD'], channel })
  }
  let updates = 0
  await socket.until(({ channel }) => channel === 'l2_data' && ++updates > 25)
  await socket.until(({ channel }) => channel === 'heartbeats')
  socket.close()
  exchange.world.told = told
  const numbers: unknown[] = []
  const wrong: string[] = []
  let books = 0
  for (const text of socket.heard) {
    const { sequence_num: number, channel } = JSON.parse(text) as Record<string, unknown>
    numbers.push(number)
    const bytes = utf8Bytes(text)
    const start = rows.length
    const frame = { bytes, start: 0, end: bytes.length, localTime: 1 as Instant, instrument: index }
    const outcome = codec.decode(frame, rows)
    if (outcome.kind === 'malformed') throw new Error(`${outcome.detail}: ${text}`)
    if (outcome.kind !== 'decoded' || channel !== 'l2_data') continue
    followed.follow(rows, start, rows.length, outcome.sequence)
    if (books++ > 0 && !truths.has(topOf(followed.book, 1_000))) wrong.push(text)
  }
  expect(numbers).toEqual(numbers.map((_, k) => k))
  expect(followed.counts.lost).toMatchObject({ gap: 0, crossed: 0 })
  expect(books).toBeGreaterThan(25)
  expect(wrong).toEqual([])
})

test('a socket is told of orders with a token, refused without, and cut when it is silent', async () => {
  const socket = await wireClient(socketAddress)
  socket.send({ type: 'subscribe', product_ids: ['BTC-USD'], channel: 'user' })
  expect(await socket.until(({ type }) => type === 'error')).toMatchObject({
    message: 'authentication failure',
  })
  const jwt = bearerToken(undefined)
  socket.send({ type: 'subscribe', product_ids: ['BTC-USD'], channel: 'user', jwt })
  expect(await socket.until(({ channel }) => channel === 'user')).toMatchObject({ sequence_num: 0 })
  expect(await socket.until(({ channel }) => channel === 'subscriptions')).toMatchObject({
    events: [{ subscriptions: { user: [expect.any(String)] } }],
  })
  const { body } = await order(resting('0.001'), { client_order_id: 'told' })
  const news = await socket.until(({ channel, sequence_num: n }) => channel === 'user' && n === 2)
  expect(news['events']).toMatchObject([
    {
      type: 'update',
      orders: [{ order_id: body['order_id'], status: 'OPEN', leaves_quantity: '0.001' }],
    },
  ])
  socket.close()
  expect(await silent.ended).toBe(1_008)
})
