import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../core/errors.ts'
import { findFundingFile, readFundingFile } from './funding-files.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-funding-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text = 'timestamp,rate\n'): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

test('settlements stamped late belong to their second', async () => {
  const path = file(
    'okx/BTC-USDT-SWAP.csv.gz',
    'timestamp,rate,mark\n1672531200007,0.0001,16500.5\n1672560000999,-0.0002,\n1672588800000,3e-5,16600\n',
  )
  expect(await readFundingFile(path)).toEqual({
    source: path,
    times: Float64Array.of(1_672_531_200_000_000, 1_672_560_000_000_000, 1_672_588_800_000_000),
    fundingRates: Float64Array.of(0.0001, -0.0002, 0.00003),
    marks: Float64Array.of(16_500.5, NaN, 16_600),
  })
})

test('a file without marks has missing marks', async () => {
  const { marks } = await readFundingFile(file('a.csv', 'timestamp,rate\n1000,1\n2000,2\n'))
  expect(marks).toEqual(Float64Array.of(NaN, NaN))
})

test.each([
  [
    'two settlements in one second',
    '1672531200001,0.1\n1672531200900,0.1',
    { row: 3, column: 'timestamp' },
  ],
  [
    'settlements out of order',
    '1672531200001,0.1\n1672531100000,0.1',
    { row: 3, column: 'timestamp' },
  ],
  ['an empty rate', '1672531200001,', { row: 2, column: 'rate' }],
])('%s is a fault with its line', async (_, lines, context) => {
  const reading = readFundingFile(file('a.csv', `timestamp,rate\n${lines}\n`))
  await expect(reading).rejects.toMatchObject({ code: 'data', context })
})

test.each([
  ['binance', 'BTC-USDT', 'binance/BTCUSDT.csv.gz'],
  ['binance-perp', 'BTC-USDT', 'binance/BTCUSDT.csv.gz'],
  ['binance-perp', 'BTC-USD', 'binance/BTCUSD_PERP.csv.gz'],
  ['okx-perp', 'ETH-USDT', 'okx/ETH-USDT-SWAP.csv.gz'],
  ['okx-perp', 'ETH/USDT', 'okx/ETH-USDT-SWAP.csv.gz'],
  ['bybit-perp', 'BTC-USDT', 'bybit-perp/BTC_USDT.csv'],
  ['bybit-perp', 'ETH-USDT', 'bybit/ETHUSDT.csv'],
])('funding of %s %s is found', async (venue, instrument, expected) => {
  for (const name of [
    'binance/BTCUSDT.csv.gz',
    'binance/BTCUSD_PERP.csv.gz',
    'okx/ETH-USDT-SWAP.csv.gz',
    'okx/README.md',
    'bybit/BTCUSDT.csv',
    'bybit/ETHUSDT.csv',
    'bybit-perp/BTC_USDT.csv',
  ])
    file(name)
  const path = join(folder, expected)
  expect(await findFundingFile(folder, venue, instrument)).toBe(path)
  expect(await findFundingFile(dirname(path), venue, instrument)).toBe(path)
})

test('a root under the name funding is found from above it', async () => {
  const path = file('funding/okx/BTC-USDT-SWAP.csv')
  expect(await findFundingFile(folder, 'okx-perp', 'BTC-USDT')).toBe(path)
})

test("another venue's or another instrument's file is not taken", async () => {
  file('binance/BTCUSDT.csv')
  expect(await findFundingFile(folder, 'okx-perp', 'BTC-USDT')).toBeUndefined()
  expect(await findFundingFile(join(folder, 'binance'), 'okx-perp', 'BTC-USDT')).toBeUndefined()
  expect(await findFundingFile(folder, 'binance-perp', 'BTC-USD')).toBeUndefined()
})

test('a name that says which of several files it means gets that one', async () => {
  file('binance/BTCUSD.csv')
  const perpetual = file('binance/BTCUSD_PERP.csv')
  expect(await findFundingFile(folder, 'binance-perp', 'BTCUSD_PERP')).toBe(perpetual)
  await expect(findFundingFile(folder, 'binance-perp', 'BTC-USD')).rejects.toThrow(
    'BTCUSD.csv and BTCUSD_PERP.csv',
  )
})

test('several files of one instrument are refused, and so is a folder that is not there', async () => {
  file('okx/BTC-USDT.csv')
  file('okx/BTC-USDT-SWAP.csv')
  await expect(findFundingFile(folder, 'okx', 'BTC-USDT')).rejects.toThrow(UsageError)
  await expect(findFundingFile(join(folder, 'gone'), 'okx', 'BTC-USDT')).rejects.toMatchObject({
    code: 'world',
  })
})
