import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ArchiveServer } from '../../../test/archive-server.ts'
import { zipArchive } from '../../../test/zip-archive.ts'
import { parseInstant, type Instant } from '../../core/time.ts'
import { archives } from './archives.ts'
import { fetchArchive, type FetchedFile, type FetchRequest } from './fetch-archive.ts'

let server: ArchiveServer
let address: string
let out: string
beforeEach(async () => {
  server = new ArchiveServer()
  address = await server.start()
  out = mkdtempSync(join(tmpdir(), 'isobar-fetch-'))
})
afterEach(async () => {
  await server.stop()
  rmSync(out, { recursive: true, force: true })
})

const day = (text: string): Instant => parseInstant(text)!
/** Three megabytes when packed: what was read of an answer is kept, what was still on its way when it broke is not. */
const csv = Buffer.from(
  Array.from({ length: 800_000 }, (_, k) => (k * 2_654_435_761) % 1_000_003).join('\n'),
)
const packed = gzipSync(csv, { level: 1 })
/** What may be on its way. */
const underWay = 500_000

function fetched(request: Partial<FetchRequest> = {}): Promise<FetchedFile[]> {
  return fetchArchive({
    archive: archives['tardis']!,
    venue: 'binance',
    types: ['trades'],
    symbols: ['BTCUSDT'],
    from: day('2024-01-01'),
    to: day('2024-01-02'),
    out,
    address,
    firstWaitMs: 1,
    ...request,
  })
}

const path = 'binance/trades/2024/01/01/BTCUSDT.csv.gz'
const file = 'binance_trades_2024-01-01_BTCUSDT.csv.gz'
const arrived = (): Buffer => readFileSync(join(out, file))

/** A day of Binance Vision with its checksum, on the server. */
function served(market: string, symbol: string, content: string): string {
  const bytes = zipArchive({ [`${symbol}-trades-2024-01-01.csv`]: Buffer.from(content) })
  const at = `${market}/daily/trades/${symbol}/${symbol}-trades-2024-01-01.zip`
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  server.files.set(at, { bytes })
  server.files.set(`${at}.CHECKSUM`, { bytes: Buffer.from(`${sha256}  a.zip\n`) })
  return sha256
}

test('spot and perpetual of one name are two files, and what is kept is what its checksum says', async () => {
  const vision = { archive: archives['binance-vision']! }
  const spot = served('spot', 'BTCUSDT', '1,100\n')
  const perpetual = served('futures/um', 'BTCUSDT', '1,101\n')
  const name = 'BTCUSDT-trades-2024-01-01.zip'
  const first = await fetched({ ...vision, venue: 'binance' })
  const second = await fetched({ ...vision, venue: 'binance-futures' })
  expect([...first, ...second]).toMatchObject([
    { file: `binance/${name}`, state: 'fetched' },
    { file: `binance-futures/${name}`, state: 'fetched' },
  ])
  const sha256 = (venue: string): string =>
    createHash('sha256')
      .update(readFileSync(join(out, venue, name)))
      .digest('hex')
  expect([sha256('binance'), sha256('binance-futures')]).toEqual([spot, perpetual])
  expect(await fetched({ ...vision, venue: 'binance' })).toMatchObject([{ state: 'kept' }])
  writeFileSync(join(out, 'binance', name), 'something else')
  expect(await fetched({ ...vision, venue: 'binance' })).toMatchObject([{ state: 'fetched' }])
  expect(sha256('binance')).toBe(spot)
  expect(readdirSync(join(out, 'binance'))).toEqual([name])
})

test('a venue that nobody knows and of which nothing is there is a wrong name', async () => {
  await expect(fetched({ venue: 'binanse' })).rejects.toThrow(
    'nothing of a venue binanse there; there are ascendex, binance',
  )
  server.files.set(path.replace('binance', 'newest'), { bytes: packed })
  expect(await fetched({ venue: 'newest' })).toMatchObject([{ state: 'fetched' }])
  expect(await fetched({ venue: 'kraken' })).toMatchObject([{ state: 'absent' }])
})

test('a file is fetched once, and kept the next time', async () => {
  server.files.set(path, { bytes: packed })
  expect(await fetched()).toEqual([
    { file, url: `${address}/${path}`, state: 'fetched', bytes: packed.length, resumedAt: 0 },
  ])
  expect(arrived().equals(packed)).toBe(true)
  expect(await fetched()).toMatchObject([{ state: 'kept', bytes: packed.length }])
  expect(server.asked).toHaveLength(1)
  expect(readdirSync(out)).toEqual([file])
})

test('without a key, the free days of Tardis; with one, all, and the key is sent along', async () => {
  for (const month of ['01', '02', '03']) {
    server.files.set(`binance/trades/2024/${month}/01/BTCUSDT.csv.gz`, { bytes: packed })
  }
  const months = { from: day('2023-12-15'), to: day('2024-03-15') }
  expect(
    (await fetched(months)).map(({ file: each, state }) => `${each.slice(15, 25)} ${state}`),
  ).toEqual(['2024-01-01 fetched', '2024-02-01 fetched', '2024-03-01 fetched'])
  await expect(fetched({ from: day('2024-01-02'), to: day('2024-01-31') })).rejects.toThrow(
    'no day that is free',
  )
  server.files.set('binance/trades/2024/01/02/BTCUSDT.csv.gz', {
    bytes: packed,
    authorization: 'Bearer k',
  })
  const second = {
    archive: { ...archives['tardis']!, address },
    from: day('2024-01-02'),
    to: day('2024-01-03'),
  }
  expect(await fetched({ ...second, key: 'k' })).toMatchObject([{ state: 'fetched' }])
  rmSync(join(out, 'binance_trades_2024-01-02_BTCUSDT.csv.gz'))
  await expect(fetched({ ...second, key: 'wrong' })).rejects.toThrow('the server answered 401')
})

test('a key goes to the archive itself, over a line that nobody reads, and to no other place', async () => {
  for (const elsewhere of [
    address,
    'http://datasets.tardis.dev/v1',
    'https://datasets.tardis.dev@example.org',
    'https://datasets.tardis.dev:8443',
    'nowhere',
  ]) {
    await expect(fetched({ address: elsewhere, key: 'k' })).rejects.toThrow(
      'the key in TARDIS_API_KEY is for https://datasets.tardis.dev alone',
    )
  }
  expect(server.asked).toEqual([])
  expect(Object.values(archives).every((each) => each.address.startsWith('https:'))).toBe(true)
})

test('a lost connection is taken up where it broke', async () => {
  server.files.set(path, { bytes: packed, faults: ['cut', 'cut'] })
  const [got] = await fetched()
  expect(got).toMatchObject({ state: 'fetched', bytes: packed.length })
  expect(got!.resumedAt).toBeGreaterThan(packed.length * 0.75 - 2 * underWay)
  expect(arrived().equals(packed)).toBe(true)
  expect(server.asked.map(({ range }) => range !== undefined)).toEqual([false, true, true])
})

test('a program that was killed leaves a part that the next one continues', async () => {
  server.files.set(path, { bytes: packed, faults: Array.from({ length: 6 }, () => 'cut' as const) })
  await expect(fetched()).rejects.toThrow(/cannot fetch .*BTCUSDT\.csv\.gz: /)
  const part = join(out, `${file}.part`)
  expect(statSync(part).size).toBeGreaterThan(packed.length / 2 - underWay)
  truncateSync(part, 1_000)
  const [got] = await fetched()
  expect(got).toMatchObject({ state: 'fetched', resumedAt: 1_000 })
  expect(arrived().equals(packed)).toBe(true)
  expect(readdirSync(out)).toEqual([file])
})

test('a part of another version of the file is not continued', async () => {
  server.files.set(path, { bytes: packed, faults: Array.from({ length: 6 }, () => 'cut' as const) })
  await expect(fetched()).rejects.toThrow('cannot fetch')
  const other = gzipSync(Buffer.from('another day altogether\n'.repeat(3_000)))
  server.files.set(path, { bytes: other })
  expect(await fetched()).toMatchObject([{ state: 'fetched', resumedAt: 0 }])
  expect(arrived().equals(other)).toBe(true)
})

test('a part longer than the file, of no known file, or answered with another range is fetched anew', async () => {
  server.files.set(path, { bytes: packed })
  writeFileSync(join(out, `${file}.part`), 'what is this')
  expect(await fetched()).toMatchObject([{ resumedAt: 0 }])
  rmSync(join(out, file))
  const etag = `"${createHash('md5').update(packed).digest('hex')}"`
  writeFileSync(join(out, `${file}.part`), Buffer.alloc(packed.length + 5))
  writeFileSync(
    join(out, `${file}.part.json`),
    JSON.stringify({ url: `${address}/${path}`, validator: etag }),
  )
  expect(await fetched()).toMatchObject([{ state: 'fetched', resumedAt: 0 }])
  expect(arrived().equals(packed)).toBe(true)
  rmSync(join(out, file))
  server.files.set(path, { bytes: packed, faults: ['cut', 'wrong range'] })
  expect(await fetched()).toMatchObject([{ state: 'fetched' }])
  expect(arrived().equals(packed)).toBe(true)
})

test('bytes of another version are cut before the part is called one of this', async () => {
  server.files.set(path, { bytes: packed })
  const part = join(out, `${file}.part`)
  writeFileSync(part, 'of another version')
  mkdirSync(`${part}.json`) // what a kill would leave: the part is not called anything
  await expect(fetched()).rejects.toThrow('cannot write')
  expect(statSync(part).size).toBe(0)
})

test.skipIf(!existsSync('/dev/full'))('a full disk is told at once', async () => {
  server.files.set(path, { bytes: packed })
  symlinkSync('/dev/full', join(out, `${file}.part`))
  await expect(fetched()).rejects.toThrow(/cannot write .*\.part: ENOSPC/)
  expect(server.asked).toHaveLength(1)
})

test('of a file that is not there any more no part is kept', async () => {
  server.files.set(path, { bytes: packed, faults: Array.from({ length: 6 }, () => 'cut' as const) })
  await expect(fetched()).rejects.toThrow('cannot fetch')
  server.files.delete(path)
  expect(await fetched()).toMatchObject([{ state: 'absent' }])
  expect(readdirSync(out)).toEqual([])
})

test('what is busy is asked again, what is refused is not, what is not there is told', async () => {
  server.files.set(path, { bytes: packed, faults: [503, 429, 500] })
  expect(await fetched()).toMatchObject([{ state: 'fetched' }])
  expect(server.asked).toHaveLength(4)
  rmSync(join(out, file))
  server.files.set(path, { bytes: packed, faults: [403] })
  await expect(fetched()).rejects.toThrow('the server answered 403')
  expect(server.asked).toHaveLength(5)
  expect(await fetched({ symbols: ['NOUSDT'] })).toMatchObject([{ state: 'absent', bytes: 0 }])
  server.files.set(path, { bytes: packed, faults: Array.from({ length: 6 }, () => 503) })
  await expect(fetched()).rejects.toThrow('the server answered 503')
  expect(server.asked).toHaveLength(5 + 1 + 6)
})

test('a file that does not unpack is not put in place', async () => {
  server.files.set(path, { bytes: packed.subarray(0, packed.length - 100) })
  await expect(fetched()).rejects.toThrow('expected a file that unpacks to its end')
  expect(readdirSync(out)).toEqual([])
  // A connection that closes where its length was not told looks like the end of the file.
  server.files.set(path, { bytes: packed, faults: ['cut without length'] })
  await fetched().catch(() => undefined)
  expect(!existsSync(join(out, file)) || arrived().equals(packed)).toBe(true)
})

test('a page in place of a file is told', async () => {
  server.files.set(path, { bytes: Buffer.from('<html>sorry</html>') })
  await expect(fetched()).rejects.toThrow('expected a packed file, got one that begins with "<htm"')
})

test('Binance Vision: the checksum decides', async () => {
  const zip = zipArchive({ 'BTCUSDT-trades-2024-01-01.csv': csv })
  const at = 'spot/daily/trades/BTCUSDT/BTCUSDT-trades-2024-01-01.zip'
  const sha256 = createHash('sha256').update(zip).digest('hex')
  const archive = archives['binance-vision']!
  server.files.set(at, { bytes: zip })
  server.files.set(`${at}.CHECKSUM`, {
    bytes: Buffer.from(`${sha256}  BTCUSDT-trades-2024-01-01.zip\n`),
  })
  expect(await fetched({ archive })).toMatchObject([
    { state: 'fetched', file: 'binance/BTCUSDT-trades-2024-01-01.zip' },
  ])
  rmSync(join(out, 'binance/BTCUSDT-trades-2024-01-01.zip'))
  server.files.set(`${at}.CHECKSUM`, { bytes: Buffer.from(`${'0'.repeat(64)}  x\n`) })
  await expect(fetched({ archive })).rejects.toThrow(
    `expected sha256 ${'0'.repeat(64)}, got sha256 ${sha256}`,
  )
  server.files.set(`${at}.CHECKSUM`, { bytes: Buffer.from('<html>') })
  await expect(fetched({ archive })).rejects.toThrow('expected a SHA-256 and a name')
})

test.for([
  [
    'binance-vision',
    'binance-futures',
    'trades',
    'BTCUSDT',
    'futures/um/daily/trades/BTCUSDT/BTCUSDT-trades-2024-01-31.zip',
  ],
  [
    'binance-vision',
    'binance-delivery',
    'aggTrades',
    'BTCUSD_PERP',
    'futures/cm/daily/aggTrades/BTCUSD_PERP/BTCUSD_PERP-aggTrades-2024-01-31.zip',
  ],
  ['bybit', 'bybit', 'trades', 'BTCUSDT', 'trading/BTCUSDT/BTCUSDT2024-01-31.csv.gz'],
  ['bybit', 'bybit-spot', 'trades', 'BTCUSDT', 'spot/BTCUSDT/BTCUSDT_2024-01-31.csv.gz'],
  [
    'okx',
    'okex-swap',
    'trades',
    'BTC-USDT-SWAP',
    'trades/daily/20240131/BTC-USDT-SWAP-trades-2024-01-31.zip',
  ],
  ['tardis', 'kraken', 'quotes', 'XBT/USD', 'kraken/quotes/2024/01/31/XBT%2FUSD.csv.gz'],
  ['okx', 'kraken', 'trades', 'X', undefined],
  ['bybit', 'okex', 'trades', 'X', undefined],
  ['binance-vision', 'okex', 'trades', 'X', undefined],
])('%s keeps %s %s of %s at %s', ([archive, venue, type, symbol, expected]) => {
  expect(
    archives[archive!]!.fileOf({ venue: venue!, type: type!, symbol: symbol!, day: '2024-01-31' })
      ?.path,
  ).toBe(expected)
})

test('a server that is not there is told after some attempts', async () => {
  await expect(fetched({ address: 'http://127.0.0.1:9' })).rejects.toThrow(
    /cannot fetch http:\/\/127\.0\.0\.1:9/,
  )
})
