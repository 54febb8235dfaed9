import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectRows, plainRows } from '../../../test/recording-fixture.ts'
import type { EventColumns } from '../../core/events/event-columns.ts'
import { ImportedInstruments } from './imported-instruments.ts'
import { openTickFile } from './open-tick-file.ts'
import { readTickFile } from './read-tick-file.ts'
import { tardisLayouts } from './tardis-layouts.ts'

// The fast way through Tardis's trades and books against the one that reads any row: a column more is all it takes to
// send a file through the latter.

// The long version, of ten seconds: ISOBAR_RUNS=150 npx vitest run src/stores/ticks/printed-run.test.ts
// For each layout; rows of every style are in each draw.
const runs = Number(process.env['ISOBAR_RUNS'] ?? 25)

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-printed-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const headers = {
  book: 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount',
  trades: 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount',
  liquidations: 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount',
}

interface Row {
  readonly pause: number
  readonly lag: number
  readonly symbol: string
  readonly isSnapshot: string
  readonly id: string
  readonly side: string
  readonly ticks: number
  readonly decimals: number
  readonly lots: number
}

/** Rows of which nine in ten are usual, and the others all that may come between. */
const row: fc.Arbitrary<Row> = fc.record({
  pause: fc.constantFrom(0, 0, 0, 1, 250, 99_999_999),
  lag: fc.constantFrom(0, 1, 1, 300, 5_000_000),
  symbol: fc.constantFrom(...Array.from({ length: 12 }, () => 'BTCUSDT'), 'ETHUSDT', 'BTCUSDC'),
  isSnapshot: fc.constantFrom(...Array.from({ length: 9 }, () => 'false'), 'true', 'False'),
  id: fc.constantFrom('100000001', '7', '123456789012', 'd202810a-ec78', '', '9007199254740991'),
  side: fc.constantFrom('buy', 'sell', 'Buy'),
  ticks: fc.integer({ min: 1, max: 89_999_999 }),
  decimals: fc.constantFrom(...Array.from({ length: 9 }, () => 2), 0, 1, 3, 8),
  lots: fc.nat(9_999_999),
})

function linesOf(kind: keyof typeof headers, rows: readonly Row[], more: string): string {
  let time = 1_577_836_800_000_000
  const lines = rows.map((each) => {
    time += each.pause
    const side = kind === 'book' ? (each.side.toLowerCase() === 'buy' ? 'bid' : 'ask') : each.side
    const told = kind === 'book' ? each.isSnapshot : each.id
    const price = (each.ticks / 10 ** each.decimals).toFixed(each.decimals)
    const quantity = (each.lots / 1_000).toFixed(3)
    return `binance,${each.symbol},${time - each.lag},${time},${told},${side},${price},${quantity}${more}`
  })
  return `${[headers[kind] + (more === '' ? '' : ',more'), ...lines].join('\n')}\n`
}

async function read(name: string, text: string): Promise<{ rows: EventColumns; counts: unknown }> {
  const path = join(folder, name)
  writeFileSync(path, text)
  const source = (await openTickFile(path, tardisLayouts))!
  const instruments = new ImportedInstruments()
  const batches = readTickFile(source, instruments)
  let counts: unknown
  async function* counted(): typeof batches {
    counts = yield* batches
    return counts as never
  }
  return { rows: await collectRows(counted()), counts }
}

const nameOf = (index: number): string => String(index)

test.each(['book', 'trades', 'liquidations'] as const)(
  'the fast way through %s gives the same events as the plain one',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async (rows) => {
        const fast = await read(`${kind}-fast.csv`, linesOf(kind, rows, ''))
        const plain = await read(`${kind}-plain.csv`, linesOf(kind, rows, ',x'))
        expect(plainRows(fast.rows, nameOf)).toEqual(plainRows(plain.rows, nameOf))
        expect(fast.counts).toEqual(plain.counts)
      }),
      { numRuns: runs, seed: 1 },
    )
  },
)

test('and over many batches, where a message is never cut', async () => {
  const random = fc.sample(row, { numRuns: 40_000, seed: 2 })
  const rows = random.map((each) => ({ ...each, decimals: 2, pause: each.pause % 300 }))
  const fast = await read('long-fast.csv', linesOf('book', rows, ''))
  const plain = await read('long-plain.csv', linesOf('book', rows, ',x'))
  expect(fast.rows.length).toBeGreaterThan(40_000)
  expect(plainRows(fast.rows, nameOf)).toEqual(plainRows(plain.rows, nameOf))
  expect(fast.counts).toEqual(plain.counts)
})

test('rows that are wrong are told by the plain way, with their line', async () => {
  const usual = fc.sample(row, { numRuns: 5, seed: 3 }).map((each) => ({
    ...each,
    symbol: 'BTCUSDT',
    pause: 10,
    decimals: 2,
    isSnapshot: 'false',
  }))
  const good = linesOf('book', usual, '').trimEnd()
  const head = 'binance,BTCUSDT,1577836900000000,1577836900000000'
  const cases: [row: string, message: string][] = [
    [`${head},false,bid,1.00`, ':7, column amount: expected 8 cells, got 7'],
    [`${head},false,bid,1.00,2,3`, ':7, column amount: expected 8 cells, got 9'],
    [`${head},maybe,bid,1.00,2`, ':7, column is_snapshot: expected true or false, got maybe'],
    [
      `${head},false,left,1.00,2`,
      ':7, column side: expected bid, ask, buy, sell or unknown, got left',
    ],
    [
      `${head},false,bid,1.x0,2`,
      ':7, column price: expected a decimal number whose digits, read without the point, are at most 2^53, got 1.x0',
    ],
    [
      `${head},false,bid,,2`,
      ':7, column price: expected a decimal number whose digits, read without the point, are at most 2^53, got an empty cell',
    ],
    [`${head},false,bid,1.00,-2`, ':7, column amount: expected a quantity of 0 or more, got -'],
    [`${head},false,bid,-1.00,2`, ':7, column price: expected a price above 0, got -'],
    [`${head},false,bid,0,2`, ':7, column price: expected a price above 0, got 0'],
    [`${head},false,,1.00,2`, ':7, column side: expected bid or ask, got no side'],
    [
      'binance,BTCUSDT,1,2,false,bid,1.00,2',
      ':7, column local_timestamp: expected a time not before',
    ],
    [
      'binance,BTCUSDT,15778369x0000000,1577836900000000,false,bid,1,2',
      'column timestamp: expected a time',
    ],
    [
      'binance,XYZ,1577836900000000,1577836900000000,false,bid,1,2',
      'expected a symbol of two currencies',
    ],
    ['', ':7, column exchange: expected 8 cells, got an empty line'],
  ]
  for (const [line, message] of cases) {
    await expect(read('wrong.csv', `${good}\n${line}\n${good}\n`), line).rejects.toThrow(message)
  }
})
