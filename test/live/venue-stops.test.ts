import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../until.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { ccxtListed, openCcxt } from '../../src/app/market/ccxt-market.ts'
import { exchangeIdOf } from '../../src/app/market/live-venue.ts'
import { wantedInstrument } from '../../src/app/market/wanted-instrument.ts'
import type { OrderPricing, OrderRequest } from '../../src/core/orders/order.ts'
import type { OrderSearch, VenueAnswer } from '../../src/core/orders/venue.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import type { CcxtExchange } from '../../src/gateways/ccxt-exchange.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import type { TradedListing } from '../../src/gateways/read-orders.ts'
import { served } from '../exchange/served.ts'

// Stops that rest at served venues, placed, found, cancelled and triggered through unmodified ccxt.

let exchange: Awaited<ReturnType<typeof served>>
beforeAll(async () => void (exchange = await served(['binance', 'bybit', 'okx'])))
afterAll(() => exchange.close())

type FoundSearch = Extract<OrderSearch, { kind: 'found' }>

interface Account {
  readonly venue: CcxtVenue
  readonly listing: TradedListing
  readonly heard: VenueAnswer[]
  midTicks(): Promise<number>
}

async function accountAt(name: string): Promise<Account> {
  const { key: apiKey, secret, passphrase: password } = servedKeys
  const connection = { url: exchange.address, apiKey, secret, password }
  const wanted = wantedInstrument('BTC-USDT:linear', 'test')
  const client = await openCcxt({ venue: name, id: exchangeIdOf(name, {}) }, [wanted], connection)
  const listing = { ...ccxtListed(name, client, wanted)!, index: 0 }
  const venue = new CcxtVenue(name, client, [listing], wallClock)
  takeLateRequests(client)
  const heard: VenueAnswer[] = []
  const hears = { answer: (answer: VenueAnswer) => void heard.push(answer) }
  await venue.start({ ...hears, stream: () => undefined, notice: () => undefined })
  const { units, decimals } = listing.instrument.tickSize
  return {
    venue,
    listing,
    heard,
    midTicks: async () => {
      const { bids, asks } = await client.fetchOrderBook(listing.symbol, 5)
      return Math.round((((bids[0]![0]! + asks[0]![0]!) / 2) * 10 ** decimals) / units)
    },
  }
}

/**
 * Has requests taken for a minute. Of this process all stands still where the machine gives it no time, the exchange in it too: after
 * more than the five seconds that are usual what was signed before is refused, a question that is asked once among it.
 */
function takeLateRequests(client: CcxtExchange): void {
  client.options['recvWindow'] = 60_000
  const sign = client.sign.bind(client)
  client.sign = (...request) => {
    const signed = sign(...request)
    delete signed.headers?.['expTime']
    return signed
  }
}

/** Each look costs up to ten of the 6,000 that Binance has in a minute: a long wait that looked at once was refused for it. */
const lookEveryMs = 250
/** A stop is moved after the market so often. */
const stopForMs = 700

type OrderMaker = (
  side: 'buy' | 'sell',
  pricing: OrderPricing,
  isReduceOnly: boolean,
) => OrderRequest

const ordersOf =
  (lots: number): OrderMaker =>
  (side, pricing, isReduceOnly) => ({
    clientOrderId: 1,
    instrument: 0,
    side,
    lots: lots as Lots,
    pricing,
    timeInForce: { kind: pricing.kind === 'stop' ? 'gtc' : 'ioc' },
    isReduceOnly,
  })

const soon = (): Instant => ((Date.now() + 60_000) * 1_000) as Instant
const place = (request: OrderRequest): { kind: 'place'; order: OrderRequest } => ({
  kind: 'place',
  order: request,
})

test.concurrent.each([
  ['binance-futures', 300],
  ['bybit', 10],
  ['okx', 10],
])(
  'at %s a stop rests beside a position, is cancelled by its id, found by the next run, and closes when triggered',
  async (name, lots) => {
    const order = ordersOf(lots)
    const stopAt = (ticks: number, triggeredBy: 'mark' | 'trade' = 'mark'): OrderRequest =>
      order('sell', { kind: 'stop', triggerTicks: ticks as PriceTicks, triggeredBy }, true)

    const account = await accountAt(name)
    const { venue, heard } = account
    expect(venue.capabilities.stops).toBe(true)
    const telling = (): string => heard.map(({ kind, wireId }) => `${kind} ${wireId}`).join(', ')
    expect(
      await venue.send(place(order('buy', { kind: 'market' }, false)), 'abc1', soon()),
    ).toEqual({
      kind: 'answered',
    })
    await until(
      async () => (await venue.holdings()).positions.get(0) === lots,
      telling,
      lookEveryMs,
    )
    const mid = await account.midTicks()
    // Far below: it rests, and is cancelled by our id.
    expect(await venue.send(place(stopAt(Math.floor(mid * 0.9))), 'abc2', soon())).toEqual({
      kind: 'answered',
    })
    const open = async (): Promise<(string | undefined)[]> =>
      (await venue.openOrders()).map(({ wireId }) => wireId)
    await until(async () => (await open()).includes('abc2'), telling, lookEveryMs)
    await venue.send({ kind: 'cancel', clientOrderId: 2, instrument: 0 }, 'abc2', soon())
    await until(
      () => heard.some(({ kind, wireId }) => kind === 'cancelled' && wireId === 'abc2'),
      telling,
    )
    expect(await open()).toEqual([])
    await venue.send(place(stopAt(Math.floor(mid * 0.9))), 'abc3', soon())
    await venue.close()
    // The next run knows no more than its id: it finds it, and cancels it.
    const next = await accountAt(name)
    const trace = { wireId: 'abc3', instrument: 0, since: 0 as Instant }
    expect(await next.venue.search(trace)).toMatchObject({
      kind: 'found',
      order: { wireId: 'abc3', isOpen: true, lots, filledLots: 0 },
    })
    expect(await next.venue.search({ ...trace, wireId: 'abc9' })).toEqual({ kind: 'nothing' })
    await next.venue.send({ kind: 'cancel', clientOrderId: 3, instrument: 0 }, 'abc3', soon())
    expect(await next.venue.search(trace)).toMatchObject({
      order: { isOpen: false, filledLots: 0 },
    })
    // Just below, and moved after the market until that comes to it.
    const held = async (): Promise<number> => (await next.venue.holdings()).positions.get(0) ?? 0
    let wireId = ''
    let stops = 0
    const isSold = async (): Promise<boolean> => {
      if ((await held()) === 0) return true
      if (wireId !== '')
        await next.venue.send({ kind: 'cancel', clientOrderId: 4, instrument: 0 }, wireId, soon())
      // It may have been triggered before it could be cancelled.
      if ((await held()) === 0) return true
      wireId = `abc1${stops++}`
      const below = Math.floor((await next.midTicks()) * 0.99999)
      await next.venue.send(place(stopAt(below, 'trade')), wireId, soon())
      return false
    }
    await until(isSold, () => `${stops} stops`, stopForMs)
    // The same fill may be pushed and listed: it counts once.
    const sold = (): number => {
      const fills = next.heard.flatMap((each) =>
        each.kind === 'filled' && each.wireId === wireId
          ? [[each.tradeId, each.lots] as const]
          : [],
      )
      return [...new Map(fills).values()].reduce((sum, each) => sum + each, 0)
    }
    await until(
      () => sold() === lots,
      () => `${wireId}: ${sold()} of ${lots}`,
    )
    const { order: last } = (await next.venue.search({ ...trace, wireId })) as FoundSearch
    expect(last).toMatchObject({ wireId, isOpen: false, filledLots: lots })
    await next.venue.close()
  },
)
