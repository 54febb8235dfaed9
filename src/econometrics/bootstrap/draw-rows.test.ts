import { expect, test } from 'vitest'
import { recordedRowSets } from '../../../fixtures/econometrics/bootstrap/draws.ts'
import { goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import { Random } from '../../math/random.ts'
import { type BlockScheme, drawRows, drawRowSets } from './draw-rows.ts'

const drawn = (rows: number, scheme: BlockScheme, seed = 1): Int32Array => {
  const target = new Int32Array(rows)
  drawRows(target, scheme, new Random(seed))
  return target
}

const breaks = (rows: Int32Array): number =>
  rows
    .subarray(1)
    .reduce((count, row, t) => count + (row === (rows[t]! + 1) % rows.length ? 0 : 1), 0)

test('stationary blocks have the mean length asked for', () => {
  const rows = 20_000
  for (const meanBlockLength of [2, 10, 50]) {
    // A new block falls on its successor by chance once in `rows`; breaks are binomial (n - 1, 1 / L).
    const expected = (rows - 1) / meanBlockLength
    const deviation = Math.sqrt(expected * (1 - 1 / meanBlockLength))
    const found = breaks(drawn(rows, { kind: 'stationary', meanBlockLength }))
    expect(Math.abs(found - expected)).toBeLessThan(4 * deviation)
  }
})

test('every row is equally likely where blocks wrap round, and rarer at the ends where they do not', () => {
  const rows = 20
  const counts = (scheme: BlockScheme): number[] => {
    const count = Array.from({ length: rows }, () => 0)
    for (const set of drawRowSets({ rows, count: 4000, scheme, seed: 3 })) {
      for (const row of set) count[row]!++
    }
    return count
  }
  for (const scheme of [
    { kind: 'iid' },
    { kind: 'circular', blockLength: 5 },
    { kind: 'stationary', meanBlockLength: 5 },
  ] as const) {
    // 4,000 a row; blocks of 5 make the variance about 9 times that of independent draws at most.
    for (const count of counts(scheme)) expect(Math.abs(count - 4000)).toBeLessThan(4 * 3 * 64)
  }
  const moving = counts({ kind: 'moving', blockLength: 5 })
  expect(moving[0]! / moving[10]!).toBeCloseTo(1 / 5, 1)
})

test('blocks are whole, and only the last is cut off', () => {
  const rows = drawn(10, { kind: 'moving', blockLength: 4 })
  for (const start of [0, 4, 8]) {
    for (let t = start + 1; t < Math.min(10, start + 4); t++) expect(rows[t]).toBe(rows[t - 1]! + 1)
  }
})

test('the same seed draws the same rows, blocks of one row are independent draws', () => {
  const scheme = { kind: 'stationary', meanBlockLength: 7 } as const
  expect(drawn(50, scheme, 9)).toEqual(drawn(50, scheme, 9))
  expect(drawn(50, scheme, 9)).not.toEqual(drawn(50, scheme, 10))
  expect(drawn(50, { kind: 'circular', blockLength: 1 }, 4)).toEqual(drawn(50, { kind: 'iid' }, 4))
})

test('refuses a block that is no length, and draws nothing from nothing', () => {
  expect(drawn(0, { kind: 'circular', blockLength: 3 })).toHaveLength(0)
  expect(drawn(1, { kind: 'stationary', meanBlockLength: 1 })).toEqual(Int32Array.of(0))
  for (const length of [0, 11, 2.5, Number.NaN]) {
    expect(() => drawn(10, { kind: 'moving', blockLength: length })).toThrow('a block is')
  }
  for (const length of [0.5, 11, Number.NaN]) {
    expect(() => drawn(10, { kind: 'stationary', meanBlockLength: length })).toThrow('a mean block')
  }
})

interface GoldenCase {
  readonly name: string
  readonly rows: number
  readonly count: number
  readonly scheme: BlockScheme
  readonly seed: number
  readonly expected: readonly (readonly number[])[]
}

test.for(goldenCases('bootstrap/draw-rows') as readonly GoldenCase[])(
  'draws the rows arch draws from the same numbers: $name',
  ({ expected, ...wanted }) => {
    expect(recordedRowSets(wanted).map((rows) => Array.from(rows))).toEqual(expected)
  },
)
