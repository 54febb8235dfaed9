import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectRows } from '../../../test/recording-fixture.ts'
import { DataError } from '../data-error.ts'
import { importSources, type ImportResult } from '../recording/import-sources.ts'
import { openRecording } from '../recording/open-recording.ts'
import { readInstrumentsFile } from './instruments-file.ts'
import { listTickFiles } from './list-tick-files.ts'
import type { TickRequest } from './plan-import.ts'
import { tickKinds } from './tick-kinds.ts'
import { tickSources } from './tick-sources.ts'

let root: string
let made = 0
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-import-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A folder of files, and the path of each. */
function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = join(root, `in${made++}`)
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

async function imported(
  paths: readonly string[],
  request: Partial<TickRequest> = {},
): Promise<ImportResult & { readonly out: string; readonly leftOut: readonly string[] }> {
  const out = join(root, `out${made++}`)
  const { sources, leftOut } = await tickSources({
    files: await listTickFiles(paths),
    layouts: tickKinds['tardis']!,
    told: [],
    ...request,
  })
  const result = await importSources(sources, { out, version: '0' })
  return {
    ...result,
    out,
    leftOut: leftOut.map(({ file, reason }) => `${basename(file)}: ${reason}`),
  }
}

const bookHeader = 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount'
const tradeHeader = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount'
const start = 1_700_000_000_000_000

function book(from: number, rows: number, price = '100.5'): string {
  const lines = Array.from({ length: rows }, (_, k) => {
    const time = start + (from + k) * 1_000
    return `binance,BTCUSDT,${time - 5},${time},${k === 0},bid,${price},${k + 1}`
  })
  return `${[bookHeader, ...lines].join('\n')}\n`
}

function trades(from: number, rows: number): string {
  const lines = Array.from({ length: rows }, (_, k) => {
    const time = start + (from + k) * 1_000
    return `binance,BTCUSDT,${time - 5},${time},${k},buy,100.25,${k + 1}`
  })
  return `${[tradeHeader, ...lines].join('\n')}\n`
}

test('files of one stream are ordered by their first row, whatever their names', async () => {
  const folder = folderOf({
    'a.csv': book(500, 10),
    'b.csv.gz': gzipSync(book(0, 10)),
    'c/t.csv': trades(3, 4),
  })
  const { manifest, out, files } = await imported([folder])
  expect(files.map(({ file, rows }) => [basename(file), rows])).toEqual([
    ['b.csv.gz', 10],
    ['a.csv', 10],
    ['t.csv', 4],
  ])
  expect(manifest.events).toBe(10 + 1 + 10 + 1 + 4)
  const { localTime, length } = await collectRows((await openRecording(out)).events())
  const times = [...localTime.subarray(0, length)]
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

test('files that overlap in one stream are refused, and nothing is left', async () => {
  const folder = folderOf({ 'a.csv': book(0, 10), 'b.csv': book(5, 10) })
  await expect(imported([folder])).rejects.toThrow(
    /b\.csv: expected events that follow those of the files before it .* comes after/,
  )
  expect(readdirSync(root).filter((name) => name.startsWith('out'))).toEqual(
    readdirSync(root).filter((name) => existsSync(join(root, name, 'recording.json'))),
  )
})

/** One book of so many levels. */
function snapshot(levels: number): string {
  const columns = Array.from(
    { length: levels },
    (_, k) => `asks[${k}].price,asks[${k}].amount,bids[${k}].price,bids[${k}].amount`,
  )
  const cells = Array.from({ length: levels }, (_, k) => `${101 + k},1,${100 - k},1`)
  return `exchange,symbol,timestamp,local_timestamp,${columns.join(',')}\nbinance,BTCUSDT,1,2,${cells.join(',')}\n`
}

test('of several books of an instrument the one that tells most is taken', async () => {
  const folder = folderOf({
    'five.csv': snapshot(5),
    'twentyfive.csv': snapshot(25),
    'levels.csv': book(0, 1),
  })
  const all = await imported([folder])
  expect(all.leftOut).toEqual([
    'five.csv: Tardis incremental_book_L2 tells more',
    'twentyfive.csv: Tardis incremental_book_L2 tells more',
  ])
  const snapshots = await imported([join(folder, 'five.csv'), join(folder, 'twentyfive.csv')])
  expect(snapshots.leftOut).toEqual(['five.csv: Tardis book_snapshot tells more'])
  expect(snapshots.manifest.events).toBe(51)
})

test('a day without a byte is no fault, a file without its rows neither', async () => {
  const folder = folderOf({
    'a.csv.gz': gzipSync(''),
    'b.csv': `${bookHeader}\n`,
    'c.csv': book(0, 1),
  })
  const { manifest, leftOut } = await imported([folder])
  expect(manifest.events).toBe(2)
  expect(leftOut).toEqual(['a.csv.gz: it is empty', 'b.csv: it is empty'])
})

test('ticks and lots are as fine as what is seen, over all files', async () => {
  const folder = folderOf({
    'a.csv': book(0, 2, '100.500'),
    'b.csv': book(10, 2, '100.0625'),
    'c.csv': book(20, 2, '7'),
  })
  const { manifest, out } = await imported([folder])
  expect(manifest.instruments[0]).toMatchObject({
    tickSize: '0.0001',
    lotSize: '1',
    stepsInferred: true,
  })
  const { price, kind, length } = await collectRows((await openRecording(out)).events())
  const prices = [...price.subarray(0, length)].filter((_, row) => kind[row] === 1)
  expect(prices).toEqual([1005000, 1005000, 1000625, 1000625, 70000, 70000])
})

test('told ticks hold: what is off their grid is an error', async () => {
  const told = folderOf({
    'i.json': JSON.stringify([
      {
        venue: 'binance',
        symbol: 'BTCUSDT',
        tickSize: '0.25',
        lotSize: 1,
        minNotional: 5,
        takerFeeBps: 10,
      },
    ]),
  })
  const instruments = await readInstrumentsFile(join(told, 'i.json'))
  const folder = folderOf({ 'a.csv': book(0, 2) })
  const { manifest } = await imported([folder], { told: instruments })
  expect(manifest.instruments[0]).toMatchObject({
    tickSize: '0.25',
    lotSize: '1',
    stepsInferred: false,
    minNotional: 5,
    minQuantity: null,
    takerFeeBps: 10,
  })
  const off = folderOf({ 'a.csv': book(0, 2, '100.1') })
  await expect(imported([off], { told: instruments })).rejects.toThrow(
    'a.csv:2, column price: expected a price that is a whole number of 0.25, below 2^53 of them, got 100.1',
  )
})

test.each([
  ['{}', 'expected a list of instruments'],
  ['[{"symbol":"A"}]', '[0].venue: expected text'],
  ['[{"venue":"a","symbol":"b","tickSize":"0"}]', '[0].tickSize: expected a decimal above 0'],
  ['[{"venue":"a","symbol":"b","takerFeeBps":"x"}]', '[0].takerFeeBps: expected a number'],
  ['[{"venue":"a","symbol":"b","class":"future"}]', '[0].class: expected spot, linear, inverse'],
  ['[{"venue":"a","symbol":"b","ticksize":1}]', '[0].ticksize: expected venue, symbol'],
  ['[1]', '[0]: expected a record'],
  ['x', 'expected JSON'],
])('the instruments file %s is told what is wrong with it', async (text, message) => {
  const folder = folderOf({ 'i.json': text })
  await expect(readInstrumentsFile(join(folder, 'i.json'))).rejects.toThrow(message)
})

test('a name tells what a symbol is, where it does not tell itself', async () => {
  const folder = folderOf({ 'a.csv': trades(0, 1).replaceAll('BTCUSDT', 'XYZ') })
  await expect(imported([folder])).rejects.toThrow('expected a symbol of two currencies')
  const told = [{ venue: 'binance', symbol: 'XYZ', name: 'ABC-USDT', class: 'linear' as const }]
  const { manifest } = await imported([folder], { told })
  expect(manifest.instruments[0]).toMatchObject({
    name: 'ABC-USDT',
    class: 'linear',
    symbol: 'XYZ',
  })
})

test('a slow clock is set right, and said', async () => {
  const folder = folderOf({ 'a.csv': trades(0, 2) })
  const { manifest } = await imported([folder], { clockShift: 1_270_000 })
  expect(manifest.from).toBe(start / 1_000 + 1_270)
})

test('wrong columns are told with those that are expected', async () => {
  const folder = folderOf({ 'a.csv': 'time,open,high\n1,2,3\n' })
  await expect(imported([folder])).rejects.toThrow(
    /a\.csv:1: expected the columns of Tardis .* got time,open,high/,
  )
  const twice = folderOf({
    'a.csv': trades(0, 1)
      .replace('amount', 'amount,price')
      .replaceAll('\n', ',5\n')
      .replace('price,5', 'price'),
  })
  await expect(imported([twice])).rejects.toThrow('column price: expected one column called price')
})

test.each([
  ['binance,BTCUSDT,1,2,1,buy,-5,1', ', column price: expected a price above 0, got -5'],
  [
    'binance,BTCUSDT,1,2,1,buy,5,-0.25',
    ', column amount: expected a quantity of 0 or more, got -0.25',
  ],
  [
    'binance,BTCUSDT,1,2,1,buy,202.12345678901234,1',
    ', column price: expected a decimal number whose',
  ],
  ['binance,BTCUSDT,1,,1,buy,5,1', ', column local_timestamp: expected a time, got an empty cell'],
])('the row %s is told with its column and what stands there', async (row, message) => {
  const folder = folderOf({ 'a.csv': `${tradeHeader}\n${row}\n` })
  await expect(imported([folder])).rejects.toThrow(`a.csv:2${message}`)
})

test('a name that tells no symbol is told with one that does, and a file meant twice as that', async () => {
  const folder = folderOf({ 'a.csv': '1,1,1,1,1717200002012,true,true\n' })
  const layouts = tickKinds['binance-vision']!
  const vision = layouts.filter(({ name }) => name === 'Binance Vision spot trades')
  const anywhere = vision.map((layout) => ({ ...layout, path: /./ }))
  await expect(imported([folder], { layouts: anywhere })).rejects.toThrow(
    'expected a name like BTCUSDT-trades-2024-01-01.zip (Binance Vision spot trades), got a.csv',
  )
  await expect(imported([folder, join(folder, 'a.csv')])).rejects.toThrow('a.csv is named twice')
})

test('a torn gzip file is told with the row where it ends', async () => {
  const packed = gzipSync(book(0, 50_000))
  const folder = folderOf({ 'a.csv.gz': packed.subarray(0, packed.length - 2_000) })
  await expect(imported([folder])).rejects.toThrow(
    /a\.csv\.gz:\d+: expected a file that unpacks to its end/,
  )
})

test('a plain file cut within its last line is told, or at least remarked', async () => {
  const whole = trades(0, 3)
  for (let length = bookHeader.length + 10; length < whole.length; length++) {
    const folder = folderOf({ 'a.csv': whole.slice(0, length) })
    const result = await imported([folder]).catch((error: unknown) => error)
    if (result instanceof DataError) continue
    // What looks like a whole row may be one: it is taken, and it is said that its line has no end.
    const [file] = (result as ImportResult).files
    expect(file?.isUnended ?? true, `${length} bytes`).toBe(whole[length - 1] !== '\n')
  }
})

async function pricesOf({ out }: { readonly out: string }): Promise<Float64Array> {
  const { price, length } = await collectRows((await openRecording(out)).events())
  return price.slice(0, length)
}

function isToldOrSound(outcome: unknown): boolean {
  if (outcome instanceof DataError) return outcome.message.includes('a.csv')
  return outcome instanceof Float64Array && outcome.every((price) => !(price <= 0))
}

test('bytes altered at random give an error with file and row, or rows that are well-formed', async () => {
  const text = Buffer.from(book(0, 30))
  let refused = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      async (changes) => {
        const bytes = Buffer.from(text)
        for (const [at, byte] of changes) bytes[at] = byte
        const folder = folderOf({ 'a.csv': bytes })
        const outcome = await imported([folder]).then(pricesOf, (error: unknown) => error)
        if (outcome instanceof Error) refused++
        expect(isToldOrSound(outcome), String(outcome)).toBe(true)
      },
    ),
    { numRuns: 150, seed: 1 },
  )
  expect(refused).toBeGreaterThan(50)
})

test('the venue may be named, and archives may step back a little in time', async () => {
  const folder = folderOf({
    'BTCUSDT-trades-2024-06-01.csv':
      '1,100.5,1,1,1717200000012,true,true\n2,100.5,1,1,1717200000010,true,true\n3,100.5,1,1,1717200000013,true,true\n',
  })
  const layouts = tickKinds['binance-vision']!
  const { manifest, files } = await imported([folder], { layouts, venue: 'binance-us' })
  expect(manifest.venues).toEqual(['binance-us'])
  expect(manifest.streams[0]).toMatchObject({ clock: 'exchange', events: 3 })
  expect(files[0]).toMatchObject({ movedUp: 1 })
  const far = folderOf({
    'BTCUSDT-trades-2024-06-01.csv':
      '1,1,1,1,1717200002012,true,true\n2,1,1,1,1717200000010,true,true\n',
  })
  await expect(imported([far], { layouts })).rejects.toThrow(
    ':2, column time: expected a time not before',
  )
})
