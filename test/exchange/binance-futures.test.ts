import { afterAll, beforeAll, expect, test } from 'vitest'
import { binanceClient, type Said } from './binance-client.ts'
import { served } from './served.ts'
import { wireClient } from './wire-socket.ts'

let exchange: Awaited<ReturnType<typeof served>>
let client: ReturnType<typeof binanceClient>
let origin: string

beforeAll(async () => {
  exchange = await served(['binance'])
  origin = `${exchange.address}/binance`
  client = binanceClient(origin)
})
afterAll(() => exchange.close())

const pair = { symbol: 'BTCUSDT' } as const
const order = (fields: Readonly<Record<string, string | number>>): Promise<Said> =>
  client.signed('POST', '/fapi/v1/order', { ...pair, newOrderRespType: 'RESULT', ...fields })
const market = { type: 'MARKET', quantity: '0.1' } as const
const limit = { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: '0.01' } as const
const mark = async (): Promise<number> =>
  Number((await client.open('/fapi/v1/premiumIndex?symbol=BTCUSDT')).body['markPrice'])
const near = async (share: number): Promise<string> => ((await mark()) * share).toFixed(1)

async function position(): Promise<Record<string, string>> {
  const { body } = await client.signed('GET', '/fapi/v2/positionRisk', pair)
  return (body as unknown as Record<string, string>[])[0]!
}

test('a position is opened, shown, reduced, and never turned by what only reduces', async () => {
  expect((await order({ ...market, side: 'BUY' })).body).toMatchObject({ status: 'FILLED' })
  const held = await position()
  expect(Number(held['positionAmt'])).toBe(0.1)
  const entry = Number(held['entryPrice'])
  const expected = 0.1 * (Number(held['markPrice']) - entry)
  expect(Number(held['unRealizedProfit'])).toBeCloseTo(expected, 4)
  // A million backs six thousand dollars: nothing liquidates it.
  expect(Number(held['liquidationPrice'])).toBe(0)
  await order({ ...market, side: 'SELL', quantity: '5', reduceOnly: 'true' })
  expect(Number((await position())['positionAmt'])).toBe(0)
  const nothing = await order({ ...market, side: 'SELL', reduceOnly: 'true' })
  expect(nothing.body).toEqual({ code: -2022, msg: 'ReduceOnly Order is rejected.' })
})

test('margin follows leverage, and what it does not carry is refused', async () => {
  const margin = async (): Promise<number> => {
    const { body } = await client.signed('GET', '/fapi/v3/account')
    return Number(body['totalInitialMargin'])
  }
  await client.signed('POST', '/fapi/v1/leverage', { ...pair, leverage: 10 })
  await order({ ...market, side: 'BUY' })
  const ten = await margin()
  await client.signed('POST', '/fapi/v1/leverage', { ...pair, leverage: 2 })
  expect((await margin()) / ten).toBeCloseTo(5, 2)
  const tooMuch = await order({ ...limit, price: await near(0.99), quantity: '40' })
  expect(tooMuch.body).toEqual({ code: -2019, msg: 'Margin is insufficient.' })
  const wrong = await client.signed('POST', '/fapi/v1/leverage', { ...pair, leverage: 500 })
  expect(wrong.body['code']).toBe(-4028)
  await order({ ...market, side: 'SELL', reduceOnly: 'true' })
})

test.each([
  ['off the tick', { ...limit, price: '60000.05' }, -4014],
  ['off the lot', { ...limit, price: '60000', quantity: '0.0000001' }, -1111],
  ['nothing', { ...limit, price: '60000', quantity: '0' }, -4003],
  ['a stop at the wrong place', { type: 'STOP_MARKET', side: 'SELL', quantity: '0.1' }, -4120],
  ['hedge mode', { ...limit, price: '60000', positionSide: 'LONG' }, -4061],
])('%s is refused', async (_, fields, code) => {
  expect((await order(fields)).body['code']).toBe(code)
})

test('a batch answers order by order', async () => {
  const price = await near(0.98)
  const orders = [
    { ...pair, ...limit, price, newClientOrderId: 'b1' },
    { ...pair, ...limit, price: '1', newClientOrderId: 'b2', quantity: '0.001' },
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
  await order({ ...market, side: 'BUY' })
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
  await order({ ...limit, price: await near(0.98), newClientOrderId: 'doomed' })
  await client.signed('POST', '/fapi/v1/countdownCancelAll', { ...pair, countdownTime: 50 })
  const named = { ...pair, origClientOrderId: 'doomed' }
  let status: unknown
  do status = (await client.signed('GET', '/fapi/v1/order', named)).body['status']
  while (status === 'NEW')
  expect(status).toBe('CANCELED')
})
