import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { served } from '../exchange/served.ts'
import { servedRun } from './served-run.ts'

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-marks-'))
  exchange = await served(['okx', 'kraken'])
})
afterAll(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a venue that tells marks has its address, no key and nothing that is traded', async () => {
  const { address } = exchange
  const marks = ['kraken:USDT-USD']
  // Without a key: a run that asked for one would not begin.
  const kraken = { url: address }
  const run = { address, folder, instruments: ['okx:BTC-USDT'], limits: { depegBps: 75 } }
  let instruments: readonly string[] = []
  const { told, run: status } = await servedRun(
    { ...run, venues: { kraken }, more: { marks } },
    (desk) => {
      instruments = desk.instruments.map(({ venue, name }) => `${venue}:${name}`)
      return 'over'
    },
  )
  expect(instruments).toEqual(['okx:BTC-USDT'])
  expect(status.instruments).toHaveLength(1)
  expect(told).toContain('kraken is only looked at (marks): nothing is traded there')
})

test('where nothing but marks is named nothing is traded', async () => {
  const { address } = exchange
  const run = { address, folder, instruments: [], venues: { kraken: { url: address } } }
  await expect(
    servedRun({ ...run, more: { marks: ['kraken:USDT-USD'] } }, () => 'over'),
  ).rejects.toThrow('instruments: name what is traded, for kraken is only looked at (marks)')
})
