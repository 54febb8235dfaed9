import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { openCcxt } from '../../src/app/market/ccxt-market.ts'
import { atomsOfDecimal } from '../../src/core/decimal-atoms.ts'
import type { OrderRequest } from '../../src/core/orders/order.ts'
import type { VenueAnswer } from '../../src/core/orders/venue.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import type { CcxtExchange, CcxtTrade } from '../../src/gateways/ccxt-exchange.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { HeardOrders } from '../../src/gateways/heard-orders.ts'
import { marketOf } from '../../src/gateways/listed-markets.ts'
import { OrderNames } from '../../src/gateways/order-names.ts'
import { profileOf } from '../../src/gateways/venue-profiles.ts'
import { okxClient, okxLogin } from '../exchange/okx-client.ts'
import { served } from '../exchange/served.ts'
import { wireClient } from '../exchange/wire-socket.ts'
import { eventually, until } from '../until.ts'

let exchanges: Awaited<ReturnType<typeof served>>
let exchange: CcxtExchange
let client: ReturnType<typeof okxClient>

beforeAll(async () => {
  exchanges = await served(['okx'])
  client = okxClient(`${exchanges.address}/okx`)
  const { key, secret, passphrase } = servedKeys
  const keys = { apiKey: key, secret, password: passphrase }
  const wanted = [{ base: 'BTC', quote: 'USDT', class: 'spot' as const }]
  const url = exchanges.address
  exchange = await openCcxt({ venue: 'okx', id: 'okx' }, wanted, { url, ...keys })
}, 60_000)
afterAll(async () => {
  await exchange.close()
  await exchanges.close()
})

type Row = Readonly<Record<string, string>>
type Filled = Extract<VenueAnswer, { kind: 'filled' }>

const listing = (): ConstructorParameters<typeof CcxtVenue>[2][number] => {
  const { instrument, market } = marketOf('okx', exchange.markets!, {
    name: 'BTC-USDT',
    class: 'spot',
  })
  return { index: 0, instrument, symbol: market.symbol }
}

/** Best price and size of a side. */
async function best(side: 'asks' | 'bids'): Promise<readonly [number, number]> {
  const [book] = (await client.open('/api/v5/market/books?instId=BTC-USDT')).data
  const [level] = (book as unknown as Record<typeof side, [string, string][]>)[side]
  return [Number(level![0]), Number(level![1])]
}

/** Buys at the best price, again where that has gone, until some of an order is filled and not all of it. */
async function filledInPart(name: string): Promise<string> {
  const order = { instId: 'BTC-USDT', tdMode: 'cash', side: 'buy', ordType: 'ioc' }
  let [clOrdId, count] = ['', 0]
  const isInPart = async (): Promise<boolean> => {
    clOrdId = `${name}${count++}`
    const [price, size] = await best('asks')
    const sz = (size + 0.5).toFixed(8)
    await client.post('/api/v5/trade/order', { ...order, px: String(price), sz, clOrdId })
    const path = `/api/v5/trade/order?instId=BTC-USDT&clOrdId=${clOrdId}`
    const [{ state, accFillSz } = {}] = (await client.get(path)).data
    return state === 'canceled' && Number(accFillSz) > 0
  }
  // Twenty books a second are the limit.
  await until(isInPart, undefined, 100)
  return clOrdId
}

const listed = async (): Promise<readonly Row[]> =>
  (await client.get('/api/v5/trade/fills?instType=SPOT')).data

/** What is told of a fill, in the words of the venue's list. */
const inTheirWords = ({ tradeId, liquidity, feeAtoms, feeCurrency }: Filled): object => ({
  tradeId,
  execType: liquidity === 'maker' ? 'M' : 'T',
  feeCcy: feeCurrency,
  fee: -feeAtoms,
})

const inOurs = ({ tradeId, execType, feeCcy, fee }: Row): object => ({
  tradeId,
  execType,
  feeCcy,
  fee: atomsOfDecimal(fee!),
})

const text = (each: object): string =>
  JSON.stringify(each, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

test('orders that are filled in part and not at once have the fees of the list of fills', async () => {
  const venue = new CcxtVenue('okx', exchange, [listing()], wallClock)
  const heard: VenueAnswer[] = []
  await venue.start({
    answer: (each) => heard.push(each),
    stream: () => undefined,
    notice: () => undefined,
  })
  const { tickSize, lotSize } = listing().instrument
  const isOver = (id: string, lots: number): boolean => {
    const own = heard.filter(({ wireId }) => wireId === id)
    const filled = own.reduce((sum, each) => sum + (each.kind === 'filled' ? each.lots : 0), 0)
    return filled >= lots || own.some(({ kind }) => kind === 'cancelled' || kind === 'rejected')
  }
  const partly = (): number =>
    heard.filter((each) => each.kind === 'cancelled' && each.filledLots > 0).length
  let number = 0
  const trade = async (): Promise<boolean> => {
    number++
    const side = number % 2 === 0 ? 'buy' : 'sell'
    const [price, size] = await best(side === 'buy' ? 'asks' : 'bids')
    const wireId = `iparts${number}`
    const order: OrderRequest = {
      clientOrderId: number + 1,
      instrument: 0,
      side,
      lots: Math.round((size + 0.5) * (10 ** lotSize.decimals / lotSize.units)) as Lots,
      pricing: {
        kind: 'limit',
        priceTicks: Math.round(price * (10 ** tickSize.decimals / tickSize.units)) as PriceTicks,
        isPostOnly: false,
      },
      timeInForce: { kind: 'ioc' },
      isReduceOnly: false,
    }
    const soon = (wallClock.now() + 60_000_000) as Instant
    const { kind } = await venue.send({ kind: 'place', order }, wireId, soon)
    // On a busy machine one may be too late for its venue: another is tried.
    if (kind === 'answered')
      await until(
        () => isOver(wireId, order.lots),
        () => text(heard),
      )
    return partly() >= 4
  }
  await until(trade, undefined, 100)
  const theirs = (await listed()).filter(({ clOrdId }) => clOrdId?.startsWith('iparts'))
  const wanted = theirs.map((each) => text(inOurs(each)))
  await eventually(() => {
    const told = heard.filter((each) => each.kind === 'filled')
    expect(new Set(told.map((each) => text(inTheirWords(each))))).toEqual(new Set(wanted))
  })
  await venue.close()
})

test('an end is told without the fill before it', async () => {
  const socket = await wireClient(`${exchanges.address.replace('http', 'ws')}/okx/ws/v5/private`)
  socket.send(okxLogin())
  await socket.until(({ event }) => event === 'login')
  socket.send({ op: 'subscribe', args: [{ channel: 'orders', instType: 'SPOT' }] })
  await socket.until(({ event }) => event === 'subscribe')
  const clOrdId = await filledInPart('told')
  const isEnd = ({ clOrdId: id, state }: Row): boolean => id === clOrdId && state === 'canceled'
  const pushed = await socket.until(
    ({ data }) => Array.isArray(data) && (data as Row[]).some(isEnd),
  )
  const [end] = pushed['data'] as Row[]
  expect(Number(end!['accFillSz'])).toBeGreaterThan(0)
  expect(end).toMatchObject({
    fillSz: '0',
    fillPx: '',
    tradeId: '',
    execType: '',
    fillFee: '0',
    fillFeeCcy: '',
  })
  socket.close()
  // Who asks for the order is told of its last fill.
  const path = `/api/v5/trade/order?instId=BTC-USDT&clOrdId=${clOrdId}`
  const [asked] = (await client.get(path)).data
  const fills = (await listed()).filter((each) => each['clOrdId'] === clOrdId)
  expect(fills.map(({ tradeId }) => tradeId)).toContain(asked!['tradeId'])
})

test('a fill that is named again with the end right behind it is told once, with its fee', async () => {
  const clOrdId = await filledInPart('again')
  const fills = (await listed()).filter((each) => each['clOrdId'] === clOrdId)
  const [fill] = fills
  const { instId, ordId, tradeId, fillPx, fillSz, fillTime, side, execType } = fill!
  const row = { instType: 'SPOT', instId, ordId, clOrdId, tradeId, fillPx, fillSz, fillTime, side }
  const of = { ...row, ordType: 'ioc', sz: '1', accFillSz: fillSz, px: fillPx }
  const ofFill = { execType, fillFee: fill!['fee'], fillFeeCcy: fill!['feeCcy'] }
  const pushes = [
    { ...of, state: 'partially_filled', ...ofFill },
    { ...of, state: 'canceled', execType: '', fillFee: '0', fillFeeCcy: '' },
  ]
  // What ccxt makes of them before anybody has read the first.
  const pro = exchange as unknown as {
    handleMyTrades(client: object, message: object): void
    myTrades: readonly CcxtTrade[]
  }
  for (const data of pushes)
    pro.handleMyTrades(
      { resolve: () => undefined },
      { arg: { channel: 'orders', instType: 'ANY' }, data: [data] },
    )
  const said: VenueAnswer[] = []
  const heard = new HeardOrders({
    exchange,
    profile: profileOf('okx'),
    naming: { names: new OrderNames() },
    clock: wallClock,
    say: (answer) => said.push(answer),
    failed: (cause) => {
      throw cause
    },
  })
  const own = pro.myTrades.filter(({ id }) => id === tradeId)
  expect(own).toMatchObject([{ takerOrMaker: 'maker', fee: { cost: 0 } }])
  heard.fills(listing(), own)
  await eventually(() => expect(said).not.toEqual([]))
  const told = said.filter((each) => each.kind === 'filled' && each.wireId === clOrdId)
  expect(told.map((each) => inTheirWords(each as Filled))).toEqual(
    expect.arrayContaining(fills.map(inOurs)),
  )
  expect(told).toHaveLength(fills.length)
  expect(heard.open.isEmpty).toBe(true)
})
