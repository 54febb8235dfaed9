import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSeries } from './series-file.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-series-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

test('a file of one column is a series without times', async () => {
  const series = await readSeries(file('eth.csv', 'close\n1\n-2.5\n'), 'close')
  expect(series).toEqual({ firstRow: 2, values: Float64Array.of(1, -2.5) })
})

test('epoch milliseconds become integer microseconds, fractions of a millisecond too', async () => {
  const path = file('ETH-USDT-1h.csv.gz', 'timestamp,price\n1700000000000.25,1\n1700000000001,2\n')
  const series = await readSeries(path, 'price')
  expect(series.times).toEqual(Float64Array.of(1_700_000_000_000_250, 1_700_000_000_001_000))
})

test('the timestamp itself can be the column', async () => {
  const series = await readSeries(file('t.csv', 'timestamp\n5\n7\n'), 'timestamp')
  expect(series.values).toEqual(Float64Array.of(5, 7))
  expect(series.times).toEqual(Float64Array.of(5_000, 7_000))
})

test('a header alone is a series of length 0', async () => {
  expect((await readSeries(file('none.csv', 'close\n'), 'close')).values).toHaveLength(0)
})

test('timestamps that do not ascend and a missing column are faults', async () => {
  await expect(
    readSeries(file('u.csv', 'timestamp,close\n2,1\n1,1\n'), 'close'),
  ).rejects.toMatchObject({
    context: { row: 3, column: 'timestamp' },
  })
  await expect(readSeries(file('m.csv', 'time,last\n2,1\n'), 'close')).rejects.toThrow(
    'column close: expected one column called close, got columns time, last',
  )
})
