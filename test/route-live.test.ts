import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RouteResult } from '../src/execution/router/route-order.ts'
import { lotInBase } from '../src/core/contract-step.ts'
import { LiveVenue } from '../src/app/market/live-venue.ts'
import { served } from './exchange/served.ts'
import { isobarChild } from './isobar-child.ts'
import { commandBeside, runCommand } from './run-command.ts'

// `isobar route --live`, over served exchanges.

const folder = mkdtempSync(join(tmpdir(), 'isobar-route-live-'))
let exchange: Awaited<ReturnType<typeof served>>
beforeAll(async () => {
  exchange = await served(['binance', 'okx', 'kraken'])
})
afterAll(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

const routing = (...args: readonly string[]): readonly string[] => {
  const at = ['--url', exchange.address, '--venues', 'binance,okx,kraken']
  return ['route', ...args, ...at]
}

test('a plan over the live books of three venues in two currencies, proven, none dearer than one venue', async () => {
  const asked = ['buy', '12.5', '--live', 'BTC', '--taker-fee-bps', '5']
  const child = isobarChild(routing(...asked, '--quote-map', 'USDT=USD:live', '--json'), folder)
  expect(await child.ended, child.stderr()).toBe(0)
  const plan = JSON.parse(child.stdout()) as RouteResult
  expect(plan).toMatchObject({
    side: 'buy',
    base: 'BTC',
    quote: 'USD',
    quantity: 12.5,
    filled: 12.5,
  })
  expect(plan.excluded).toEqual([])
  expect(plan.cost).toBeGreaterThanOrEqual(plan.lowerBound)
  expect(plan.savingBps).toBeGreaterThanOrEqual(0)
  const instruments = new Set(plan.legs.map(({ instrument }) => instrument))
  for (const each of instruments) expect(['BTC-USDT', 'BTC-USD']).toContain(each)
})

test('of a contract base units are bought: as many lots as their size and that of a contract make', async () => {
  const path = '/okx/api/v5/public/instruments?instType=SWAP&instId=BTC-USDT-SWAP'
  const listed = (await (await fetch(exchange.address + path)).json()) as {
    readonly data: readonly { readonly lotSz: string; readonly ctVal: string }[]
  }
  const { lotSz, ctVal } = listed.data[0]!
  expect(Number(ctVal)).toBeLessThan(1)
  const lot = Number(lotSz) * Number(ctVal)
  const asked = ['buy', (10.5 * lot).toFixed(12), '--live', 'BTC-USDT:linear']
  const at = ['--url', exchange.address, '--venues', 'okx', '--taker-fee-bps', '5', '--json']
  const child = commandBeside(['route', ...asked, ...at], folder)
  expect(await child.ended, child.stderr()).toBe(5)
  const { filled } = JSON.parse(child.stdout()) as RouteResult
  expect(filled / lot).toBeCloseTo(10, 9)
  expect(child.stderr()).toContain('least notionals of okx are not known')
})

/** Is its least quantity a lot or more, and less than a hundredth; and its least notional. */
async function leastOf(venue: string, kind: 'spot' | 'linear', quote: string) {
  const live = new LiveVenue(venue, { url: exchange.address })
  const [listed] = await live.listAll([{ base: 'BTC', quote, class: kind }])
  const { minQuantity = NaN, minNotional = NaN } = listed!.least!
  const lot = lotInBase(listed!.instrument)
  return [minQuantity >= lot.units / 10 ** lot.decimals - 1e-15, minQuantity < 0.01, minNotional]
}

test('what venues list of least orders is read, of contracts in base units', async () => {
  expect(await leastOf('binance', 'spot', 'USDT')).toEqual([true, true, 5])
  expect(await leastOf('binance', 'linear', 'USDT')).toEqual([true, true, 100])
  expect(await leastOf('kraken', 'spot', 'USD')).toEqual([true, true, 0.5])
  expect(await leastOf('okx', 'linear', 'USDT')).toEqual([true, true, NaN])
})

test('what cannot be planned is said, with its code', async () => {
  const args = routing('buy', '1', '--live', 'NOPE', '--taker-fee-bps', '5')
  const child = commandBeside(args, folder)
  expect([await child.ended, child.stderr()]).toEqual([
    1,
    expect.stringContaining('no exchange could be reached'),
  ])
  const bare = commandBeside(routing('buy', '1', '--live', 'BTC'), folder)
  expect([await bare.ended, bare.stderr()]).toEqual([
    2,
    expect.stringContaining('the taker fee of'),
  ])
})

test.each([
  [['buy', '1', '--live', 'BTC', '--books', 'books.json'], 'give either --live'],
  [['buy', '1', '--books', 'b.json', '--quote-map', 'USDT=USD:live'], 'only with --live'],
  [['buy', '1', '--live', 'BTC', '--quote-map', 'USDT=USD:maybe'], 'USDT=USD:live'],
  [
    ['buy', '1', '--live', 'BTC', '--quote-map', 'USDT=USD:live,USDT=USD:0.99'],
    'expected one rate of USDT',
  ],
])('what makes no sense is refused before anybody is asked: %j', (args, words) => {
  const ran = runCommand(
    ['route', ...args, '--url', 'http://127.0.0.1:9', '--venues', 'okx'],
    folder,
  )
  expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(words)])
})
