import { afterAll, beforeAll, expect, test } from 'vitest'
import { FollowedBook } from '../../src/book/followed-book.ts'
import { feedRulesOf } from '../../src/book/feed-rules.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { SymbolTable } from '../../src/core/events/symbol-table.ts'
import type { Instant } from '../../src/core/time.ts'
import { utf8Bytes } from '../../src/core/utf8.ts'
import { codecOf } from '../../src/wire/codec.ts'
import { protocols } from '../../src/wire/protocols.ts'
import { binanceClient, signedCall, type Said } from './binance-client.ts'
import { served } from './served.ts'
import { wireClient } from './wire-socket.ts'

let exchange: Awaited<ReturnType<typeof served>>
let client: ReturnType<typeof binanceClient>
let origin: string
let sockets: string

beforeAll(async () => {
  exchange = await served(['binance'])
  origin = `${exchange.address}/binance`
  sockets = origin.replace('http', 'ws')
  client = binanceClient(origin)
})
afterAll(() => exchange.close())

const pair = { symbol: 'BTCUSDT' } as const
const order = (fields: Readonly<Record<string, string | number>>) =>
  client.signed('POST', '/api/v3/order', { ...pair, ...fields })
const resting = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001' } as const

test('a request is refused as Binance refuses it: key, signature, clock', async () => {
  const path = '/api/v3/account'
  const bare = await fetch(`${origin}${path}?timestamp=${Date.now()}&signature=00`)
  expect([bare.status, await bare.json()]).toEqual([
    401,
    { code: -2014, msg: 'API-key format invalid.' },
  ])
  const wrong = await fetch(`${origin}${path}`, { headers: { 'X-MBX-APIKEY': 'another' } })
  expect([wrong.status, ((await wrong.json()) as { code: number }).code]).toEqual([401, -2015])
  const forged = await binanceClient(origin, 'no secret of ours').signed('GET', path)
  expect([forged.status, forged.body['code']]).toEqual([400, -1022])
  const late = await client.signed('GET', path, { timestamp: Date.now() - 6_000 })
  expect([late.status, late.body['code']]).toEqual([400, -1021])
  const early = await client.signed('GET', path, { timestamp: Date.now() + 5_000 })
  expect([early.status, early.body['code']]).toEqual([400, -1021])
  const patient = await client.signed('GET', path, {
    timestamp: Date.now() - 6_000,
    recvWindow: 20_000,
  })
  expect(patient.status).toBe(200)
})

test.each([
  [
    'a price off the tick',
    { ...resting, price: '50000.05' },
    -1013,
    'Filter failure: PRICE_FILTER',
  ],
  [
    'a quantity off the lot',
    { ...resting, price: 50_000, quantity: '0.0000015' },
    -1013,
    'Filter failure: LOT_SIZE',
  ],
  [
    'too precise',
    { ...resting, price: 50_000, quantity: '0.0000000015' },
    -1111,
    "Parameter 'quantity' has too much precision.",
  ],
  [
    'too little',
    { ...resting, price: 50_000, quantity: '0.00001' },
    -1013,
    'Filter failure: NOTIONAL',
  ],
  ['too far', { ...resting, price: 900_000 }, -1013, 'Filter failure: PERCENT_PRICE_BY_SIDE'],
  [
    'no side',
    { type: 'LIMIT' },
    -1102,
    "Mandatory parameter 'side' was not sent, was empty/null, or malformed.",
  ],
  ['another type', { ...resting, type: 'TRAILING' }, -1116, 'Invalid orderType.'],
  [
    'more than there is',
    { ...resting, price: 50_000, quantity: 50 },
    -2010,
    'Account has insufficient balance for requested action.',
  ],
  [
    'taking, and not to take',
    { side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.001', price: 70_000 },
    -2010,
    'Order would immediately match and take.',
  ],
])('%s is refused in the words of the filter', async (_, fields, code, msg) => {
  const { status, body } = await order(fields)
  expect([status, body]).toEqual([400, { code, msg }])
})

test('an order goes its way: placed, found, repeated, amended, cancelled, and gone', async () => {
  const placed = await order({
    ...resting,
    price: 50_000,
    newClientOrderId: 'first',
    quantity: '0.002',
  })
  expect(placed.body).toMatchObject({
    status: 'NEW',
    clientOrderId: 'first',
    executedQty: '0.00000000',
  })
  expect(placed.headers.get('x-mbx-order-count-10s')).toMatch(/^\d+$/)
  const again = await order({ ...resting, price: 50_000, newClientOrderId: 'first' })
  expect(again.body).toEqual({ code: -2010, msg: 'Duplicate order sent.' })
  const named = { ...pair, origClientOrderId: 'first' }
  const amended = await client.signed('PUT', '/api/v3/order/amend/keepPriority', {
    ...named,
    newQty: '0.001',
  })
  expect(amended.body).toMatchObject({ amendedOrder: { qty: '0.00100000' } })
  const balances = (await client.signed('GET', '/api/v3/account')).body['balances'] as {
    asset: string
    locked: string
  }[]
  expect(balances.find(({ asset }) => asset === 'USDT')!.locked).toBe('50.00000000')
  const ended = await client.signed('DELETE', '/api/v3/order', named)
  expect(ended.body).toMatchObject({ status: 'CANCELED', origClientOrderId: 'first' })
  expect((await client.signed('DELETE', '/api/v3/order', named)).body['code']).toBe(-2011)
  expect((await client.signed('GET', '/api/v3/order', named)).body['status']).toBe('CANCELED')
  const unknown = await client.signed('GET', '/api/v3/order', { ...pair, orderId: 999_999 })
  expect(unknown.body).toEqual({ code: -2013, msg: 'Order does not exist.' })
})

test('a client order id is taken again once its order is filled', async () => {
  const market = {
    side: 'BUY',
    type: 'MARKET',
    quantity: '0.01',
    newClientOrderId: 'again',
  } as const
  const first = await order(market)
  const second = await order(market)
  expect([first.body['status'], second.body['status']]).toEqual(['FILLED', 'FILLED'])
  expect(second.body['orderId']).not.toBe(first.body['orderId'])
})

test('fills, fees and balances agree to the last digit', async () => {
  const before = await free()
  const { body } = await order({ side: 'BUY', type: 'MARKET', quantity: '3.00000' })
  const fills = body['fills'] as {
    price: string
    qty: string
    commission: string
    commissionAsset: string
  }[]
  const paid = fills.reduce((sum, { price, qty }) => sum + Number(price) * Number(qty), 0)
  const fees = fills.reduce((sum, { commission }) => sum + Number(commission), 0)
  const after = await free()
  expect(Number(body['cummulativeQuoteQty'])).toBeCloseTo(paid, 6)
  expect(before['USDT']! - after['USDT']!).toBeCloseTo(paid, 6)
  expect(after['BTC']! - before['BTC']!).toBeCloseTo(3 - fees, 8)
  // 10 bps in what was received.
  expect(fees).toBeCloseTo(0.003, 8)
})

async function free(): Promise<Record<string, number>> {
  const { body } = await client.signed('GET', '/api/v3/account')
  const rows = body['balances'] as { asset: string; free: string }[]
  return Object.fromEntries(rows.map(({ asset, free: text }) => [asset, Number(text)]))
}

test('over a socket a snapshot of REST and the changes of the stream join without a gap', async () => {
  const index = exchange.world.states.findIndex(
    ({ instrument }) => instrument.class === 'spot' && instrument.name === 'BTC-USDT',
  )
  const { instrument } = exchange.world.state(index)
  const table = new SymbolTable()
  table.add({ symbol: 'BTCUSDT', index, instrument })
  const codec = codecOf(protocols['binance-spot'], table)
  const followed = new FollowedBook(feedRulesOf(protocols['binance-spot'], instrument))
  const rows = new EventColumns()
  const follow = (text: string): void => {
    const bytes = utf8Bytes(text)
    const start = rows.length
    const frame = { bytes, start: 0, end: bytes.length, localTime: 1 as Instant, instrument: index }
    const outcome = codec.decode(frame, rows)
    if (outcome.kind === 'malformed') throw new Error(outcome.detail)
    if (outcome.kind === 'decoded') followed.follow(rows, start, rows.length, outcome.sequence)
  }
  const socket = await wireClient(`${sockets}/stream?streams=btcusdt@depth@100ms`)
  await socket.until(({ stream }) => stream === 'btcusdt@depth@100ms')
  const snapshot = await (await fetch(`${origin}/api/v3/depth?symbol=BTCUSDT&limit=5000`)).text()
  const { length } = socket.heard
  await socket.until(() => socket.heard.length >= length + 5)
  const texts = [...socket.heard]
  for (const text of texts.slice(0, length)) follow(text)
  follow(snapshot)
  for (const text of texts.slice(length)) follow(text)
  socket.close()
  expect(followed.counts.lost.gap).toBe(0)
  expect(followed.book.isVoid).toBe(false)
  expect(followed.counts.applied).toBeGreaterThan(5)
  // That it is the true one at every message is the business of served-world.test.ts.
  const { levels } = followed.book
  expect(levels.best(eventSide.bid)).toBeLessThan(levels.best(eventSide.ask))
  expect(levels.levelCount(eventSide.bid)).toBeGreaterThanOrEqual(20)
})

test('an account is told of over the WebSocket API, subscribed to by signature', async () => {
  const socket = await wireClient(`${sockets}/ws-api/v3`)
  socket.send({ id: 1, method: 'userDataStream.subscribe.signature', params: signedCall() })
  expect(await socket.until(({ id }) => id === 1)).toMatchObject({
    status: 200,
    result: { subscriptionId: 0 },
  })
  const params = { ...pair, ...resting, price: 50_000, newClientOrderId: 'told' }
  socket.send({ id: 2, method: 'order.place', params: signedCall(params) })
  const report = await socket.until(
    ({ event }) => (event as { e?: string } | undefined)?.e === 'executionReport',
  )
  expect(report['event']).toMatchObject({ x: 'NEW', X: 'NEW', c: 'told', q: '0.00100000' })
  socket.send({
    id: 3,
    method: 'order.cancel',
    params: signedCall({ ...pair, origClientOrderId: 'told' }),
  })
  expect(await socket.until(({ id }) => id === 3)).toMatchObject({
    status: 200,
    result: { status: 'CANCELED' },
  })
  socket.send({ id: 4, method: 'order.place', params: { ...signedCall(params), signature: '00' } })
  expect(await socket.until(({ id }) => id === 4)).toMatchObject({
    status: 400,
    error: { code: -1022 },
  })
  socket.close()
})

// USD-M futures.

const future = (fields: Readonly<Record<string, string | number>>): Promise<Said> =>
  client.signed('POST', '/fapi/v1/order', { ...pair, newOrderRespType: 'RESULT', ...fields })
const futureMarket = { type: 'MARKET', quantity: '0.1' } as const
const futureLimit = { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: '0.01' } as const
const mark = async (): Promise<number> =>
  Number((await client.open('/fapi/v1/premiumIndex?symbol=BTCUSDT')).body['markPrice'])
const near = async (share: number): Promise<string> => ((await mark()) * share).toFixed(1)

async function position(): Promise<Record<string, string>> {
  const { body } = await client.signed('GET', '/fapi/v2/positionRisk', pair)
  return (body as unknown as Record<string, string>[])[0]!
}

test('a position is opened, shown, reduced, and never turned by what only reduces', async () => {
  expect((await future({ ...futureMarket, side: 'BUY' })).body).toMatchObject({ status: 'FILLED' })
  const held = await position()
  expect(Number(held['positionAmt'])).toBe(0.1)
  const entry = Number(held['entryPrice'])
  const expected = 0.1 * (Number(held['markPrice']) - entry)
  expect(Number(held['unRealizedProfit'])).toBeCloseTo(expected, 4)
  // A million backs six thousand dollars: nothing liquidates it.
  expect(Number(held['liquidationPrice'])).toBe(0)
  await future({ ...futureMarket, side: 'SELL', quantity: '5', reduceOnly: 'true' })
  expect(Number((await position())['positionAmt'])).toBe(0)
  const nothing = await future({ ...futureMarket, side: 'SELL', reduceOnly: 'true' })
  expect(nothing.body).toEqual({ code: -2022, msg: 'ReduceOnly Order is rejected.' })
})

test('margin follows leverage, and what it does not carry is refused', async () => {
  const margin = async (): Promise<number> => {
    const { body } = await client.signed('GET', '/fapi/v3/account')
    return Number(body['totalInitialMargin'])
  }
  await client.signed('POST', '/fapi/v1/leverage', { ...pair, leverage: 10 })
  await future({ ...futureMarket, side: 'BUY' })
  const ten = await margin()
  await client.signed('POST', '/fapi/v1/leverage', { ...pair, leverage: 2 })
  expect((await margin()) / ten).toBeCloseTo(5, 2)
  const tooMuch = await future({ ...futureLimit, price: await near(0.99), quantity: '40' })
  expect(tooMuch.body).toEqual({ code: -2019, msg: 'Margin is insufficient.' })
  const wrong = await client.signed('POST', '/fapi/v1/leverage', { ...pair, leverage: 500 })
  expect(wrong.body['code']).toBe(-4028)
  await future({ ...futureMarket, side: 'SELL', reduceOnly: 'true' })
})

test.each([
  ['off the tick', { ...futureLimit, price: '60000.05' }, -4014],
  ['off the lot', { ...futureLimit, price: '60000', quantity: '0.0000001' }, -1111],
  ['nothing', { ...futureLimit, price: '60000', quantity: '0' }, -4003],
  ['a stop at the wrong place', { type: 'STOP_MARKET', side: 'SELL', quantity: '0.1' }, -4120],
  ['hedge mode', { ...futureLimit, price: '60000', positionSide: 'LONG' }, -4061],
])('%s is refused', async (_, fields, code) => {
  expect((await future(fields)).body['code']).toBe(code)
})

test('a batch answers order by order', async () => {
  const price = await near(0.98)
  const orders = [
    { ...pair, ...futureLimit, price, newClientOrderId: 'b1' },
    { ...pair, ...futureLimit, price: '1', newClientOrderId: 'b2', quantity: '0.001' },
  ]
  const { body } = await client.signed('POST', '/fapi/v1/batchOrders', {
    batchOrders: JSON.stringify(orders),
  })
  expect(body).toMatchObject([{ status: 'NEW', clientOrderId: 'b1' }, { code: -4164 }])
  const { body: ended } = await client.signed('DELETE', '/fapi/v1/batchOrders', {
    ...pair,
    origClientOrderIdList: '["b1","b9"]',
  })
  expect(ended).toMatchObject([{ status: 'CANCELED' }, { code: -2011 }])
})

test('a conditional order waits at the algo service, and its account is told by its listen key', async () => {
  const { listenKey } = (await client.signed('POST', '/fapi/v1/listenKey')).body
  const socket = await wireClient(
    `${origin.replace('http', 'ws')}/private/ws?listenKey=${String(listenKey)}`,
  )
  await future({ ...futureMarket, side: 'BUY' })
  const fill = await socket.until(
    ({ e, o }) => e === 'ORDER_TRADE_UPDATE' && (o as { X: string }).X === 'FILLED',
  )
  expect(fill['o']).toMatchObject({ x: 'TRADE', z: '0.10000' })
  const account = await socket.until(({ e }) => e === 'ACCOUNT_UPDATE')
  expect(account['a']).toMatchObject({ m: 'ORDER', P: [{ pa: '0.10000' }] })
  const stop = await client.signed('POST', '/fapi/v1/algoOrder', {
    ...pair,
    algoType: 'CONDITIONAL',
    type: 'STOP_MARKET',
    side: 'SELL',
    triggerPrice: await near(0.97),
    closePosition: 'true',
  })
  expect(stop.body).toMatchObject({ algoStatus: 'NEW', orderType: 'STOP_MARKET' })
  const open = await client.signed('GET', '/fapi/v1/openOrders', pair)
  expect(open.body).toEqual([])
  const { algoId } = stop.body as { algoId: number }
  expect((await client.signed('DELETE', '/fapi/v1/algoOrder', { algoId })).body['code']).toBe('200')
  const told = await socket.until(
    ({ e, o }) => e === 'ALGO_UPDATE' && (o as { X: string }).X === 'CANCELED',
  )
  expect(told['o']).toMatchObject({ aid: algoId })
  socket.close()
})

test('a countdown that is not renewed cancels what is open', async () => {
  await future({ ...futureLimit, price: await near(0.98), newClientOrderId: 'doomed' })
  await client.signed('POST', '/fapi/v1/countdownCancelAll', { ...pair, countdownTime: 50 })
  const named = { ...pair, origClientOrderId: 'doomed' }
  let status: unknown
  do status = (await client.signed('GET', '/fapi/v1/order', named)).body['status']
  while (status === 'NEW')
  expect(status).toBe('CANCELED')
})
