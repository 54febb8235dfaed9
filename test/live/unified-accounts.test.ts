import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { served } from '../exchange/served.ts'
import { servedRun, tradeOnce } from './served-run.ts'

// Accounts that hold coins and perpetuals side by side.

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
/** With an account of its own: what runs at once differs by nothing of the other. */
let another: Awaited<ReturnType<typeof served>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-unified-'))
  exchange = await served(['bybit', 'okx'])
  another = await served(['okx'])
})
afterAll(async () => {
  await Promise.all([exchange.close(), another.close()])
  rmSync(folder, { recursive: true, force: true })
})

test.concurrent.each(['bybit', 'okx'])(
  'at %s a coin and a perpetual of it are taken up again where they were left',
  async (venue) => {
    const instruments = [`${venue}:BTC-USDT`, `${venue}:BTC-USDT:linear`]
    const run = { address: exchange.address, folder, journal: `carry-${venue}`, instruments }
    const carried = await servedRun(run, tradeOnce(0.01, -0.01))
    const held = [{ quantity: 0.01 }, { quantity: -0.01 }]
    expect(carried.status).toMatchObject({ reconciled: true, positions: held })
    const again = await servedRun(run, () => 'over')
    expect(again.status).toMatchObject({ reconciled: true, positions: held })
  },
)

test.concurrent('at OKX what a perpetual gains that is held apart is no difference to a journal of coins', async () => {
  const { address } = another
  const perpetual = ['okx:BTC-USDT:linear']
  await servedRun({ address, folder, journal: 'apart-okx', instruments: perpetual }, tradeOnce(1))
  const coins = { address, folder, journal: 'coins-okx', instruments: ['okx:BTC-USDT'] }
  await servedRun(coins, tradeOnce(0.01))
  // Its gain is another by now.
  const again = await servedRun(coins, tradeOnce(0.01))
  expect(again.status).toMatchObject({ reconciled: true, positions: [{ quantity: 0.02 }] })
})
