import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { served } from '../exchange/served.ts'
import { servedRun, tradeOnce } from './served-run.ts'

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-held-'))
  exchange = await served(['okx'])
})
afterEach(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

test('what an earlier run holds counts in limits, and the strategy of this one does not see it', async () => {
  const { address } = exchange
  const eth = { address, folder, instruments: ['okx:ETH-USDT:linear'] }
  const first = await servedRun(eth, tradeOnce(1))
  expect(first.status.positions).toMatchObject([
    { instrument: 'ETH-USDT', quantity: 1, unit: 'contracts' },
  ])
  const seen = new Set<string>()
  let messages = 0
  const buy = tradeOnce(0.001)
  // A thousandth of a bitcoin alone would be allowed.
  const limits = { venueNotionalMost: { okx: 100 } }
  const btc = { address, folder, instruments: ['okx:BTC-USDT'], limits }
  const second = await servedRun(btc, (desk, event) => {
    seen.add(`${desk.instruments.length} ${event.kind === 'market' ? event.instrument : ''}`)
    if (event.kind === 'market') messages++
    return messages < 30 ? [] : buy(desk, event)
  })
  expect(second.told).toContainEqual(
    expect.stringMatching(
      /^1 contract of okx:ETH-USDT:linear of an earlier run is held and not traded/,
    ),
  )
  expect([...seen].toSorted()).toEqual(['1 ', '1 0'])
  expect(second.result.strategies[0]!.refusalsBy).toMatchObject({ 'venue-notional': 1 })
  expect(second.status).toMatchObject({
    reconciled: true,
    positions: [{ instrument: 'ETH-USDT', quantity: 1 }, { quantity: 0 }],
  })
})

test('a limit of a venue that is not there, beside one that has none, stops a run before it has a journal', async () => {
  const { address } = exchange
  const limits = { venueNotionalMost: { okex: 100 } }
  const btc = { address, folder, instruments: ['okx:BTC-USDT'], limits }
  await expect(servedRun(btc, tradeOnce(0.001))).rejects.toThrow(
    'limits, venueNotionalMost: no okex there, and nothing said of okx',
  )
  expect(readdirSync(folder)).not.toContain('journal')
})
