import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { bybitAuth, bybitClient, type BybitSaid } from './bybit-client.ts'
import { served } from './served.ts'
import { wireClient } from './wire-socket.ts'
import { eventually, until } from '../until.ts'

let exchange: Awaited<ReturnType<typeof served>>
let client: ReturnType<typeof bybitClient>
let origin: string
let sockets: string

beforeAll(async () => {
  exchange = await served(['bybit'])
  origin = `${exchange.address}/bybit`
  sockets = origin.replace('http', 'ws')
  client = bybitClient(origin)
})
afterAll(() => exchange.close())
beforeEach(() => exchange.turn({ ...usualSwitches }))

type Rows = readonly Record<string, string>[]

const spot = { category: 'spot', symbol: 'BTCUSDT' } as const
const linear = { category: 'linear', symbol: 'BTCUSDT' } as const
const resting = { side: 'Buy', orderType: 'Limit', qty: '0.001' } as const
/** Twenty a second may be created: who is told to wait waits. */
const create = async (values: Readonly<Record<string, unknown>>): Promise<BybitSaid> => {
  for (;;) {
    const said = await client.post('/v5/order/create', values)
    if (said.retCode !== 10_006) return said
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
const listed = async (path: string, values: object): Promise<Rows> =>
  (await client.get(path, { ...values })).result['list'] as Rows

test('a request is refused as Bybit refuses it: key, signature, clock', async () => {
  const path = '/v5/account/info'
  expect(await client.open(path)).toMatchObject({ status: 401, retCode: 10_007 })
  const stranger = bybitClient(origin, { key: 'another', secret: servedKeys.secret })
  expect((await stranger.get(path)).retCode).toBe(10_003)
  const forger = bybitClient(origin, { key: servedKeys.key, secret: 'no secret of ours' })
  expect(await forger.get(path)).toMatchObject({
    retCode: 10_004,
    retMsg: expect.stringContaining('error sign! origin_string[') as string,
  })
  expect((await client.get(path, {}, Date.now() - 6_000)).retCode).toBe(10_002)
  expect((await client.get(path, {}, Date.now() + 5_000)).retCode).toBe(10_002)
  const taken = await client.get(path)
  expect([taken.status, taken.retCode, taken.retMsg]).toEqual([200, 0, 'OK'])
  expect(taken.headers.get('x-bapi-limit-status')).toMatch(/^\d+$/)
})

test.each([
  ['a price off the tick (spot)', { ...spot, ...resting, price: '50000.05' }, 170_134],
  [
    'a quantity off the lot (spot)',
    { ...spot, ...resting, price: '50000', qty: '0.0000015' },
    170_137,
  ],
  ['too little (spot)', { ...spot, ...resting, price: '50000', qty: '0.00001' }, 170_140],
  ['too far (spot)', { ...spot, ...resting, price: '90000' }, 170_193],
  ['more than there is (spot)', { ...spot, ...resting, price: '50000', qty: '50' }, 170_131],
  ['a price off the tick', { ...linear, ...resting, price: '50000.05' }, 10_001],
  ['too little', { ...linear, ...resting, price: '50000', qty: '0.00001' }, 110_094],
  ['too far', { ...linear, ...resting, price: '90000' }, 110_003],
  ['more than its margin', { ...linear, ...resting, price: '50000', qty: '500' }, 110_007],
  ['hedge mode', { ...linear, ...resting, price: '50000', positionIdx: 1 }, 10_001],
  ['nothing to reduce', { ...linear, ...resting, price: '50000', reduceOnly: true }, 110_017],
  ['no category', { ...resting, symbol: 'BTCUSDT' }, 10_001],
  ['no such symbol', { ...resting, category: 'linear', symbol: 'NOUSDT' }, 10_001],
])('%s is refused by its code', async (_, values, retCode) => {
  expect((await create(values)).retCode).toBe(retCode)
})

test.each([
  [spot, 170_141, 170_213],
  [linear, 110_072, 110_001],
])('an order goes its way, and its id is refused for ever: %s', async (market, twice, gone) => {
  const orderLinkId = `first-${market.category}`
  const asked = { ...market, ...resting, price: '50000', orderLinkId }
  const placed = await create(asked)
  expect(placed.result).toMatchObject({ orderLinkId, orderId: expect.any(String) as string })
  expect((await create(asked)).retCode).toBe(twice)
  const named = { ...market, orderLinkId }
  const amended = await client.post('/v5/order/amend', { ...named, qty: '0.002', price: '49000' })
  expect(amended.result['orderId']).toBe(placed.result['orderId'])
  expect(await client.post('/v5/order/amend', { ...named, qty: '0.002' })).toMatchObject({
    retCode: 10_001,
    retMsg: expect.stringContaining('unchanged') as string,
  })
  expect(await listed('/v5/order/realtime', named)).toMatchObject([
    { orderStatus: 'New', price: '49000.0', qty: '0.00200', leavesQty: '0.00200' },
  ])
  expect((await client.post('/v5/order/cancel', named)).retCode).toBe(0)
  expect((await client.post('/v5/order/cancel', named)).retCode).toBe(gone)
  expect(await listed('/v5/order/history', named)).toMatchObject([
    { orderStatus: 'Cancelled', cancelType: 'CancelByUser' },
  ])
  // Cancelled or filled: it is never taken again, unless that is switched on.
  expect((await create(asked)).retCode).toBe(twice)
  const market2 = {
    ...market,
    side: 'Buy',
    orderType: 'Market',
    qty: '0.01',
    marketUnit: 'baseCoin',
  }
  const again = { ...market2, orderLinkId: `again-${market.category}` }
  expect([(await create(again)).retCode, (await create(again)).retCode]).toEqual([0, twice])
  exchange.turn({ idAgain: 1 })
  expect((await create(again)).retCode).toBe(0)
})

test('what is not to take and would is acknowledged, and ended at once', async () => {
  const asked = { ...spot, ...resting, price: '60600', timeInForce: 'PostOnly' }
  const [ask] = (await client.open('/v5/market/orderbook?category=spot&symbol=BTCUSDT')).result[
    'a'
  ] as [string, string][]
  const price = (Number(ask![0]) + 1).toFixed(1)
  const placed = await create({ ...asked, price, orderLinkId: 'post-only' })
  expect(placed.retCode).toBe(0)
  expect(await listed('/v5/order/realtime', { ...spot, orderLinkId: 'post-only' })).toMatchObject([
    {
      orderStatus: 'Rejected',
      rejectReason: 'EC_PostOnlyWillTakeLiquidity',
      cumExecQty: '0.00000',
    },
  ])
})

test('a batch answers order by order, and all that is open ends at once', async () => {
  const request = [
    { symbol: 'BTCUSDT', ...resting, price: '50000', orderLinkId: 'b1' },
    { symbol: 'BTCUSDT', ...resting, price: '50000.05', orderLinkId: 'b2' },
  ]
  const said = await client.post('/v5/order/create-batch', { category: 'linear', request })
  expect(said.result['list']).toMatchObject([{ orderLinkId: 'b1' }, { orderId: '' }])
  expect(said.retExtInfo['list']).toMatchObject([{ code: 0 }, { code: 10_001 }])
  const ended = await client.post('/v5/order/cancel-all', {
    category: 'linear',
    settleCoin: 'USDT',
  })
  expect(ended.result).toMatchObject({ list: [{ orderLinkId: 'b1' }], success: '1' })
})

test('fills, fees, position and balance agree', async () => {
  const coin = async (): Promise<Record<string, string>> => {
    const [row] = (await client.get('/v5/account/wallet-balance', { accountType: 'UNIFIED' }))
      .result['list'] as [{ coin: Rows }]
    return row.coin.find((each) => each['coin'] === 'USDT')!
  }
  const eth = { category: 'linear', symbol: 'ETHUSDT' } as const
  const before = await coin()
  await client.post('/v5/position/set-leverage', { ...eth, buyLeverage: '4', sellLeverage: '4' })
  const same = { ...eth, buyLeverage: '4', sellLeverage: '4' }
  expect((await client.post('/v5/position/set-leverage', same)).retCode).toBe(110_043)
  await create({ ...eth, side: 'Sell', orderType: 'Market', qty: '2' })
  const fills = await listed('/v5/execution/list', eth)
  const fees = fills.reduce((sum, { execFee }) => sum + Number(execFee), 0)
  const value = fills.reduce((sum, { execValue }) => sum + Number(execValue), 0)
  expect(fees).toBeCloseTo((value * 5.5) / 1e4, 8)
  expect(Number(before['walletBalance']) - Number((await coin())['walletBalance'])).toBeCloseTo(
    fees,
    8,
  )
  const [held] = await listed('/v5/position/list', eth)
  expect(held).toMatchObject({ side: 'Sell', size: '2.0000', leverage: '4', positionIdx: 0 })
  expect(Number(held!['positionIM'])).toBeCloseTo((2 * Number(held!['markPrice'])) / 4, 0)
  await create({ ...eth, side: 'Buy', orderType: 'Market', qty: '9', reduceOnly: true })
  expect(
    await listed('/v5/position/list', { category: 'linear', settleCoin: 'USDT' }),
  ).not.toContainEqual(expect.objectContaining({ symbol: 'ETHUSDT' }))
})

test('a topic is subscribed to once, and one that cannot be had takes the others of its request along', async () => {
  const socket = await wireClient(`${sockets}/v5/public/linear`)
  const subscribe = async (req_id: string, ...args: readonly string[]): Promise<unknown> => {
    socket.send({ op: 'subscribe', args, req_id })
    const { success, ret_msg } = await socket.until((words) => words['req_id'] === req_id)
    return [success, ret_msg]
  }
  const [trades, book] = ['publicTrade.BTCUSDT', 'orderbook.50.BTCUSDT']
  expect(await subscribe('1', trades)).toEqual([true, ''])
  const again = [false, `error:already subscribed,topic:${trades}`]
  expect(await subscribe('2', book, trades)).toEqual(again)
  expect(await subscribe('3', book)).toEqual([true, ''])
  socket.send({ op: 'unsubscribe', args: [trades], req_id: '4' })
  expect(await subscribe('5', trades)).toEqual([true, ''])
  socket.close()
})

test('an account is told of at its socket, and trades over another', async () => {
  const told = await wireClient(`${sockets}/v5/private`)
  told.send({ op: 'subscribe', args: ['order'], req_id: '0' })
  expect(await told.until(({ req_id }) => req_id === '0')).toMatchObject({ success: false })
  told.send(bybitAuth('no secret of ours'))
  expect(await told.until(({ op }) => op === 'auth')).toMatchObject({ success: false })
  told.send(bybitAuth())
  await told.until(({ op, success }) => op === 'auth' && success === true)
  told.send({ op: 'subscribe', args: ['order', 'execution', 'wallet', 'position'], req_id: '1' })
  expect(await told.until(({ req_id }) => req_id === '1')).toMatchObject({ success: true })
  const trade = await wireClient(`${sockets}/v5/trade`)
  trade.send(bybitAuth())
  await trade.until(({ op, retCode }) => op === 'auth' && retCode === 0)
  const send = (reqId: string, order: object): void =>
    trade.send({
      reqId,
      op: 'order.create',
      header: { 'X-BAPI-TIMESTAMP': String(Date.now()) },
      args: [order],
    })
  let asked = 1
  // Twenty a second may be created here too: who is told to wait waits.
  const answered = async (order: object): Promise<Record<string, unknown>> => {
    const id = String(++asked)
    send(id, order)
    const answer = await trade.until(({ reqId }) => reqId === id)
    return answer['retCode'] === 10_006 ? answered(order) : answer
  }
  const bought = { side: 'Buy', orderType: 'Market', qty: '0.01', orderLinkId: 'told' }
  expect(await answered({ ...linear, ...bought })).toMatchObject({
    retCode: 0,
    data: { orderLinkId: 'told' },
    header: { 'X-Bapi-Limit': '20' },
  })
  const about = (topic: string) => told.until((words) => words['topic'] === topic)
  expect((await about('execution'))['data']).toMatchObject([
    { orderLinkId: 'told', execType: 'Trade' },
  ])
  expect((await about('position'))['data']).toMatchObject([{ symbol: 'BTCUSDT', side: 'Buy' }])
  expect((await about('wallet'))['data']).toMatchObject([{ accountType: 'UNIFIED' }])
  const filled = await told.until(
    ({ data }) => (data as Rows | undefined)?.[0]?.['orderStatus'] === 'Filled',
  )
  expect(filled['data']).toMatchObject([{ category: 'linear', leavesQty: '0.00000' }])
  expect(await answered({ ...linear, ...resting, price: '1' })).toMatchObject({ retCode: 110_094 })
  told.close()
  trade.close()
})

// Of spot the one and of perpetuals the other, and both wait.
test.concurrent('the dead man’s switch: what is open ends when the socket that watches is gone', async () => {
  const set = { timeWindow: 3, product: 'SPOT' }
  expect((await client.post('/v5/order/disconnected-cancel-all', set)).retCode).toBe(0)
  expect((await client.get('/v5/account/info')).result).toMatchObject({
    dcpStatus: 'ON',
    timeWindow: 3,
  })
  const watching = await wireClient(`${sockets}/v5/private`)
  watching.send(bybitAuth())
  await watching.until(({ op }) => op === 'auth')
  watching.send({ op: 'subscribe', args: ['dcp.spot'], req_id: '1' })
  await watching.until(({ req_id }) => req_id === '1')
  await create({ ...spot, ...resting, price: '50000', orderLinkId: 'left' })
  const left = async (): Promise<string> =>
    (await listed('/v5/order/realtime', { ...spot, orderLinkId: 'left' }))[0]!['orderStatus']!
  expect(await left()).toBe('New')
  watching.close()
  while ((await left()) === 'New') await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await left()).toBe('Cancelled')
})

test.concurrent('an order’s take-profit and stop-loss guard the position its fills open, and go with it', async () => {
  const { list } = (await client.open('/v5/market/tickers?category=linear&symbol=ETHUSDT'))
    .result as { readonly list: readonly Record<string, string>[] }
  const last = Number(list[0]!['lastPrice'])
  const near = (share: number): string => (last * share).toFixed(2)
  const eth = { category: 'linear', symbol: 'ETHUSDT' } as const
  const market = { ...eth, orderType: 'Market', qty: '0.1' } as const
  const stop = (fields: object) => client.post('/v5/position/trading-stop', { ...eth, ...fields })
  const rows = async (path: string): Promise<readonly Record<string, unknown>[]> => {
    const said = await client.get(path, eth)
    return (said.result as { readonly list: Record<string, unknown>[] }).list
  }
  const waiting = async (): Promise<readonly unknown[]> =>
    (await rows('/v5/order/realtime')).map((order) => [
      order['stopOrderType'],
      order['triggerPrice'],
      order['side'],
      Number(order['qty']),
    ])
  expect((await stop({ stopLoss: near(0.9) })).retCode).toBe(10_001)
  expect((await create({ ...market, side: 'Buy', takeProfit: near(0.9) })).retMsg).toMatch(
    /TakeProfit:.* should be higher than base_price/,
  )
  const guarded = { takeProfit: near(1.1), stopLoss: near(0.9) }
  expect((await create({ ...market, side: 'Buy', ...guarded })).retCode).toBe(0)
  const both = [
    ['StopLoss', near(0.9), 'Sell', 0.1],
    ['TakeProfit', near(1.1), 'Sell', 0.1],
  ]
  await until(async () => (await waiting()).length === 2)
  expect(await waiting()).toEqual(both)
  expect((await rows('/v5/position/list'))[0]).toMatchObject(guarded)
  expect((await stop({ stopLoss: near(0.9) })).retCode).toBe(34_040)
  expect((await stop({ stopLoss: near(0.8), takeProfit: '0' })).retCode).toBe(0)
  expect(await waiting()).toEqual([['StopLoss', near(0.8), 'Sell', 0.1]])
  // By what it is triggered is a change too.
  const byMark = { stopLoss: near(0.8), slTriggerBy: 'MarkPrice' }
  expect([(await stop(byMark)).retCode, (await stop(byMark)).retCode]).toEqual([0, 34_040])
  // Of several fills at once each guard is set once.
  const again = { ...market, side: 'Buy', ...guarded } as const
  await Promise.all([create(again), create(again), create(again)])
  const grown = both.map(([guard, price, side]) => [guard, price, side, 0.4])
  await eventually(async () => {
    const set = await waiting()
    expect(set).toHaveLength(grown.length)
    expect(set).toEqual(expect.arrayContaining(grown))
  })
  // One that the market has nearly reached closes all there is.
  await create({ ...market, side: 'Buy' })
  await until(async () => {
    const [ticker] = await rows('/v5/market/tickers')
    const stopLoss = (Number(ticker!['lastPrice']) - 0.1).toFixed(2)
    return (await stop({ stopLoss })).retCode === 0
  })
  const isClosed = async (): Promise<boolean> =>
    (await rows('/v5/position/list'))[0]!['size'] === '0.0000'
  // More often it would be refused.
  await until(isClosed, undefined, 100)
  expect(await waiting()).toEqual([])
})

test('faults are told in the words of Bybit', async () => {
  exchange.turn({ tooMany: 1 })
  expect(await client.open('/v5/market/time')).toMatchObject({ status: 200, retCode: 10_006 })
  exchange.turn({ tooMany: 0, serverError: 1 })
  expect(await client.open('/v5/market/time')).toMatchObject({ status: 500, retCode: 10_016 })
  exchange.turn({ serverError: 0, maintenance: 1 })
  expect((await fetch(`${origin}/v5/market/time`)).status).toBe(503)
})

test('more calls in a second than an account may make are refused, and told of', async () => {
  const codes = new Set<unknown>()
  // A busy machine does not ask them all within the second.
  await until(async () => {
    const all = await Promise.all(
      Array.from({ length: 45 }, () => client.post('/v5/order/cancel', { ...spot, orderId: '1' })),
    )
    for (const { retCode } of all) codes.add(retCode)
    return codes.has(10_006)
  })
  expect(codes).toEqual(new Set([10_006, 170_213]))
})
