import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBarFile } from '../../stores/bar-files.ts'
import { GrowingCsv } from '../../stores/growing-csv.ts'
import { fetchHistory, type HistorySource } from './fetch-history.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'isobar-history-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const minute = 60_000
const header = 'timestamp,open,high,low,close,volume'
const start = 1_700_000_040_000

/** A venue with a minute of bars but for what is left out, three a page. */
function venueOf(missing: readonly number[] = [], asked: number[] = []): HistorySource {
  return {
    stepMs: minute,
    pageRows: 3,
    settledUntil: start + 12 * minute,
    page: (from) => {
      asked.push((from - start) / minute)
      const first = Math.ceil((from - start) / minute)
      const bars = Array.from({ length: 3 }, (_, at) => first + at).filter(
        (bar) => bar < 20 && !missing.includes(bar),
      )
      return Promise.resolve(bars.map((bar) => [start + bar * minute, 1, 2, 0.5, 1.5, 1e-7]))
    },
  }
}

const path = (): string => join(folder, 'binance', 'BTC-USDT-1m.csv')
async function fetched(
  source: HistorySource,
  to = 99,
): Promise<Awaited<ReturnType<typeof fetchHistory>>> {
  const file = await GrowingCsv.open(path(), header)
  const result = await fetchHistory(source, file, { from: start, to: start + to * minute })
  await file.close()
  return result
}

test('bars up to the last that is over, as bars are read everywhere here', async () => {
  expect(await fetched(venueOf())).toEqual({ rows: 12, added: 12, gaps: [] })
  const bars = await readBarFile(path())
  expect([bars.times.length, bars.timeframe.label, bars.volume[0]]).toEqual([12, '1m', 1e-7])
})

test('called again it goes on behind the last row, also behind one that was cut off', async () => {
  await fetched(venueOf(), 5)
  appendFileSync(path(), '17000003')
  const asked: number[] = []
  expect(await fetched(venueOf([], asked))).toEqual({ rows: 12, added: 7, gaps: [] })
  expect(asked[0]).toBeCloseTo(4, 3)
  const lines = readFileSync(path(), 'utf8').trimEnd().split('\n')
  expect(new Set(lines).size).toBe(13)
  expect(await fetched(venueOf())).toMatchObject({ added: 0 })
})

test('what a venue does not have is told, and what lies behind it is fetched', async () => {
  const { rows, gaps } = await fetched(venueOf([0, 1, 2, 3, 6, 7, 8, 9]))
  expect(rows).toBe(4)
  expect(gaps).toEqual([{ from: start + 5 * minute, to: start + 10 * minute, missing: 4 }])
})

test('a file with other columns is left alone', async () => {
  await (await GrowingCsv.open(path(), 'timestamp,rate')).close()
  await expect(fetched(venueOf())).rejects.toThrow(/has columns timestamp,rate/)
})
