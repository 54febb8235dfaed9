import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { openCcxt } from '../../src/app/market/ccxt-market.ts'
import { signingKeyOf } from '../../src/exchanges/coinbase/signing-key.ts'
import { keyPermission } from '../../src/gateways/key-permissions.ts'
import { served } from '../exchange/served.ts'

const ids = ['binance', 'binanceusdm', 'bybit', 'okx', 'kraken', 'coinbase'] as const

function keysAt(id: string): { apiKey: string; secret: string; password: string } {
  const { key, secret, passphrase: password } = servedKeys
  if (id !== 'coinbase') return { apiKey: key, secret, password }
  const { name, privateKey } = signingKeyOf(servedKeys)
  return { apiKey: name, secret: privateKey, password }
}

const offs = [12, -12] as const
/** By how far their clock is ahead. */
let exchanges: ReadonlyMap<number, Awaited<ReturnType<typeof served>>>
beforeAll(async () => {
  const places = ids.filter((id) => id !== 'binanceusdm')
  exchanges = new Map(
    await Promise.all(
      offs.map(async (seconds) => {
        return [seconds, await served(places, {}, () => seconds * 1_000_000)] as const
      }),
    ),
  )
})
afterAll(() => Promise.all([...exchanges.values()].map((each) => each.close())))

test.concurrent.each(ids.flatMap((id) => offs.map((seconds) => ({ id, seconds }))))(
  '$id, its clock $seconds s ahead: signed from the first request on',
  async ({ id, seconds }) => {
    const place = id.startsWith('binance') ? 'binance' : id
    const kind = id === 'binanceusdm' ? 'linear' : 'spot'
    const quote = id === 'kraken' || id === 'coinbase' ? 'USD' : 'USDT'
    const wanted = [{ base: 'BTC', quote, class: kind }] as const
    const url = exchanges.get(seconds)!.address
    const open = await openCcxt({ venue: place, id }, wanted, { url, ...keysAt(id) })
    expect(Object.keys(open.markets ?? {}).length).toBeGreaterThan(0)
    expect((await keyPermission(open)).kind).toBe('cannot-withdraw')
    expect(Number((await open.fetchBalance()).total[quote])).toBeGreaterThan(0)
    // Orders are held against ccxt's with its own clock: `test/wire`.
    const off = -Number(open.options['timeDifference']) / 1_000
    expect(Math.abs(off - seconds)).toBeLessThan(1.5)
    await open.close()
  },
)

test.concurrent('where a clock is what a venue refuses for, it is told how far it is off', async () => {
  const exchange = await served(['bybit'])
  // It tells another time than it goes by.
  const front = createServer((request, response) => {
    if (request.url!.includes('/market/time'))
      return void response.end(JSON.stringify({ retCode: 0, time: Date.now() + 30_000 }))
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
    void fetch(exchange.address + request.url!, { headers: Object.fromEntries(headers) })
      .then((answer) => answer.text())
      .then((text) => response.end(text))
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
    const wanted = [{ base: 'BTC', quote: 'USDT', class: 'spot' }] as const
    const opened = openCcxt({ venue: 'bybit', id: 'bybit' }, wanted, { url, ...keysAt('bybit') })
    await expect(opened).rejects.toThrow(
      /^bybit: asking for its markets \(this machine's clock is (29|30)\.\d s behind its\): 10002/,
    )
  } finally {
    front.closeAllConnections()
    front.close()
    await exchange.close()
  }
})
