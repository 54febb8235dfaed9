import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { decimalOfSteps } from '../../src/core/decimal-steps.ts'
import type { Instrument, InstrumentClass } from '../../src/core/instrument.ts'
import type { OrderPricing, OrderRequest, TimeInForce } from '../../src/core/orders/order.ts'
import type { Lots, PriceTicks, Step } from '../../src/core/price.ts'
import { signingKeyOf } from '../../src/exchanges/coinbase/signing-key.ts'
import type { CcxtExchange } from '../../src/gateways/ccxt-exchange.ts'
import { orderWriterOf } from '../../src/gateways/order-writers.ts'
import { orderCall } from '../../src/gateways/place-order.ts'
import { profileOf, venueTime } from '../../src/gateways/venue-profiles.ts'
import { Random } from '../../src/math/random.ts'
import type { OrderRequestText } from '../../src/wire/order-writer.ts'

/** The clock of all of them, and what stands where a number must differ from every other. */
const now = 1_764_390_896_220
const randomNonce = '00112233445566778899aabbccddeeff'
const es256Key = signingKeyOf(servedKeys)

interface Venue {
  readonly id: string
  readonly kind: InstrumentClass
  readonly symbol: string
  readonly apiKey?: string
  readonly secret?: string
}

const venues: readonly Venue[] = [
  { id: 'binance', kind: 'spot', symbol: 'BTCUSDT' },
  { id: 'binance', kind: 'linear', symbol: 'BTCUSDT' },
  { id: 'binanceusdm', kind: 'linear', symbol: 'BTCUSDT' },
  { id: 'bybit', kind: 'spot', symbol: 'BTCUSDT' },
  { id: 'bybit', kind: 'linear', symbol: 'BTCUSDT' },
  { id: 'bybit', kind: 'inverse', symbol: 'BTCUSD' },
  { id: 'okx', kind: 'spot', symbol: 'BTC-USDT' },
  { id: 'okx', kind: 'linear', symbol: 'BTC-USDT-SWAP' },
  { id: 'okx', kind: 'inverse', symbol: 'BTC-USD-SWAP' },
  { id: 'kraken', kind: 'spot', symbol: 'XXBTZUSD' },
  {
    id: 'coinbase',
    kind: 'spot',
    symbol: 'BTC-USD',
    apiKey: es256Key.name,
    secret: es256Key.privateKey,
  },
  {
    id: 'coinbase',
    kind: 'spot',
    symbol: 'BTC-USD',
    apiKey: 'd2efa49a-369c-43d7-a60e-ae26e28853c2',
    secret: Buffer.alloc(64, 'a key of two halves').toString('base64'),
  },
]

const sizeOf = (step: Step): number => Number(decimalOfSteps(1, step))

type Oracle = CcxtExchange & Record<string, unknown>

/** ccxt as it is installed: what it would have sent, at the instant of the test, of orders on a market of the test's own. */
async function oracleOf(venue: Venue, instrument: Instrument): Promise<Oracle> {
  const { id, kind, symbol, apiKey = 'key', secret = servedKeys.secret } = venue
  const base = new URL('.', import.meta.resolve('ccxt'))
  const { default: Exchange } = (await import(new URL(`src/pro/${id}.js`, base).href)) as {
    readonly default: new (settings: object) => Oracle
  }
  const exchange = new Exchange({ apiKey, secret, password: 'word' })
  profileOf(id).stamp(exchange)
  const settle = kind === 'inverse' ? 'BTC' : 'USDT'
  const market = {
    id: symbol,
    symbol: kind === 'spot' ? 'BTC/USDT' : `BTC/USDT:${settle}`,
    base: 'BTC',
    quote: 'USDT',
    baseId: 'BTC',
    quoteId: 'USDT',
    ...(kind === 'spot' ? {} : { settle, settleId: settle, contractSize: 1 }),
    type: kind === 'spot' ? 'spot' : 'swap',
    spot: kind === 'spot',
    swap: kind !== 'spot',
    contract: kind !== 'spot',
    linear: kind === 'spot' ? undefined : kind === 'linear',
    inverse: kind === 'spot' ? undefined : kind === 'inverse',
    precision: { amount: sizeOf(instrument.lotSize), price: sizeOf(instrument.tickSize) },
    info: { orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_MARKET'] },
  }
  ;(exchange['setMarkets'] as (markets: readonly object[]) => void)([market])
  Object.assign(exchange, {
    enableRateLimit: false,
    milliseconds: () => now,
    // Coinbase's tokens are stamped by seconds, which are its own where an exchange is opened.
    seconds: () => Math.floor(venueTime(exchange) / 1_000),
    randomBytes: () => randomNonce,
  })
  Object.assign(exchange.options, { enableUnifiedMargin: false, enableUnifiedAccount: true })
  return exchange
}

/** What ccxt sends, caught where it would leave. */
async function caught(exchange: Oracle, ask: () => Promise<unknown>): Promise<OrderRequestText> {
  let sent: OrderRequestText | undefined
  Object.assign(exchange, {
    fetch: (url: string, method: 'POST', headers: Record<string, string>, body?: string) => {
      sent = { url, method, headers, body }
      return Promise.reject(new Error('caught'))
    },
  })
  await expect(ask()).rejects.toThrow('caught')
  return sent!
}

const wireId = 'ik3v9x0ab1z'

/** Orders of every kind that is written here, with sizes from one lot to a billion. */
function drawnOrder(random: Random, kind: InstrumentClass): OrderRequest {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random.uniform() * of.length)]!
  const steps = (): number => Math.ceil(10 ** (random.uniform() * 9))
  const pricing: OrderPricing = pick([
    { kind: 'market' },
    { kind: 'limit', priceTicks: steps() as PriceTicks, isPostOnly: false },
    { kind: 'limit', priceTicks: steps() as PriceTicks, isPostOnly: false },
    { kind: 'limit', priceTicks: steps() as PriceTicks, isPostOnly: true },
  ])
  const timeInForce: TimeInForce = { kind: pick(['gtc', 'ioc', 'fok']) }
  return {
    clientOrderId: 7,
    instrument: 0,
    side: pick(['buy', 'sell']),
    lots: steps() as Lots,
    pricing,
    timeInForce: pricing.kind === 'limit' && pricing.isPostOnly ? { kind: 'gtc' } : timeInForce,
    isReduceOnly: kind !== 'spot' && random.uniform() < 0.3,
  }
}

const grids = [
  [
    { units: 1, decimals: 2 },
    { units: 1, decimals: 5 },
  ],
  [
    { units: 5, decimals: 1 },
    { units: 1, decimals: 0 },
  ],
  [
    { units: 25, decimals: 2 },
    { units: 1, decimals: 8 },
  ],
  [
    { units: 1, decimals: 7 },
    { units: 10, decimals: 0 },
  ],
] as const

/** Of a token that is signed with a number drawn for it, what is signed, and whether it is; else the request as it is. */
function comparable(request: OrderRequestText | undefined): OrderRequestText | undefined {
  const token = /^Bearer (.*)\.([^.]*)$/.exec(request?.headers['Authorization'] ?? '')
  if (request === undefined || token === null) return request
  const [head, claims] = token[1]!.split('.').map((part) => Buffer.from(part, 'base64url'))
  if (!head!.includes('ES256')) return request
  const key = { key: createPublicKey(es256Key.privateKey), dsaEncoding: 'ieee-p1363' } as const
  const signature = Buffer.from(token[2]!, 'base64url')
  const isSigned = verify('sha256', Buffer.from(token[1]!), key, signature)
  const Authorization = `${isSigned ? 'signed' : 'FORGED'} ${head!.toString()}.${claims!.toString()}`
  return { ...request, headers: { ...request.headers, Authorization } }
}

const differences = [0, 1_834, -77]

test.each(
  venues.flatMap((venue) => differences.map((timeDifference) => ({ ...venue, timeDifference }))),
)(
  '$id $kind, clocks $timeDifference ms apart: orders are, byte for byte, what ccxt sends',
  async (venue) => {
    const { id, kind, symbol, timeDifference } = venue
    const random = new Random(20_261_129)
    const profile = profileOf(id)
    let written = 0
    const orders = timeDifference === 0 ? 12 : 4
    for (const [tickSize, lotSize] of grids) {
      const instrument: Instrument = {
        name: 'BTC-USDT',
        venue: id,
        base: 'BTC',
        quote: 'USDT',
        class: kind,
        tickSize,
        lotSize,
      }
      const oracle = await oracleOf(venue, instrument)
      Object.assign(oracle.options, { timeDifference })
      const begun = venueTime(oracle)
      const nonce = id === 'kraken' ? String(begun) : randomNonce
      const stamp = { now: begun, begun, nonce }
      const listing = { index: 0, instrument, symbol: Object.keys(oracle.markets!)[0]! }
      const validForMs = (profile.validityWindow ?? 0) / 1_000
      const writer = orderWriterOf(oracle, kind, validForMs)!
      const named = { symbol, instrument }
      for (let k = 0; k < orders; k++) {
        const order = drawnOrder(random, kind)
        const ours = writer.place(named, order, wireId, stamp)
        // Coinbase counts quote there.
        const isSaid = !(
          id === 'coinbase' &&
          order.pricing.kind === 'market' &&
          order.side === 'buy'
        )
        const call = orderCall(profile, listing, order, { wireId, nowMs: begun })
        const theirs = isSaid ? await caught(oracle, () => oracle.createOrder(...call)) : undefined
        expect(comparable(ours), JSON.stringify({ order, tickSize, lotSize })).toEqual(
          comparable(theirs),
        )
        if (isSaid) written++
      }
      const { cancelAs } = profile.ids
      const byOurs =
        cancelAs === undefined
          ? undefined
          : await caught(oracle, () =>
              oracle.cancelOrder(undefined, listing.symbol, { [cancelAs]: wireId }),
            )
      const byTheirs = await caught(oracle, () => oracle.cancelOrder('1321003', listing.symbol))
      const cancels = [{ ours: wireId }, { theirs: '1321003' }].map((name) =>
        comparable(writer.cancel(named, name, stamp)),
      )
      expect(cancels).toEqual([comparable(byOurs), comparable(byTheirs)])
    }
    expect(written).toBeGreaterThan(0.75 * grids.length * orders)
  },
)

test('what is not said here, or would have to be escaped, is left to ccxt', () => {
  const instrument: Instrument = {
    name: 'BTC-USDT',
    venue: 'v',
    base: 'BTC',
    quote: 'USDT',
    class: 'spot',
    tickSize: { units: 1, decimals: 2 },
    lotSize: { units: 1, decimals: 5 },
  }
  const order = drawnOrder(new Random(1), 'spot')
  const stop: OrderPricing = {
    kind: 'stop',
    triggerTicks: 5 as PriceTicks,
    triggeredBy: 'trade',
  }
  const stamp = { now, begun: now, nonce: '1' }
  for (const { id, kind, apiKey = 'key', secret = servedKeys.secret } of venues) {
    const urls = { api: { private: '/api/v3', fapiPrivate: '/fapi/v1', rest: '' } }
    const told = { id, apiKey, secret, password: '', urls } as unknown as CcxtExchange
    const writer = orderWriterOf({ ...told, urls: urlsOf(id) }, kind, 5_000)!
    const named = { symbol: 'BTCUSDT', instrument: { ...instrument, class: kind } }
    const of = (change: Partial<OrderRequest>): unknown =>
      writer.place(named, { ...order, ...change }, wireId, stamp)
    expect(of({ pricing: stop }), id).toBeUndefined()
    expect(of({ timeInForce: { kind: 'gtd', until: 5 as never } }), id).toBeUndefined()
    const odd = { ...named, symbol: '币安人生USDT' }
    expect(writer.place(odd, order, wireId, stamp), id).toBeUndefined()
    expect(writer.place(named, order, 'a"b&c', stamp), id).toBeUndefined()
    expect(writer.cancel(named, { theirs: 'a"b&c' }, stamp), id).toBeUndefined()
    expect(orderWriterOf({ ...told, urls: { api: {} } }, kind, 5_000), id).toBeUndefined()
  }
})

function urlsOf(id: string): Record<string, unknown> {
  return id.startsWith('binance')
    ? { api: { private: 'https://a.b/api/v3', fapiPrivate: 'https://a.b/fapi/v1' } }
    : { api: { private: 'https://a.b', rest: 'https://a.b' } }
}
