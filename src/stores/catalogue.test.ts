import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../core/errors.ts'
import { openCatalogue, selectBars, type Catalogue } from './catalogue.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-catalogue-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Makes files that would be faults if they were read. */
function lay(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), 'not bars')
  }
}

const names = ({ entries }: Catalogue): string[] =>
  entries.map(({ venue, instrument, timeframe }) => `${venue}/${instrument}-${timeframe.label}`)

test('a root is listed by venue, instrument and length of bar', async () => {
  lay(
    'kraken/BTC-USD-1m.csv',
    'binance/ETH-USDT-1d.csv.gz',
    'binance/ETH-USDT-8h.csv.gz',
    'binance/ETH-USDT-15m.parquet',
    'binance/BTC-USDT-1d.csv.gz',
    'binance/README.md',
    'binance/quotes.csv',
    'binance/.hidden-1h.csv',
    'notes.txt',
  )
  const catalogue = await openCatalogue(folder)
  expect(catalogue.folder).toBe(folder)
  expect(names(catalogue)).toEqual([
    'binance/BTC-USDT-1d',
    'binance/ETH-USDT-15m',
    'binance/ETH-USDT-8h',
    'binance/ETH-USDT-1d',
    'kraken/BTC-USD-1m',
  ])
  expect(catalogue.entries[0]!.path).toBe(join(folder, 'binance', 'BTC-USDT-1d.csv.gz'))
})

test("one venue's folder and what holds a root under the name bars are listed as well", async () => {
  lay('bars/kraken/BTC-USD-1m.csv', 'funding/okx/BTC-USDT-SWAP.csv.gz')
  const expected = ['kraken/BTC-USD-1m']
  expect(names(await openCatalogue(folder))).toEqual(expected)
  expect(names(await openCatalogue(join(folder, 'bars')))).toEqual(expected)
  expect(names(await openCatalogue(join(folder, 'bars', 'kraken')))).toEqual(expected)
})

test("a link to a venue's folder is followed and one that leads nowhere is no harm", async () => {
  lay('elsewhere/kraken/BTC-USD-1m.csv', 'root/okx/BTC-USDT-8h.csv')
  symlinkSync(join(folder, 'elsewhere', 'kraken'), join(folder, 'root', 'kraken'))
  symlinkSync(join(folder, 'nowhere'), join(folder, 'root', 'nowhere'))
  symlinkSync(
    join(folder, 'root', 'okx', 'BTC-USDT-8h.csv', 'inside'),
    join(folder, 'root', 'inside-a-file'),
  )
  expect(names(await openCatalogue(join(folder, 'root')))).toEqual([
    'kraken/BTC-USD-1m',
    'okx/BTC-USDT-8h',
  ])
})

test('listing writes nothing', async () => {
  lay('kraken/BTC-USD-1m.csv')
  await openCatalogue(folder)
  expect(readdirSync(folder, { recursive: true })).toHaveLength(2)
})

test('a folder without bars and one that is not there are told in one line', async () => {
  lay('kraken/README.md')
  await expect(openCatalogue(folder)).rejects.toMatchObject({
    code: 'world',
    message: `no bars in ${folder}: expected files like <venue>/BTC-USDT-1h.csv.gz`,
  })
  await expect(openCatalogue(join(folder, 'gone'))).rejects.toMatchObject({
    code: 'world',
    message: `cannot read ${join(folder, 'gone')}: no such file`,
  })
})

test('one timeframe needs no naming, several do', async () => {
  lay('a/BTC-USDT-1h.csv', 'a/BTC-USDT-8h.csv', 'b/ETH-USDT-1h.csv')
  const catalogue = await openCatalogue(folder)
  const selected = (...args: Parameters<typeof selectBars>): string[] =>
    names({ folder, entries: selectBars(...args) })
  expect(selected(catalogue, { venue: 'b' })).toEqual(['b/ETH-USDT-1h'])
  expect(selected(catalogue, { timeframe: '1h' })).toEqual(['a/BTC-USDT-1h', 'b/ETH-USDT-1h'])
  expect(selected(catalogue, { timeframe: '8h', venue: 'a' })).toEqual(['a/BTC-USDT-8h'])
  expect(() => selectBars(catalogue, {})).toThrow(UsageError)
  expect(() => selectBars(catalogue, {})).toThrow('several timeframes (1h, 8h)')
  expect(() => selectBars(catalogue, { timeframe: '1d' })).toThrow('no bars of 1d')
  expect(() => selectBars(catalogue, { timeframe: '1d' })).toThrow('there are 1h, 8h')
  expect(() => selectBars(catalogue, { venue: 'c' })).toThrow('there are a, b')
})

test('the same series packed and unpacked is refused', async () => {
  lay('a/BTC-USDT-1h.csv', 'a/BTC-USDT-1h.csv.gz')
  const catalogue = await openCatalogue(folder)
  expect(() => selectBars(catalogue, {})).toThrow('are the same series')
})
