import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { ccxtListed, openCcxt } from '../../src/app/market/ccxt-market.ts'
import { exchangeIdOf } from '../../src/app/market/live-venue.ts'
import { wantedInstrument } from '../../src/app/market/wanted-instrument.ts'
import type { OrderPricing, OrderRequest } from '../../src/core/orders/order.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Duration } from '../../src/core/time.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { VenueTime } from '../../src/gateways/venue-time.ts'
import type { CcxtExchange } from '../../src/gateways/ccxt-exchange.ts'
import { served } from '../exchange/served.ts'
import { until } from '../until.ts'
import { servedRun, tradeOnce } from './served-run.ts'

// What venues do for an account that has fallen silent.

let exchange: Awaited<ReturnType<typeof served>>
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-countdown-'))
  exchange = await served(['binance', 'okx', 'bybit'])
})
afterAll(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

const wait = 60_000_000 as Duration
const { key: apiKey, secret, passphrase: password } = servedKeys

async function accountAt(
  name: string,
  instrument: string,
  url = exchange.address,
): Promise<{
  readonly venue: CcxtVenue
  readonly client: CcxtExchange
  readonly midTicks: number
}> {
  const connection = { url, apiKey, secret, password }
  const wanted = wantedInstrument(instrument, 'test')
  const client = await openCcxt({ venue: name, id: exchangeIdOf(name, {}) }, [wanted], connection)
  await new VenueTime(client).ask()
  const listing = { ...ccxtListed(name, client, wanted)!, index: 0 }
  const { bids } = await client.fetchOrderBook(listing.symbol, 5)
  const { units, decimals } = listing.instrument.tickSize
  const midTicks = Math.round((bids[0]![0]! * 10 ** decimals) / units)
  return { venue: new CcxtVenue(name, client, [listing], wallClock), client, midTicks }
}

const order = (side: 'buy' | 'sell', pricing: OrderPricing, lots: number): OrderRequest => ({
  clientOrderId: 1,
  instrument: 0,
  side,
  lots: lots as Lots,
  pricing,
  timeInForce: { kind: pricing.kind === 'market' ? 'ioc' : 'gtc' },
  isReduceOnly: pricing.kind === 'stop',
})

test.concurrent('Bybit has no countdown, and its protection of the whole account is left alone', async () => {
  const { venue } = await accountAt('bybit', 'BTC-USDT:linear')
  expect(venue.capabilities.cancelAllAfter).toBe(false)
  await venue.close()
})

test.concurrent.each(['binance-futures', 'okx'])(
  'a run arms the switch of %s, and places a stop anew that was ended while nobody was there',
  async (name) => {
    const instruments = [`${name}:ETH-USDT:linear`]
    const { address } = exchange
    const run = { address, folder, journal: name, instruments, limits: { stopBps: 2_000 } }
    const first = await servedRun(run, tradeOnce(1))
    expect(first.run.armed).toEqual([name])
    const { venue } = await accountAt(name, 'ETH-USDT:linear')
    const stops = await venue.openOrders()
    expect(stops).toMatchObject([{ side: 'sell' }])
    await venue.cancelStray(stops[0]!)
    expect(await venue.openOrders()).toEqual([])
    await servedRun(run, () => 'over')
    expect(await venue.openOrders()).toMatchObject([{ side: 'sell', lots: stops[0]!.lots }])
    await venue.close()
  },
)

/** Ours of what is open, in the order of the alphabet. */
async function openAt(venue: CcxtVenue): Promise<readonly string[]> {
  const names = (await venue.openOrders()).map(({ wireId }) => wireId ?? '')
  return names.toSorted((a, b) => a.localeCompare(b))
}

test.concurrent.each([
  ['binance-futures', 300],
  ['okx', 10],
])(
  'when it has not heard from us %s cancels what rests in its book, and no stop that is kept apart',
  async (name, lots) => {
    let aheadUs = 0
    const own = await served([name.replace('-futures', '')], {}, () => aheadUs)
    const { venue, client, midTicks } = await accountAt(name, 'BTC-USDT:linear', own.address)
    expect(venue.capabilities.cancelAllAfter).toBe(true)
    const send = async (wireId: string, request: OrderRequest): Promise<void> => {
      const sendBy = (wallClock.now() + 60_000_000) as Parameters<typeof venue.send>[2]
      const sent = await venue.send({ kind: 'place', order: request }, wireId, sendBy)
      expect(sent).toEqual({ kind: 'answered' })
    }
    const below = (share: number): PriceTicks => Math.floor(midTicks * share) as PriceTicks
    const triggerTicks = below(0.9)
    await send('held', order('buy', { kind: 'market' }, lots))
    await send('stop', order('sell', { kind: 'stop', triggerTicks, triggeredBy: 'mark' }, lots))
    const priceTicks = below(0.98)
    await send('rest', order('buy', { kind: 'limit', priceTicks, isPostOnly: true }, lots))
    const isOpen = async (count: number): Promise<boolean> => (await openAt(venue)).length === count
    await until(
      () => isOpen(2),
      () => openAt(venue),
      200,
    )
    const isSilent = async (): Promise<void> => {
      aheadUs += wait + 1_000_000
      await new VenueTime(client).ask()
    }
    // Taken back it cancels nothing, armed again it does.
    await venue.cancelAllAfter(wait)
    await venue.cancelAllAfter(undefined)
    await isSilent()
    expect(await openAt(venue)).toEqual(['rest', 'stop'])
    await venue.cancelAllAfter(wait)
    await isSilent()
    await until(
      () => isOpen(1),
      () => openAt(venue),
      200,
    )
    expect(await openAt(venue)).toEqual(['stop'])
    await venue.close()
    await own.close()
  },
)
