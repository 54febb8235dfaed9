import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBarFile, requirePositive } from './bar-files.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-bars-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const header = 'timestamp,open,high,low,close,volume'

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  const text = [header, ...lines].join('\n')
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

const hourly = [
  '1700000000000,1.5,2,1,1.25,10',
  '1700003600000,1.25,1.5,1.125,1.5,0',
  '1700010800000,1.5,1.5,1.5,1.5,3',
]

test('the place of a file tells venue, class, instrument and timeframe', async () => {
  const path = file('binance-perp/BTC-USDT-4h.csv.gz', hourly)
  const bars = await readBarFile(path)
  expect(bars.instrument).toEqual({
    name: 'BTC-USDT',
    venue: 'binance-perp',
    base: 'BTC',
    quote: 'USDT',
    class: 'linear',
    tickSize: { units: 1, decimals: 3 },
    lotSize: { units: 1, decimals: 8 },
  })
  expect(bars.timeframe).toEqual({ label: '4h', duration: 14_400_000_000 })
  expect(bars.source).toBe(path)
  expect([...bars.times]).toEqual([1.7e15, 1.7000036e15, 1.7000108e15])
  expect([...bars.low]).toEqual([1, 1.125, 1.5])
  expect([...bars.volume]).toEqual([10, 0, 3])
})

test('a perpetual in plain USD is inverse, and a folder without -perp is spot', async () => {
  expect((await readBarFile(file('okx-perp/BTC-USD-8h.csv', hourly))).instrument.class).toBe(
    'inverse',
  )
  expect((await readBarFile(file('kraken/BTC-USD-8h.csv', hourly))).instrument.class).toBe('spot')
})

test('without a timeframe in the name it is the most frequent step', async () => {
  const bars = await readBarFile(file('kraken/BTC-USD.csv', [...hourly, '1700014400000,1,1,1,1,1']))
  expect(bars.timeframe).toEqual({ label: '1h', duration: 3_600_000_000 })
  expect(bars.instrument.name).toBe('BTC-USD')
})

test.each([
  [1, '0.001s'],
  [1_000, '1s'],
  [90_000, '90s'],
  [900_000, '15m'],
  [86_400_000, '1d'],
  [604_800_000, '1w'],
])('a step of %d ms is %s', async (step, label) => {
  const rows = [0, 1, 2].map((k) => `${1_700_000_000_000 + k * step},1,1,1,1,1`)
  expect((await readBarFile(file('kraken/steps.csv', rows))).timeframe).toEqual({
    label,
    duration: step * 1_000,
  })
})

test('without an instrument in the name the stem is the name and the base', async () => {
  const { instrument, timeframe } = await readBarFile(file('own/spread-1h.csv', hourly))
  expect(instrument).toMatchObject({ name: 'spread', base: 'spread', quote: '', class: 'spot' })
  expect(timeframe.label).toBe('1h')
})

test('a header alone is a series of length 0', async () => {
  const bars = await readBarFile(file('kraken/NONE-USD.csv', []))
  expect(bars.times).toHaveLength(0)
  expect(bars.timeframe).toEqual({ label: 'unknown', duration: 0 })
})

test.each([
  [
    'unsorted',
    '1699999999999,1,1,1,1,1',
    'epoch milliseconds after 1700010800000, got 1699999999999',
  ],
  ['duplicate', '1700010800000,1,1,1,1,1', 'got 1700010800000 again'],
  ['beyond counting', '1e18,1,1,1,1,1', 'got 1000000000000000000'],
])('a timestamp that is %s is a fault with its line', async (name, line, said) => {
  const reading = readBarFile(file(`kraken/${name}.csv`, [...hourly, line]))
  await expect(reading).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining(said),
    context: { row: 5, column: 'timestamp' },
  })
})

const firstBars = hourly.slice(0, 2)

test.each([
  [
    'NaN',
    [...firstBars, '1700007200000,1,1,1,NaN,1'],
    ':4, column close: expected a finite number, got NaN',
  ],
  [
    'text',
    [...firstBars, '1700007200000,1,n/a,1,1,1'],
    ':4, column high: expected a finite number, got n/a',
  ],
  [
    'an infinity',
    [...firstBars, '1700007200000,1,1,-inf,1,1'],
    ':4, column low: expected a finite number, got -inf',
  ],
  [
    'an empty cell',
    [...firstBars, '1700007200000,,1,1,1,1'],
    ':4, column open: expected a finite number, got an empty cell',
  ],
  [
    'an empty last cell',
    [...firstBars, '1700007200000,1,1,1,1,', ''],
    ':4, column volume: expected a finite number, got an empty cell',
  ],
  [
    'a row cut short',
    [...firstBars, '1700007200000,1,1'],
    ':4, column low: expected 6 cells, got 3',
  ],
  [
    'an instant in words',
    ['2023-11-14T22:00Z,1,1,1,1,1'],
    ':2, column timestamp: expected a finite number, got 2023-11-14T22:00Z',
  ],
])('%s in a packed file is one line with file, row and column', async (name, lines, said) => {
  const path = file(`kraken/${name.replaceAll(' ', '-')}.csv.gz`, lines)
  const [row, column] = said.match(/\d+|(?<=column )\w+/g) ?? []
  await expect(readBarFile(path)).rejects.toMatchObject({
    code: 'data',
    message: `${path}${said}`,
    context: { file: path, row: Number(row), column },
  })
})

test('a missing column names those there are, and a torn gzip its file', async () => {
  const path = file('kraken/columns.csv', hourly)
  writeFileSync(path, readFileSync(path, 'utf8').replace('close', 'last'))
  await expect(readBarFile(path)).rejects.toThrow(
    `${path}:1, column close: expected one column called close, got columns timestamp, open, high, low, last, volume`,
  )
  const packed = file('kraken/torn.csv.gz', hourly)
  writeFileSync(packed, readFileSync(packed).subarray(0, -12))
  await expect(readBarFile(packed)).rejects.toMatchObject({
    code: 'data',
    message: `${packed}: expected a whole gzip file, got gzip data that does not unpack (unexpected end of file)`,
  })
})

test('gzip is told by its bytes, whatever the file is called', async () => {
  const path = file('kraken/ETH-USD-1h.csv', hourly)
  writeFileSync(path, gzipSync(readFileSync(path)))
  expect((await readBarFile(path)).times).toHaveLength(3)
  const plain = file('kraken/XRP-USD-1h.csv', hourly)
  renameSync(plain, `${plain}.gz`)
  expect((await readBarFile(`${plain}.gz`)).times).toHaveLength(3)
})

test('a negative price is read, and refused only where a positive one is required', async () => {
  const bars = await readBarFile(file('kraken/S.csv', [...hourly, '1700014400000,1,1,1,-1,1']))
  expect(bars.close[3]).toBe(-1)
  expect(() => requirePositive(bars, 'open')).not.toThrow()
  expect(() => requirePositive(bars, 'close')).toThrow(
    `${bars.source}:5, column close: expected a positive price, got -1`,
  )
})

test('a file that is not there and a folder are the world failing', async () => {
  await expect(readBarFile(join(folder, 'gone.csv'))).rejects.toMatchObject({
    code: 'world',
    message: expect.stringContaining('gone.csv: no such file'),
  })
  await expect(readBarFile(folder)).rejects.toMatchObject({ code: 'world' })
})
