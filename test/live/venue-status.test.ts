import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openVenues, type OpenVenues } from '../../src/app/live/open-venues.ts'
import { readTradeConfig } from '../../src/app/trade/trade-config.ts'
import type { LeastOrder } from '../../src/core/least-order.ts'
import type { Venue, VenueStatus } from '../../src/core/orders/venue.ts'
import { signingKeyOf } from '../../src/exchanges/coinbase/signing-key.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { served } from '../exchange/served.ts'

// What unmodified ccxt makes of what served venues tell of themselves.

const names = ['binance', 'bybit', 'okx', 'kraken', 'coinbase']
const { key, secret, passphrase } = servedKeys
const { name: coinbaseKey, privateKey } = signingKeyOf(servedKeys)

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
let venues: readonly Venue[]
let leastOrders: readonly LeastOrder[]
const told: string[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-venue-status-'))
  exchange = await served(names)
  ;({ venues, leastOrders } = await opened())
})
afterAll(async () => {
  await Promise.all(venues.map((venue) => venue.close()))
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

async function opened(only?: string, password = passphrase): Promise<OpenVenues> {
  const keys = { url: exchange.address, apiKey: key, secret, password }
  const all: Record<string, object> = {
    binance: keys,
    'binance-futures': keys,
    bybit: keys,
    okx: keys,
    kraken: keys,
    coinbase: { ...keys, apiKey: coinbaseKey, secret: privateKey },
  }
  const isWanted = (name: string): boolean => only === undefined || name === only
  const instruments = [
    'binance:BTC-USDT',
    'binance-futures:BTC-USDT:linear',
    'bybit:BTC-USDT:linear',
    'okx:BTC-USDT:linear',
    'kraken:BTC-USD',
    'coinbase:BTC-USD',
  ].filter((name) => isWanted(name.split(':')[0]!))
  const chosen = Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name)))
  const file = join(folder, `${only ?? 'all'}.json`)
  writeFileSync(file, JSON.stringify({ venues: chosen, instruments }))
  const config = await readTradeConfig(file, { mode: 'paper' })
  const opening = { mode: 'live', keys: {}, tell: (line: string) => told.push(line) } as const
  return openVenues(config, opening)
}

/** What each venue tells, by its name. */
async function statuses(
  asked: readonly string[] = venues.map(({ name }) => name),
): Promise<Readonly<Record<string, VenueStatus>>> {
  const all = await Promise.all(
    venues
      .filter(({ name }) => asked.includes(name))
      .map(async (venue) => [venue.name, await venue.status()] as const),
  )
  return Object.fromEntries(all)
}

test.concurrent('a venue in good order trades, lets everything out, and lists what is traded', async () => {
  const { coinbase, ...others } = await statuses()
  for (const status of Object.values(others))
    expect(status).toEqual({ trading: 'open', frozenWithdrawals: [], delisted: [] })
  // It tells nothing of its systems.
  expect(coinbase).toEqual({ trading: 'unknown', frozenWithdrawals: [], delisted: [] })
})

test.concurrent.each(names)(
  'a key of %s that can withdraw is refused before anything is done with it',
  async (name) => {
    exchange.turn({ [`${name}.keyWithdraws`]: 1 })
    await expect(opened(name)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(`${name}: the key can withdraw`) as string,
    })
    exchange.turn({ [`${name}.keyWithdraws`]: 0 })
  },
)

test('a password that is missing where keys need one is wrong usage, with its variable named', async () => {
  await expect(opened('okx', '')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('; set ISOBAR_OKX_PASSWORD, or name') as string,
  })
})

test('what venues list of least orders comes with what they are opened for', () => {
  const notionals = leastOrders.map(({ minNotional }) => minNotional)
  expect(notionals.slice(0, 2)).toEqual([5, 100])
  for (const { minQuantity } of leastOrders) expect(minQuantity).toBeGreaterThan(0)
})

test('maintenance, frozen withdrawals and a delisting are read in the words of each venue', async () => {
  exchange.turn({ statusHalted: 1, withdrawalsFrozen: 1, delisting: 1 })
  const { coinbase, ...others } = await statuses()
  const index = expect.any(Number) as number
  for (const [name, { trading, frozenWithdrawals, delisted }] of Object.entries(others)) {
    expect([name, trading, delisted]).toEqual([name, 'halted', [index]])
    const quote = name === 'kraken' ? 'USD' : 'USDT'
    expect([name, frozenWithdrawals]).toEqual([name, expect.arrayContaining(['BTC', quote])])
  }
  expect(coinbase).toEqual({ trading: 'unknown', frozenWithdrawals: [], delisted: [index] })
  exchange.turn({ statusHalted: 0, withdrawalsFrozen: 0, delisting: 0 })
})

test('what a venue does not answer is not taken for good order', async () => {
  exchange.turn({ serverError: 1 })
  for (const status of Object.values(await statuses(['bybit', 'okx'])))
    expect(status).toEqual({
      trading: 'unknown',
      frozenWithdrawals: undefined,
      delisted: undefined,
    })
  exchange.turn({ serverError: 0 })
})
