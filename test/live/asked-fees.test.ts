import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRunStatus } from '../../src/app/live/run-status.ts'
import { served } from '../exchange/served.ts'
import { until } from '../until.ts'
import { servedRun } from './served-run.ts'

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-fees-'))
  exchange = await served(['binance', 'okx'])
})
afterEach(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

test('accounts tell what they pay while a run trades, and what nobody said of them is told', async () => {
  const instruments = ['binance:BTC-USDT', 'binance:ETH-USDT', 'okx:BTC-USDT']
  let isTold = false
  const running = servedRun({ address: exchange.address, folder, instruments }, () =>
    isTold ? 'over' : [],
  )
  const told = async (): Promise<number> =>
    (await readRunStatus(join(folder, 'journal')))?.accountFees.length ?? 0
  await Promise.race([until(async () => (await told()) === instruments.length), running])
  isTold = true
  const { run, told: lines } = await running
  expect(run.accountFees.map(({ venue, instrument }) => `${venue}:${instrument}`)).toEqual(
    instruments,
  )
  expect(run.accountFees[0]).toMatchObject({ makerFeeBps: 10, takerFeeBps: 10 })
  const at = (words: RegExp): number => lines.findIndex((line) => words.test(line))
  expect(at(/^trading/)).toBeGreaterThanOrEqual(0)
  expect(at(/^binance tells that this account pays 10 bps as maker/)).toBeGreaterThan(
    at(/^trading/),
  )
})
