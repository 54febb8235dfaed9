import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { needs, pythonPath, sharedFolder } from '../../test/need.ts'
import { readBarFile } from './bar-files.ts'
import { readFundingFile } from './funding-files.ts'
import { readParquet } from './parquet.ts'
import { readSeries } from './series-file.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-parquet-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes what a query yields. */
async function file(name: string, query: string): Promise<string> {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
  return path
}

const barQuery = (rows: number): string =>
  `SELECT 1700000000000 + i * 3600000 AS "timestamp", 1.25 + i AS "open", 2.5::FLOAT + i AS "high", i AS "low",
   (1.25 + i)::DECIMAL(18, 4) AS "close", 10::DOUBLE AS "volume", 'x' AS note FROM range(${rows}) t(i)`

function columnOf(rows: number, of: (i: number) => number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => of(i))
}

test('bars in Parquet read as those in CSV, from several chunks', async () => {
  const bars = await readBarFile(await file('okx-perp/BTC-USDT-1h.parquet', barQuery(5_000)))
  expect(bars.instrument).toMatchObject({ name: 'BTC-USDT', venue: 'okx-perp', class: 'linear' })
  expect(bars.instrument.tickSize).toEqual({ units: 1, decimals: 2 })
  expect(bars.times).toEqual(columnOf(5_000, (i) => (1_700_000_000_000 + i * 3_600_000) * 1_000))
  expect(bars.high).toEqual(columnOf(5_000, (i) => 2.5 + i))
  expect(bars.low).toEqual(columnOf(5_000, (i) => i))
  expect(bars.close).toEqual(columnOf(5_000, (i) => 1.25 + i))
})

test('every double that DuckDB wrote comes back bit for bit', async () => {
  const values = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    numRuns: 500,
    seed: 1,
  })
  // A template writes -0 as 0.
  const written = values.map((value) => (Object.is(value, -0) ? '-0' : String(value)))
  const rows = written.map((text, k) => `(${k}, '${text}'::DOUBLE)`).join()
  const query = `SELECT x FROM (VALUES ${rows}) t(k, x) ORDER BY k`
  const { columns } = await readParquet(await file('doubles.parquet', query), { required: ['x'] })
  expect(bitsOf(columns.get('x')!)).toEqual(bitsOf(Float64Array.from(values)))
})

test.each([
  ['DECIMAL(38,18)', 38, 18],
  ['DECIMAL(18,8)', 18, 8],
  ['DECIMAL(15,5)', 15, 5],
  ['BIGINT', 18, 0],
] as const)(
  'a column of %s is the doubles nearest to what is written',
  async (type, digits, decimals) => {
    const written = fc
      .sample(fc.bigInt({ min: -(10n ** BigInt(digits)) + 1n, max: 10n ** BigInt(digits) - 1n }), {
        numRuns: 2_000,
        seed: 1,
      })
      .map((units) => decimalText(units, decimals))
    const rows = written.map((text, k) => `(${k}, '${text}')`).join()
    const query = `SELECT x::${type} AS x FROM (VALUES ${rows}) t(k, x) ORDER BY k`
    const path = await file(`${type}.parquet`, query)
    const { columns } = await readParquet(path, { required: ['x'] })
    expect(columns.get('x')).toEqual(Float64Array.from(written, Number))
  },
)

function bitsOf(column: Float64Array): BigInt64Array {
  return new BigInt64Array(column.buffer)
}

function decimalText(units: bigint, decimals: number): string {
  const text = String(units < 0n ? -units : units).padStart(decimals + 1, '0')
  const cut = text.length - decimals
  const point = decimals === 0 ? '' : '.'
  return `${units < 0n ? '-' : ''}${text.slice(0, cut)}${point}${text.slice(cut)}`
}

test('no rows are a series of length 0', async () => {
  expect((await readBarFile(await file('kraken/A-1h.parquet', barQuery(0)))).times).toHaveLength(0)
})

test.each(['TIMESTAMP', 'TIMESTAMP_NS', 'TIMESTAMP_MS', 'TIMESTAMPTZ'])(
  'a timestamp of type %s is an instant',
  async (type) => {
    const at = `(TIMESTAMP '2023-11-14 22:13:20.123456' + to_hours(i::BIGINT))`
    const stamp =
      type === 'TIMESTAMPTZ' ? `to_timestamp(1700000000.125 + i * 3600)` : `${at}::${type}`
    const path = await file(
      `${type}.parquet`,
      `SELECT ${stamp} AS "timestamp", i AS "close" FROM range(2) t(i)`,
    )
    const micros = { TIMESTAMP_MS: 123_000, TIMESTAMPTZ: 125_000 }[type] ?? 123_456
    const first = 1_700_000_000_000_000 + micros
    expect((await readSeries(path, 'close')).times).toEqual(Float64Array.of(first, first + 3.6e9))
  },
)

test('a missing mark is missing, a missing rate a fault', async () => {
  const rows = `(VALUES (1000, 0.5, 7.0), (2000, 0.25, NULL)) t("timestamp", "rate", "mark")`
  const { marks } = await readFundingFile(await file('f.parquet', `SELECT * FROM ${rows}`))
  expect(marks).toEqual(Float64Array.of(7, NaN))
  const path = await file('g.parquet', `SELECT "timestamp", "mark" AS "rate" FROM ${rows}`)
  await expect(readFundingFile(path)).rejects.toThrow(
    'g.parquet:3, column rate: expected a finite number',
  )
})

test.each([
  [
    'an infinity',
    `SELECT 'inf'::DOUBLE AS x`,
    '2, column x: expected a finite number, got Infinity',
  ],
  [
    'a NaN',
    `SELECT 'nan'::DOUBLE AS x`,
    '2, column x: expected a finite number, got an empty cell (or NaN)',
  ],
  ['text', `SELECT 'abc' AS x`, '1, column x: expected a column of numbers, got VARCHAR'],
  ['another column', `SELECT 1 AS "Y"`, '1, column x: expected one column called x, got columns Y'],
])('%s is a fault with its place', async (name, query, said) => {
  const path = await file(`${name.replaceAll(' ', '')}.parquet`, query)
  await expect(readParquet(path, { required: ['x'] })).rejects.toMatchObject({
    code: 'data',
    message: `${path}:${said}`,
  })
})

test('a path is taken literally, whatever stands in it', async () => {
  const path = await file('key=1/a[1]*.parquet', 'SELECT 1 AS x')
  await file('key=1/a1b.parquet', 'SELECT 2 AS x')
  const { rows, columns } = await readParquet(path, { required: ['x'], optional: ['key'] })
  expect([rows, columns.get('x'), columns.has('key')]).toEqual([1, Float64Array.of(1), false])
})

test('a file damaged in its midst is a fault', async () => {
  const path = await file(
    'damaged.parquet',
    `SELECT hash(i) % 1000 / 7 AS x FROM range(300000) t(i)`,
  )
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 2_000))
  // More than once: a reader that streams tells of it only now and then.
  for (let time = 0; time < 5; time++)
    await expect(readParquet(path, { required: ['x'] })).rejects.toMatchObject({ code: 'data' })
})

test('what is not Parquet is a fault, and what is not there the world failing', async () => {
  const path = join(folder, 'torn.parquet')
  writeFileSync(path, 'PAR1 and no more')
  await expect(readParquet(path, { required: ['x'] })).rejects.toMatchObject({
    code: 'data',
    message: expect.stringMatching(/torn\.parquet: expected a whole Parquet file, got [^\n]+$/),
  })
  await expect(
    readParquet(join(folder, 'gone.parquet'), { required: ['x'] }),
  ).rejects.toMatchObject({
    code: 'world',
    message: expect.stringContaining('gone.parquet: no such file'),
  })
})

test('a folder is the world failing, not a damaged file', async () => {
  const inside = join(folder, 'folder.parquet')
  mkdirSync(inside)
  await expect(readParquet(inside, { required: ['x'] })).rejects.toMatchObject({
    code: 'world',
    message: `cannot read ${inside}: it is a folder`,
  })
})

test('bars out of order are a fault with the line they would have in CSV', async () => {
  const path = await file('kraken/B-1h.parquet', `${barQuery(3_000)} ORDER BY i = 2500 DESC, i`)
  await expect(readBarFile(path)).rejects.toMatchObject({
    message: `${path}:3, column timestamp: expected epoch milliseconds after 1709000000000, got 1700000000000`,
    context: { file: path, row: 3, column: 'timestamp' },
  })
})

test('real bars that DuckDB read from CSV and wrote as Parquet are those of our own parser', async (context) => {
  needs('data', context)
  const source = join(sharedFolder, 'data', 'bars', 'kraken', 'BTC-USDC-1m.csv.gz')
  const path = await file('kraken/BTC-USDC-1m.parquet', `SELECT * FROM read_csv('${source}')`)
  const ours = await readBarFile(source)
  expect(ours.times.length).toBeGreaterThan(10_000)
  expect(await readBarFile(path)).toEqual({ ...ours, source: path })
})

const writeWithPyarrow = `
import struct, sys, pyarrow as pa, pyarrow.parquet as pq
values = [0.1 * k ** 3 - 7 / (k + 1) for k in range(4000)] + [5e-324, -0.0, 1.7976931348623157e308]
times = [1700000000000 + 60000 * k for k in range(len(values))]
table = pa.table({"timestamp": pa.array(times, pa.int64()), "close": pa.array(values, pa.float64())})
for compression in sys.argv[2:]:
    pq.write_table(table, f"{sys.argv[1]}/{compression}.parquet", compression=compression, row_group_size=700)
sys.stdout.buffer.write(struct.pack("<%dd" % len(values), *values))
`

// Starting Python with pyarrow takes seconds on a busy machine.
test('what pyarrow wrote comes back bit for bit, however it is packed', async (context) => {
  needs('python', context)
  const compressions = ['none', 'snappy', 'zstd', 'gzip']
  const wrote = spawnSync(pythonPath, ['-c', writeWithPyarrow, folder, ...compressions])
  expect(wrote.status, wrote.stderr.toString()).toBe(0)
  for (const compression of compressions) {
    const { values, times } = await readSeries(join(folder, `${compression}.parquet`), 'close')
    expect(Buffer.from(values.buffer).equals(wrote.stdout), compression).toBe(true)
    expect(times?.at(-1)).toBe((1_700_000_000_000 + 60_000 * 4_002) * 1_000)
  }
})

const writeWithPandas = `
import struct, sys, pandas as pd
n = 5000
times = pd.date_range("2023-03-01", periods=n, freq="min", tz="UTC")
prices = [20000 + 0.1 * k - 1 / (k + 3) for k in range(n)]
bars = pd.DataFrame({"open": prices, "high": prices, "low": prices, "close": prices, "volume": range(n)}, index=times)
for name, stamps in {"ns": times, "us": times.as_unit("us"), "ms": times.as_unit("ms")}.items():
    bars.assign(timestamp=stamps).to_parquet(f"{sys.argv[1]}/BTC-USDT-{name}.parquet")
milliseconds = (times.as_unit("ms")).asi8
bars.assign(timestamp=milliseconds).to_parquet(f"{sys.argv[1]}/BTC-USDT-int.parquet", index=False)
sys.stdout.buffer.write(struct.pack("<%dd" % n, *prices))
`

test('bars that pandas wrote come back bit for bit, whatever its clock counts in', async (context) => {
  needs('python', context)
  const wrote = spawnSync(pythonPath, ['-c', writeWithPandas, folder])
  expect(wrote.status, wrote.stderr.toString()).toBe(0)
  const times = columnOf(5_000, (k) => (1_677_628_800_000 + 60_000 * k) * 1_000)
  for (const clock of ['ns', 'us', 'ms', 'int']) {
    const bars = await readBarFile(join(folder, `BTC-USDT-${clock}.parquet`))
    expect(bars.times, clock).toEqual(times)
    expect(Buffer.from(bars.close.buffer).equals(wrote.stdout), clock).toBe(true)
    expect(bars.volume, clock).toEqual(columnOf(5_000, (k) => k))
    expect(bars.timeframe.label, clock).toBe('1m')
  }
})

test('reading leaves nothing behind', async () => {
  const before = readdirSync(process.cwd())
  const path = await file('only/a.parquet', barQuery(3_000))
  await readBarFile(path)
  expect(readdirSync(process.cwd())).toEqual(before)
  expect(readdirSync(dirname(path))).toEqual(['a.parquet'])
})
