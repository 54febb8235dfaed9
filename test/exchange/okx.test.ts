import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { okxClient, okxLogin } from './okx-client.ts'
import { served } from './served.ts'
import { wireClient } from './wire-socket.ts'

let exchange: Awaited<ReturnType<typeof served>>
let client: ReturnType<typeof okxClient>
let origin: string
let sockets: string

beforeAll(async () => {
  exchange = await served(['okx'])
  origin = `${exchange.address}/okx`
  sockets = origin.replace('http', 'ws')
  client = okxClient(origin)
})
afterAll(() => exchange.close())
beforeEach(() => exchange.turn({ ...usualSwitches }))

const spot = { instId: 'BTC-USDT', tdMode: 'cash' } as const
const swap = { instId: 'BTC-USDT-SWAP', tdMode: 'cross' } as const
const resting = { side: 'buy', ordType: 'limit', sz: '0.01', px: '58000' } as const
const order = async (values: object): Promise<Record<string, string>> =>
  (await client.post('/api/v5/trade/order', values)).data[0]!
const status = async (instId: string, clOrdId: string): Promise<Record<string, string>> =>
  (await client.get(`/api/v5/trade/order?instId=${instId}&clOrdId=${clOrdId}`)).data[0]!

test('a request is refused as OKX refuses it: key, passphrase, signature, clock', async () => {
  const path = '/api/v5/account/balance'
  expect(await client.open(path)).toMatchObject({ status: 401, code: '50103' })
  const told = async (keys: Partial<typeof servedKeys>, at?: number): Promise<string> =>
    (await okxClient(origin, { ...servedKeys, ...keys }).get(path, at)).code
  expect(await told({ key: 'another' })).toBe('50111')
  expect(await told({ passphrase: 'another' })).toBe('50105')
  expect(await told({ secret: 'no secret of ours' })).toBe('50113')
  expect(await told({}, Date.now() - 31_000)).toBe('50102')
  expect(await client.get('/api/v5/account/config')).toMatchObject({
    status: 200,
    code: '0',
    data: [{ acctLv: '2', posMode: 'net_mode', perm: 'read_only,trade' }],
  })
})

test.each([
  ['a price off the tick', { ...spot, ...resting, px: '58000.05' }, '51150'],
  ['a quantity off the lot', { ...spot, ...resting, sz: '0.0100001' }, '51121'],
  ['nothing', { ...spot, ...resting, sz: '0' }, '51020'],
  ['too far', { ...spot, ...resting, px: '90000' }, '51137'],
  ['more than there is', { ...spot, ...resting, sz: '50' }, '51008'],
  ['more than its margin', { ...swap, ...resting, sz: '50000' }, '51008'],
  ['contracts off the lot', { ...swap, ...resting, sz: '0.0001' }, '51121'],
  ['nothing to reduce', { ...swap, ...resting, reduceOnly: true }, '51169'],
  ['hedge mode', { ...swap, ...resting, posSide: 'long' }, '51000'],
  ['spot on margin', { ...spot, ...resting, tdMode: 'cross' }, '51000'],
  ['an id of other letters', { ...spot, ...resting, clOrdId: 'a-b' }, '51000'],
  ['no such instrument', { ...spot, ...resting, instId: 'NO-USDT' }, '51001'],
])('%s is refused by its code', async (_, values, sCode) => {
  const said = await client.post('/api/v5/trade/order', values)
  expect(said).toMatchObject({ status: 200, code: '1', data: [{ sCode, ordId: '' }] })
})

test.each([
  ['all of the price', { callbackRatio: '1' }],
  ['hardly any of it', { callbackRatio: '0.0001' }],
  ['no ticks', { callbackSpread: '0' }],
  ['nothing', {}],
])('a trailing stop at a distance of %s is refused', async (_, distance) => {
  const asked = { ...swap, side: 'sell', ordType: 'move_order_stop', sz: '1', ...distance }
  const { data } = await client.post('/api/v5/trade/order-algo', asked)
  expect(data).toMatchObject([{ sCode: '51000', ordId: '' }])
})

test('an order goes its way, and its id is taken again once it is done', async () => {
  const asked = { ...spot, ...resting, clOrdId: 'first' }
  const placed = await order(asked)
  expect(placed).toMatchObject({ clOrdId: 'first', sCode: '0' })
  expect((await order(asked))['sCode']).toBe('51016')
  const named = { instId: spot.instId, clOrdId: 'first' }
  const amended = await client.post('/api/v5/trade/amend-order', {
    ...named,
    newSz: '0.02',
    newPx: '57000',
  })
  expect(amended.data).toMatchObject([{ ordId: placed['ordId'], sCode: '0' }])
  expect(await status(spot.instId, 'first')).toMatchObject({
    state: 'live',
    px: '57000',
    sz: '0.02',
  })
  expect((await client.get('/api/v5/trade/orders-pending?instType=SPOT')).data).toHaveLength(1)
  expect((await client.post('/api/v5/trade/cancel-order', named)).code).toBe('0')
  const gone = await client.post('/api/v5/trade/cancel-order', named)
  expect(gone).toMatchObject({ code: '1', data: [{ sCode: '51400' }] })
  expect(await status(spot.instId, 'first')).toMatchObject({ state: 'canceled', cancelSource: '1' })
  expect((await order(asked))['sCode']).toBe('0')
  await client.post('/api/v5/trade/cancel-order', named)
  const unknown = await client.get('/api/v5/trade/order?instId=BTC-USDT&ordId=7')
  expect([unknown.status, unknown.code]).toEqual([200, '51603'])
})

test('what is not to take and would is acknowledged, and ended at once', async () => {
  const [book] = (await client.open('/api/v5/market/books?instId=BTC-USDT')).data
  const [ask] = (book as unknown as { asks: [string, string][] }).asks
  const px = (Number(ask![0]) + 1).toFixed(1)
  const placed = await order({ ...spot, ...resting, px, ordType: 'post_only', clOrdId: 'post' })
  expect(placed['sCode']).toBe('0')
  expect(await status(spot.instId, 'post')).toMatchObject({
    state: 'canceled',
    cancelSource: '31',
    accFillSz: '0',
  })
})

test('a batch answers order by order: some, and none', async () => {
  const good = { ...spot, ...resting, clOrdId: 'b1' }
  const bad = { ...spot, ...resting, px: '0.03' }
  const some = await client.post('/api/v5/trade/batch-orders', [good, bad])
  expect(some).toMatchObject({ code: '2', data: [{ sCode: '0' }, { sCode: '51150' }] })
  const none = await client.post('/api/v5/trade/batch-orders', [bad])
  expect(none).toMatchObject({ code: '1', msg: 'All operations failed' })
  const ended = await client.post('/api/v5/trade/cancel-batch-orders', [
    { instId: spot.instId, clOrdId: 'b1' },
  ])
  expect(ended.code).toBe('0')
})

test('contracts are a hundredth of a bitcoin: fills, fees, position and balance agree', async () => {
  const cash = async (): Promise<number> => {
    const [row] = (await client.get('/api/v5/account/balance?ccy=USDT')).data
    const { details } = row as unknown as { details: Record<string, string>[] }
    return Number(details[0]!['cashBal'])
  }
  const [listed] = (
    await client.open('/api/v5/public/instruments?instType=SWAP&instId=BTC-USDT-SWAP')
  ).data
  expect(listed).toMatchObject({
    ctVal: '0.01',
    lotSz: '0.001',
    ctType: 'linear',
    settleCcy: 'USDT',
  })
  const lever = { instId: swap.instId, mgnMode: 'cross', lever: '4' }
  expect((await client.post('/api/v5/account/set-leverage', lever)).data).toMatchObject([
    { lever: '4' },
  ])
  const before = await cash()
  await order({ ...swap, side: 'buy', ordType: 'market', sz: '10', clOrdId: 'ten' })
  const filled = await status(swap.instId, 'ten')
  expect(filled).toMatchObject({ state: 'filled', accFillSz: '10', sz: '10' })
  const value = 0.1 * Number(filled['avgPx'])
  expect(-Number(filled['fee'])).toBeCloseTo((value * 5) / 1e4, 6)
  expect(before - (await cash())).toBeCloseTo(-Number(filled['fee']), 8)
  const { data: fills } = await client.get('/api/v5/trade/fills?instType=SWAP')
  expect(fills.reduce((sum, { fillSz }) => sum + Number(fillSz), 0)).toBeCloseTo(10, 9)
  // A page that ends with the millisecond of a fill has it.
  const last = fills[0]!['ts']!
  const page = await client.get(`/api/v5/trade/fills?instType=SWAP&begin=${last}&end=${last}`)
  expect(page.data.map(({ tradeId }) => tradeId)).toContain(fills[0]!['tradeId'])
  const [held] = (await client.get('/api/v5/account/positions')).data
  expect(held).toMatchObject({ pos: '10', posSide: 'net', mgnMode: 'cross', lever: '4' })
  expect(Number(held!['imr'])).toBeCloseTo((0.1 * Number(held!['markPx'])) / 4, 0)
  const other = await order({ ...swap, ...resting, tdMode: 'isolated' })
  expect(other['sCode']).toBe('51000')
  const closed = await client.post('/api/v5/trade/close-position', {
    instId: swap.instId,
    mgnMode: 'cross',
  })
  expect(closed.code).toBe('0')
  expect((await client.get('/api/v5/account/positions')).data).toEqual([])
})

test('a stop waits at the algo service', async () => {
  const [ticker] = (await client.open('/api/v5/market/ticker?instId=BTC-USDT-SWAP')).data
  const slTriggerPx = (Number(ticker!['last']) * 0.9).toFixed(1)
  const stop = {
    ...swap,
    side: 'sell',
    ordType: 'conditional',
    sz: '1',
    slTriggerPx,
    slOrdPx: '-1',
  }
  const wrong = (Number(ticker!['last']) * 1.1).toFixed(1)
  const refused = await client.post('/api/v5/trade/order-algo', { ...stop, slTriggerPx: wrong })
  expect(refused.data).toMatchObject([{ sCode: '51278' }])
  const { data } = await client.post('/api/v5/trade/order-algo', stop)
  const pending = '/api/v5/trade/orders-algo-pending?ordType=conditional'
  expect((await client.get(pending)).data).toMatchObject([
    { algoId: data[0]!['algoId'], state: 'live' },
  ])
  expect((await client.get('/api/v5/trade/orders-pending')).data).toEqual([])
  const named = [{ instId: swap.instId, algoId: data[0]!['algoId'] }]
  expect((await client.post('/api/v5/trade/cancel-algos', named)).code).toBe('0')
  expect((await client.get(pending)).data).toEqual([])
})

test('an account is told of at its socket, and trades over it', async () => {
  const socket = await wireClient(`${sockets}/ws/v5/private`)
  const arg = { channel: 'orders', instType: 'ANY' }
  socket.send({ op: 'subscribe', args: [arg] })
  expect(await socket.until(({ event }) => event === 'error')).toMatchObject({ code: '60011' })
  socket.send(okxLogin('no secret of ours'))
  await socket.until(({ code }) => code === '60007')
  socket.send(okxLogin())
  await socket.until(({ event }) => event === 'login')
  socket.send({ op: 'subscribe', args: [arg, { channel: 'account' }] })
  const whole = await socket.until((words) => isOf(words, 'account'))
  expect(whole['data']).toMatchObject([{ details: [{ ccy: 'BTC' }, {}, {}, {}] }])
  const args = [{ ...spot, ...resting, clOrdId: 'told' }]
  socket.send({ id: '7', op: 'order', args })
  expect(await socket.until(({ id }) => id === '7')).toMatchObject({
    op: 'order',
    code: '0',
    data: [{ clOrdId: 'told', sCode: '0' }],
  })
  const live = await socket.until((words) => isOf(words, 'orders'))
  expect(live).toMatchObject({
    arg: { ...arg, uid: '1' },
    data: [{ state: 'live', clOrdId: 'told' }],
  })
  socket.send({ id: '8', op: 'cancel-order', args: [{ instId: spot.instId, clOrdId: 'told' }] })
  await socket.until(
    (words) =>
      isOf(words, 'orders') && (words['data'] as { state: string }[])[0]!.state === 'canceled',
  )
  socket.close()
})

function isOf(words: Record<string, unknown>, channel: string): boolean {
  return (
    words['data'] !== undefined &&
    (words['arg'] as { channel?: string } | undefined)?.channel === channel
  )
}

test('a channel is told at its own socket alone', async () => {
  const socket = await wireClient(`${sockets}/ws/v5/public`)
  const refused = async (channel: string, instId: string): Promise<unknown> => {
    socket.send({ op: 'subscribe', args: [{ channel, instId }] })
    return (
      await socket.until(({ event, msg }) => event === 'error' && String(msg).includes(channel))
    )['code']
  }
  expect(await refused('candle1m', 'BTC-USDT')).toBe('60018')
  expect(await refused('tickers', 'NO-USDT')).toBe('60018')
  socket.close()
})

test('a subscription is answered by the name of its request, and each channel told at first', async () => {
  const socket = await wireClient(`${sockets}/ws/v5/public`)
  const args = [{ channel: 'instruments', instType: 'SWAP' }, { channel: 'status' }]
  socket.send({ id: 'mine', op: 'subscribe', args })
  for (const arg of args) {
    const answer = await socket.until(
      (words) => words['event'] === 'subscribe' && channelOf(words) === arg.channel,
    )
    expect(answer).toMatchObject({ id: 'mine', arg })
  }
  const { data } = await socket.until(
    (words) => 'data' in words && channelOf(words) === 'instruments',
  )
  expect(data).toContainEqual(expect.objectContaining({ instId: 'BTC-USDT-SWAP', state: 'live' }))
  socket.close()
  const business = await wireClient(`${sockets}/ws/v5/business`)
  const references = [
    { channel: 'mark-price-candle1m', instId: 'BTC-USDT-SWAP' },
    { channel: 'index-candle1m', instId: 'BTC-USDT' },
  ]
  business.send({ op: 'subscribe', args: references })
  for (const { channel } of references) {
    const told = await business.until((words) => 'data' in words && channelOf(words) === channel)
    expect((told['data'] as unknown[][])[0]).toHaveLength(6)
  }
  business.close()
})

function channelOf(words: Record<string, unknown>): unknown {
  return (words['arg'] as Record<string, unknown> | undefined)?.['channel']
}

test('faults are told in the words of OKX', async () => {
  exchange.turn({ tooMany: 1 })
  expect(await client.open('/api/v5/public/time')).toMatchObject({ status: 429, code: '50011' })
  exchange.turn({ tooMany: 0, serverError: 1 })
  expect(await client.open('/api/v5/public/time')).toMatchObject({ status: 500, code: '50026' })
  exchange.turn({ serverError: 0, maintenance: 1 })
  expect(await client.open('/api/v5/public/time')).toMatchObject({ status: 503, code: '50001' })
})

test('cancel-all-after is armed and disarmed, and its window has bounds', async () => {
  const arm = (timeOut: string) => client.post('/api/v5/trade/cancel-all-after', { timeOut })
  const armed = (await arm('10')).data[0]!
  expect(Number(armed['triggerTime']) - Number(armed['ts'])).toBe(10_000)
  expect((await arm('0')).data).toMatchObject([{ triggerTime: '0' }])
  expect((await client.post('/api/v5/trade/cancel-all-after', { timeOut: '5' })).code).toMatch(
    /51000|50011/,
  )
})
