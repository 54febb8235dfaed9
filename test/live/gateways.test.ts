import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { VenueAnswer } from '../../src/core/orders/venue.ts'
import type { PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { wireIdOf } from '../../src/execution/wire-id.ts'
import { Backoff } from '../../src/gateways/backoff.ts'
import { isLoopback, openExchange, worldMessage } from '../../src/gateways/ccxt-exchange.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { findOrder } from '../../src/gateways/find-order.ts'
import { keyPermission } from '../../src/gateways/key-permissions.ts'
import { marketOf } from '../../src/gateways/listed-markets.ts'
import { meaningOf } from '../../src/gateways/order-outcomes.ts'
import { orderCall } from '../../src/gateways/place-order.ts'
import { readFill } from '../../src/gateways/read-orders.ts'
import { OrderNames } from '../../src/gateways/order-names.ts'
import { profileOf } from '../../src/gateways/venue-profiles.ts'
import { btc, stubExchange, type StubAnswers, placing } from './stub-exchange.ts'

type ErrorClass = new (message: string) => Error
const ccxtErrors = createRequire(import.meta.url)('ccxt') as Readonly<Record<string, ErrorClass>>
const failure = (name: string): Error => new ccxtErrors[name]!(`${name} of a test`)

const wireId = wireIdOf('k3v9x0ab', 7)
const place = { ...placing, order: { ...placing.order, isReduceOnly: true } }
const later = ((Date.now() + 60_000) * 1_000) as Instant

async function venueOf(answers: StubAnswers): Promise<{ venue: CcxtVenue; heard: VenueAnswer[] }> {
  const venue = new CcxtVenue('binance', stubExchange(answers), [btc], wallClock)
  const heard: VenueAnswer[] = []
  await venue.start({
    answer: (each) => heard.push(each),
    stream: () => undefined,
    notice: () => undefined,
  })
  return { venue, heard }
}

test('every address of five exchanges points at this machine, and no other is left', async () => {
  for (const id of ['binance', 'bybit', 'okx', 'kraken', 'coinbase']) {
    const exchange = await openExchange(id, { url: `http://127.0.0.1:9/${id}` })
    const text = JSON.stringify(exchange.urls['api'])
    const foreign = [...text.matchAll(/(https?|wss?):\/\/([^/"]+)/g)].filter(
      ([, , host]) => host !== '127.0.0.1:9',
    )
    expect(foreign, id).toEqual([])
    expect(text, id).toContain(`ws://127.0.0.1:9/${id}`)
    await exchange.close()
  }
})

test('an address that is not of this machine is refused, whatever it looks like', async () => {
  for (const url of [
    'https://api.binance.com',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com/',
    'ftp://127.0.0.1',
  ])
    expect(isLoopback(url), url).toBe(false)
  expect(isLoopback('http://127.0.0.1:4280/binance')).toBe(true)
  await expect(openExchange('okx', { url: 'http://example.com' })).rejects.toThrow(/loopback/)
  await expect(openExchange('nosuchplace', {})).rejects.toThrow(
    /^ccxt has no exchange nosuchplace; nearest are /,
  )
})

test.each([
  'binance',
  'binanceusdm',
  'bybit',
  'okx',
  'kraken',
  'coinbase',
  'gate',
  'bitget',
  'kucoin',
])('what we call orders is what %s takes', (id) => {
  const { ids } = profileOf(id)
  expect(ids.prefix + wireIdOf('zzzzzzzz', 36 ** 9 - 1)).toMatch(ids.pattern)
})

test('an order in the words of each venue, under our id and with its end in sight', () => {
  const of = (id: string, change: object = {}): readonly unknown[] => {
    const { order } = place
    return orderCall(profileOf(id), btc, { ...order, ...change }, { wireId, nowMs: Date.now() })
  }
  expect(of('binance')).toEqual([
    'BTC/USDT',
    'limit',
    'buy',
    0.00012,
    100.01,
    { clientOrderId: wireId, timeInForce: 'IOC' },
  ])
  expect(of('coinbase')[5]).toMatchObject({ client_order_id: wireId })
  expect(of('gate')[5]).toMatchObject({ text: `t-${wireId}` })
  const { cl_ord_id: named, deadline } = of('kraken')[5] as Record<string, string>
  expect(named).toBe(wireId)
  expect(Date.parse(deadline!) - Date.now()).toBeGreaterThan(4_000)
  const postOnly = { kind: 'limit', priceTicks: 5 as PriceTicks, isPostOnly: true }
  expect(of('binance', { pricing: postOnly })[5]).toEqual({ clientOrderId: wireId, postOnly: true })
  const market = of('okx', { pricing: { kind: 'market' } })
  expect(market.slice(1, 5)).toEqual(['market', 'buy', 0.00012, undefined])
  // Of what a venue does not know it would be told only by a refusal: Binance's -1104.
  expect(market[5]).toEqual({ clientOrderId: wireId })
})

const signAsCcxt = (): object => ({
  url: '',
  method: 'POST',
  headers: { Referer: 'CCXT', other: 1 },
})

test('OKX is told when an order is no longer wanted, and Bybit nothing of whose program this is', () => {
  const okx = stubExchange({ id: 'okx' })
  profileOf('okx').stamp(okx)
  const { headers } = okx.sign('https://www.okx.com/api/v5/trade/batch-orders')
  expect(Number(headers!['expTime']) - Date.now()).toBeGreaterThan(4_000)
  expect(okx.sign('https://www.okx.com/api/v5/account/balance').headers!['expTime']).toBeUndefined()
  const bybit = stubExchange({ id: 'bybit', sign: signAsCcxt })
  profileOf('bybit').stamp(bybit)
  expect(bybit.sign().headers).toEqual({ other: 1 })
})

test.each([
  ['InsufficientFunds', { kind: 'rejected', reason: 'insufficient-balance' }],
  ['OrderImmediatelyFillable', { kind: 'rejected', reason: 'would-take' }],
  ['InvalidOrder', { kind: 'rejected', reason: 'off-grid' }],
  ['RateLimitExceeded', { kind: 'rejected', reason: 'rate-limit' }],
  ['InvalidNonce', { kind: 'rejected', reason: 'halted' }],
  ['OrderNotFound', { kind: 'not-found' }],
  ['DuplicateOrderId', { kind: 'unknown' }],
  ['RequestTimeout', { kind: 'unknown' }],
  ['ExchangeNotAvailable', { kind: 'unknown' }],
  ['ExchangeError', { kind: 'unknown' }],
  ['BadResponse', { kind: 'unknown' }],
])('an error %s means %o', (name, meaning) => expect(meaningOf(failure(name))).toEqual(meaning))

test('what a program throws that is no error of ccxt proves nothing', () => {
  expect(meaningOf(new TypeError('x')).kind).toBe('unknown')
  expect(meaningOf('text').kind).toBe('unknown')
})

test('an order whose answer does not come is of unknown fate; one that is refused is refused', async () => {
  const outcomes: string[] = []
  for (const name of ['RequestTimeout', 'DuplicateOrderId', 'InsufficientFunds', 'OrderNotFound']) {
    const { venue, heard } = await venueOf({ createOrder: () => Promise.reject(failure(name)) })
    outcomes.push(
      `${(await venue.send(place, wireId, later)).kind} ${heard.map(({ kind }) => kind).join()}`,
    )
    await venue.close()
  }
  expect(outcomes).toEqual(['unknown ', 'unknown ', 'answered rejected', 'unknown '])
})

const itLeft = (): Promise<never> => Promise.reject(new Error('it left'))

test('an order whose time is over, or whose id a venue does not take, never leaves', async () => {
  const { venue } = await venueOf({ createOrder: itLeft })
  expect(await venue.send(place, wireId, 0 as Instant)).toMatchObject({ kind: 'unsent' })
  await venue.close()
  const strict = await venueOf({ id: 'hyperliquid', createOrder: itLeft })
  expect(await strict.venue.send(place, wireId, later)).toMatchObject({ kind: 'unsent' })
  await strict.venue.close()
})

test('fills that come with the answer are heard with it, and an order that is over is over', async () => {
  const trades = [
    {
      id: '9',
      order: 'v1',
      side: 'buy',
      price: 100.01,
      amount: 0.00005,
      fee: { cost: 1e-8, currency: 'BTC' },
    },
  ] as const
  const createOrder = (): Promise<object> =>
    Promise.resolve({ id: 'v1', status: 'canceled', amount: 0.00012, filled: 0.00005, trades })
  const { venue, heard } = await venueOf({ createOrder, fetchMyTrades: () => Promise.resolve([]) })
  expect(await venue.send(place, wireId, later)).toEqual({ kind: 'answered' })
  expect(heard).toMatchObject([
    { kind: 'accepted', wireId },
    {
      kind: 'filled',
      wireId,
      tradeId: '9',
      lots: 5,
      priceTicks: 10_001,
      feeAtoms: 10_000_000_000n,
      feeCurrency: 'BTC',
    },
    { kind: 'cancelled', wireId, filledLots: 5 },
  ])
  await venue.close()
})

const trace = { wireId, instrument: 0, since: 0 as Instant, names: new OrderNames() }
const missing = (): Promise<never> => Promise.reject(failure('OrderNotFound'))
const none = (): Promise<readonly []> => Promise.resolve([])
const binance = profileOf('binance')

test('an order that its id does not find is found among fills, by the id the venue gave it', async () => {
  const exchange = stubExchange({
    fetchOrder: (id) =>
      id === undefined
        ? missing()
        : Promise.resolve({ id, clientOrderId: id === 'v1' ? wireId : 'x' }),
    fetchOpenOrders: none,
    fetchMyTrades: () =>
      Promise.resolve([
        { id: '1', order: 'v0', side: 'buy', price: 100, amount: 0.00001 },
        { id: '2', order: 'v1', side: 'buy', price: 100, amount: 0.00002 },
        { id: '3', order: 'v1', side: 'buy', price: 100, amount: 0.00001 },
      ]),
  })
  const found = await findOrder(exchange, binance, btc, { ...trace, names: new OrderNames() })
  expect(found?.order).toMatchObject({ wireId, venueOrderId: 'v1', filledLots: 3, isOpen: false })
  expect(found?.fills.map(({ tradeId }) => tradeId)).toEqual(['2', '3'])
})

test('"nothing" is said only when every question was answered', async () => {
  const quiet = { fetchOrder: missing, fetchOpenOrders: none, fetchMyTrades: none }
  expect(await findOrder(stubExchange(quiet), binance, btc, trace)).toBeUndefined()
  for (const name of Object.keys(quiet)) {
    const broken = stubExchange({ ...quiet, [name]: () => Promise.reject(failure('NetworkError')) })
    await expect(findOrder(broken, binance, btc, trace), name).rejects.toThrow(/NetworkError/)
    const { venue } = await venueOf({
      ...quiet,
      [name]: () => Promise.reject(failure('NetworkError')),
    })
    expect((await venue.search(trace)).kind).toBe('failed')
    await venue.close()
  }
})

test('where a venue cannot be asked by our id, open and closed orders are looked through', async () => {
  const order = {
    id: 'v3',
    clientOrderId: wireId,
    status: 'closed',
    amount: 0.00012,
    filled: 0,
  } as const
  const exchange = stubExchange({
    id: 'kraken',
    has: { fetchClosedOrders: true },
    fetchOpenOrders: none,
    fetchClosedOrders: () => Promise.resolve([order]),
  })
  const found = await findOrder(exchange, profileOf('kraken'), btc, trace)
  expect(found?.order).toMatchObject({ venueOrderId: 'v3', isOpen: false, filledLots: 0 })
})

test('what OKX pushes as received is a fee paid, as its lists have it', () => {
  const trade = { id: '1', side: 'buy', price: 100, amount: 0.5 } as const
  const pushed = {
    ...trade,
    fee: { cost: -0.05, currency: 'USDT' },
    info: { fillFee: '-0.05', fillFeeCcy: 'USDT' },
  }
  const listed = { ...trade, fee: { cost: 0.05, currency: 'USDT' }, info: { fee: '-0.05' } }
  const fees = [pushed, listed].map((each) => readFill(btc, each, undefined)?.feeAtoms)
  expect(fees).toEqual([50_000_000_000_000_000n, 50_000_000_000_000_000n])
})

test('an execution between ticks keeps its price to the last digit', () => {
  const trade = { id: '1', side: 'sell', price: 100.0125, amount: 0.5 } as const
  expect(readFill(btc, trade, wireId)).toMatchObject({
    lots: 50_000,
    priceTicks: 1_000_125,
    priceStep: { units: 1, decimals: 4 },
  })
  expect(readFill(btc, { ...trade, amount: 1e-9 }, wireId)).toBeUndefined()
})

test("a key that can withdraw is recognised in each venue's words", async () => {
  const cases = [
    [
      'binance',
      'sapiGetAccountApiRestrictions',
      { enableWithdrawals: true },
      { enableWithdrawals: false, enableReading: true },
    ],
    [
      'bybit',
      'privateGetV5UserQueryApi',
      { permissions: { Wallet: ['Withdraw'] } },
      { permissions: { Wallet: ['AccountTransfer'] } },
    ],
    [
      'okx',
      'privateGetAccountConfig',
      { data: [{ perm: 'read_only,trade,withdraw' }] },
      { data: [{ perm: 'read_only,trade' }] },
    ],
    [
      'coinbase',
      'v3PrivateGetBrokerageKeyPermissions',
      { can_transfer: true },
      { can_transfer: false },
    ],
    [
      'kraken',
      'privatePostGetApiKeyInfo',
      { result: { permissions: ['query-funds', 'withdraw-funds'] } },
      { result: { permissions: ['query-funds', 'modify-trades'] } },
    ],
  ] as const
  for (const [id, call, can, cannot] of cases) {
    const asked = (answer: object): Promise<unknown> =>
      keyPermission(stubExchange({ id, [call]: () => Promise.resolve(answer) }))
    expect(await asked(can), id).toMatchObject({ kind: 'can-withdraw' })
    expect(await asked(cannot), id).toEqual({ kind: 'cannot-withdraw' })
  }
  expect(await keyPermission(stubExchange({ id: 'gate' }))).toEqual({ kind: 'not-told' })
})

test('nothing secret is in what a person is told', () => {
  const text = worldMessage(
    new Error('GET https://x/y?a=1&signature=abcdef&timestamp=5 apiKey my-key-0123 failed\nline'),
    ['my-key-0123'],
  )
  expect(text).toBe('GET https://x/y?a=1&signature=***&timestamp=5 apiKey *** failed line')
})

test('an instrument is found by name and class, with its grid exactly', () => {
  const market = {
    id: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    precision: { amount: 1e-5, price: 0.01 },
  }
  const markets = {
    'BTC/USDT': { ...market, symbol: 'BTC/USDT', spot: true },
    'BTC/USDT:USDT': {
      ...market,
      symbol: 'BTC/USDT:USDT',
      swap: true,
      linear: true,
      contractSize: 0.01,
    },
  }
  const spot = marketOf('okx', markets, { name: 'BTC-USDT', class: undefined }).instrument
  expect(spot).toMatchObject({
    class: 'spot',
    tickSize: { units: 1, decimals: 2 },
    lotSize: { units: 1, decimals: 5 },
  })
  const linear = marketOf('okx', markets, { name: 'BTC-USDT', class: 'linear' }).instrument
  expect(linear).toMatchObject({ class: 'linear', contractSize: { units: 1, decimals: 2 } })
  expect(() => marketOf('okx', markets, { name: 'ETH-USDT', class: undefined })).toThrow(
    'okx lists no ETH-USDT',
  )
})

test('waits double to ten seconds, each drawn from its upper half, and begin anew', () => {
  const low = new Backoff(() => 0)
  const high = new Backoff(() => 1)
  const waits = Array.from({ length: 9 }, () => [low.nextMs(), high.nextMs()])
  expect(waits.slice(0, 3)).toEqual([
    [125, 250],
    [250, 500],
    [500, 1_000],
  ])
  expect(waits.at(-1)).toEqual([5_000, 10_000])
  high.reset()
  expect(high.nextMs()).toBe(250)
})
