import { afterAll, beforeAll, expect, test } from 'vitest'
import { FollowedBook } from '../../src/book/followed-book.ts'
import { feedRulesOf } from '../../src/book/feed-rules.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { SymbolTable } from '../../src/core/events/symbol-table.ts'
import type { Instant } from '../../src/core/time.ts'
import { utf8Bytes } from '../../src/core/utf8.ts'
import { codecOf } from '../../src/wire/codec.ts'
import { protocols } from '../../src/wire/protocols.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { krakenClient } from './kraken-client.ts'
import { served } from './served.ts'
import { topOf } from './top-of-book.ts'
import { wireClient } from './wire-socket.ts'

let exchange: Awaited<ReturnType<typeof served>>
let client: ReturnType<typeof krakenClient>
let origin: string
let sockets: string

beforeAll(async () => {
  exchange = await served(['kraken'])
  origin = `${exchange.address}/kraken`
  sockets = origin.replace('http', 'ws')
  client = krakenClient(origin)
})
afterAll(() => exchange.close())

const resting = {
  pair: 'XBTUSD',
  type: 'buy',
  ordertype: 'limit',
  volume: '0.001',
  price: '50000.0',
} as const
const order = (fields: Readonly<Record<string, string>>) =>
  client.signed('AddOrder', { ...resting, ...fields })

test('a request is refused as Kraken refuses it: key, signature, nonce', async () => {
  const stranger = krakenClient(origin, { ...servedKeys, key: 'another' })
  expect(await stranger.signed('Balance')).toEqual({ error: ['EAPI:Invalid key'] })
  const forger = krakenClient(origin, { ...servedKeys, secret: 'bm8gc2VjcmV0IG9mIG91cnM=' })
  expect(await forger.signed('Balance')).toEqual({ error: ['EAPI:Invalid signature'] })
  const nonce = String(Date.now() + 1_000)
  expect((await client.signed('Balance', { nonce })).error).toEqual([])
  expect(await client.signed('Balance', { nonce })).toEqual({ error: ['EAPI:Invalid nonce'] })
  expect(await client.signed('Balance', { nonce: '1' })).toEqual({ error: ['EAPI:Invalid nonce'] })
})

test.each([
  ['another pair', { pair: 'XBTDM' }, 'EQuery:Unknown asset pair'],
  [
    'a price off the tick',
    { price: '50000.05' },
    'EOrder:Invalid price:BTC/USD price can only be specified up to 1 decimals.',
  ],
  ['too little', { volume: '0.00001' }, 'EGeneral:Invalid arguments:volume minimum not met'],
  ['more than there is', { volume: '50' }, 'EOrder:Insufficient funds'],
  ['taking, and not to take', { price: '70000.0', oflags: 'post' }, 'EOrder:Post only order'],
  ['another type', { ordertype: 'iceberg' }, 'EGeneral:Invalid arguments:ordertype'],
  ['a name too long', { cl_ord_id: 'x'.repeat(19) }, 'EGeneral:Invalid arguments:cl_ord_id'],
  [
    'a stop that is not served',
    { 'close[ordertype]': 'limit' },
    'EGeneral:Invalid arguments:close[ordertype]',
  ],
  [
    'a stop no distance behind',
    { ordertype: 'trailing-stop', price: '+0' },
    'EOrder:Invalid price',
  ],
  [
    'a stop no share behind',
    { ordertype: 'trailing-stop', price: '+0%' },
    'EGeneral:Invalid arguments:price',
  ],
])('%s is refused in Kraken’s words', async (_, fields, error) => {
  expect((await order(fields)).error).toEqual([error])
})

test('an order goes its way: placed, found, repeated, amended, cancelled, and gone', async () => {
  const placed = await order({ cl_ord_id: 'first' })
  expect(placed.result['descr']).toEqual({ order: 'buy 0.00100000 XBTUSD @ limit 50000.0' })
  const [txid] = placed.result['txid'] as readonly [string]
  expect(txid).toMatch(/^O[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{6}$/)
  expect((await order({ cl_ord_id: 'first' })).error).toEqual(['EOrder:Duplicate order'])
  const amended = await client.signed('AmendOrder', { cl_ord_id: 'first', order_qty: '0.002' })
  expect(amended.result['amend_id']).toMatch(/^T/)
  const open = await client.signed('OpenOrders')
  expect(open.result['open']).toMatchObject({
    [txid]: { status: 'open', vol: '0.00200000', cl_ord_id: 'first' },
  })
  const held = await client.signed('BalanceEx')
  // 0.002 at 50,000, and the fee it may cost.
  expect(held.result['ZUSD']).toMatchObject({ balance: '1000000.0000', hold_trade: '100.4000' })
  expect((await client.signed('CancelOrder', { txid })).result).toEqual({ count: 1 })
  expect((await client.signed('CancelOrder', { txid })).error).toEqual(['EOrder:Unknown order'])
  const found = await client.signed('QueryOrders', { txid })
  expect(found.result[txid]).toMatchObject({ status: 'canceled', reason: 'User requested' })
  expect((await order({ cl_ord_id: 'first', validate: 'true' })).error).toEqual([])
})

test('a batch stands or falls order by order, and cancel-all ends the rest', async () => {
  const { pair, ...one } = resting
  const orders = JSON.stringify([one, { ...one, volume: '40' }])
  expect((await client.signed('AddOrderBatch', { pair, orders })).error).toEqual([
    'EGeneral:Invalid arguments:orders',
  ])
  await order({ userref: '7' })
  await order({ userref: '7' })
  expect((await client.signed('CancelOrder', { txid: '7' })).result).toEqual({ count: 2 })
  await order({})
  expect((await client.signed('CancelAll')).result).toEqual({ count: 1 })
})

test('a taker pays 0.4 % in dollars, and its trades add up to its order', async () => {
  const before = await balances()
  const { result } = await order({ type: 'buy', ordertype: 'market', volume: '3', price: '' })
  const [txid] = result['txid'] as readonly [string]
  const found = await client.signed('QueryOrders', { txid, trades: 'true' })
  const row = found.result[txid] as Record<string, string> & { trades: string[] }
  expect(row).toMatchObject({ status: 'closed', vol_exec: '3.00000000' })
  expect(Number(row['fee'])).toBeCloseTo(Number(row['cost']) * 0.004, 4)
  const history = await client.signed('TradesHistory')
  const trades = Object.entries(history.result['trades'] as Record<string, { vol: string }>)
  const mine = trades.filter(([id]) => row.trades.includes(id))
  expect(mine.reduce((sum, [, { vol }]) => sum + Number(vol), 0)).toBeCloseTo(3, 8)
  const after = await balances()
  expect(after['XXBT']! - before['XXBT']!).toBeCloseTo(3, 9)
  expect(before['ZUSD']! - after['ZUSD']!).toBeCloseTo(Number(row['cost']) + Number(row['fee']), 3)
})

async function balances(): Promise<Record<string, number>> {
  const { result } = await client.signed('Balance')
  return Object.fromEntries(Object.entries(result).map(([id, text]) => [id, Number(text)]))
}

test.each([10, 100])(
  'the served book of %d levels, followed, keeps every checksum and is the true book',
  async (depth) => {
    const index = exchange.world.states.findIndex(({ instrument }) => instrument.name === 'ETH-USD')
    const { instrument, book: truth } = exchange.world.state(index)
    const table = new SymbolTable()
    table.add({ symbol: 'ETH/USD', index, instrument })
    const codec = codecOf(protocols['kraken'], table)
    const followed = new FollowedBook(feedRulesOf(protocols['kraken'], instrument, depth))
    const rows = new EventColumns()
    const truths: string[] = []
    const { told } = exchange.world
    exchange.world.told = (message) => {
      if (message.state.index === index) truths.push(topOf(truth, depth))
      told(message)
    }
    const socket = await wireClient(`${sockets}/v2`)
    socket.send({
      method: 'subscribe',
      params: { channel: 'book', symbol: ['ETH/USD'], depth },
      req_id: 3,
    })
    expect(await socket.until(({ method }) => method === 'subscribe')).toMatchObject({
      req_id: 3,
      success: true,
      result: { channel: 'book', depth, symbol: 'ETH/USD', snapshot: true },
    })
    let updates = 0
    await socket.until(({ channel }) => channel === 'book' && ++updates > 40)
    socket.close()
    exchange.world.told = told
    const seen: string[] = []
    for (const text of socket.heard) {
      const bytes = utf8Bytes(text)
      const start = rows.length
      const frame = {
        bytes,
        start: 0,
        end: bytes.length,
        localTime: 1 as Instant,
        instrument: index,
      }
      const outcome = codec.decode(frame, rows)
      if (outcome.kind === 'malformed') throw new Error(`${outcome.detail}: ${text}`)
      if (outcome.kind !== 'decoded') continue
      followed.follow(rows, start, rows.length, outcome.sequence)
      seen.push(topOf(followed.book, depth))
    }
    expect(followed.counts.lost).toMatchObject({ checksum: 0, gap: 0 })
    expect(followed.counts.applied).toBeGreaterThan(40)
    // Every book that was followed is the true one of its moment, in order; the first is the snapshot's.
    let at = 0
    for (const book of seen.slice(1)) {
      at = truths.indexOf(book, at) + 1
      expect(at).toBeGreaterThan(0)
    }
  },
)

test('a socket trades with a token, and is told of orders, trades and balances in their order', async () => {
  const socket = await wireClient(`${sockets}/v2`)
  const subscribe = (channel: string, token: unknown, id: number): void =>
    socket.send({ method: 'subscribe', params: { channel, token }, req_id: id })
  subscribe('executions', 'no token', 1)
  expect(await socket.until(({ req_id: id }) => id === 1)).toMatchObject({
    success: false,
    error: 'ESession:Invalid session',
  })
  const { token } = (await client.signed('GetWebSocketsToken')).result
  subscribe('executions', token, 2)
  subscribe('balances', token, 3)
  expect(await socket.until(({ channel }) => channel === 'balances')).toMatchObject({
    type: 'snapshot',
    sequence: 1,
  })
  const market = { order_type: 'market', side: 'sell', order_qty: 0.05, symbol: 'SOL/USD', token }
  socket.send({ method: 'add_order', params: { ...market, cl_ord_id: 'sold' }, req_id: 4 })
  const placed = await socket.until(({ req_id: id }) => id === 4)
  expect(placed).toMatchObject({ success: true, result: { cl_ord_id: 'sold' } })
  const trade = await socket.until(({ data }) => execType(data) === 'trade')
  const { order_id: orderId } = placed['result'] as { readonly order_id: string }
  expect((trade['data'] as readonly unknown[])[0]).toMatchObject({
    order_id: orderId,
    last_qty: 0.05,
    liquidity_ind: 't',
    order_status: 'filled',
  })
  await socket.until(({ channel, type }) => channel === 'balances' && type === 'update')
  const told = socket.heard
    .map((text) => JSON.parse(text) as Record<string, unknown>)
    .filter(({ channel }) => channel === 'executions')
  expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, k) => k + 1))
  expect(told.slice(1).map(({ data }) => execType(data))).toEqual([
    'pending_new',
    'new',
    'trade',
    'filled',
  ])
  socket.send({ method: 'ping', req_id: 5 })
  expect(await socket.until(({ method }) => method === 'pong')).toMatchObject({ req_id: 5 })
  socket.close()
})

function execType(data: unknown): unknown {
  return Array.isArray(data) ? (data as { readonly exec_type?: string }[])[0]?.exec_type : undefined
}

test('orders of a pair are refused beyond the counter, and cancels never are', async () => {
  const placed: string[] = []
  let error: readonly string[] = []
  while (error.length === 0 && placed.length < 300) {
    const said = await order({ pair: 'SOLUSD', price: '50.00', volume: '0.05' })
    error = said.error
    if (error.length === 0) placed.push((said.result['txid'] as readonly string[])[0]!)
    if (placed.length === 20) {
      for (const txid of placed) await client.signed('CancelOrder', { txid })
    }
  }
  expect(error).toEqual(['EOrder:Rate limit exceeded'])
  expect((await client.signed('CancelAll')).error).toEqual([])
})
