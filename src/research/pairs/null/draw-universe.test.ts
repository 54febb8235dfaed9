import { expect, test } from 'vitest'
import { nullUniverse } from '../../../econometrics/bootstrap/null-universe.ts'
import { engleGranger } from '../../../econometrics/cointegration/engle-granger.ts'
import { screenTwin } from '../../../math/kernels/screen-twin.ts'
import { expectValue } from '../../../math/outcome.ts'
import { Random } from '../../../math/random.ts'
import { syntheticUniverse } from '../../../simulation/synthetic-universe.ts'
import { defaultScreenOptions, type ScreenOptions } from '../screen-pair.ts'
import { screenPlanOf } from '../screen-panel.ts'
import type { ScreenPanel } from '../screen-panels.ts'
import { type NullCounts, universeDrawer } from './draw-universe.ts'
import { nullCalendar } from './null-calendar.ts'
import { nullTables, type NullTables } from './null-tables.ts'

const count = 6
const pairs = (count * (count - 1)) / 2
const universes = 4
const levels = syntheticUniverse({ seed: 5, series: count, bars: 300 }).map(({ close }) =>
  close.map(Math.log),
)
const options: ScreenOptions = { ...defaultScreenOptions, log: true }
const plain = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes)

function panelOf(members: readonly number[], times: Float64Array, split = 0): ScreenPanel {
  return { members, rows: [], times, split, pairs: 'all' }
}

const times = Float64Array.from({ length: 300 }, (_, row) => row)
const whole = panelOf([0, 1, 2, 3, 4, 5], times)

/** Draws into fresh tables; every pair was tested, and every row is beaten by each universe. */
function drawn(
  panel: ScreenPanel,
  columns: readonly Float64Array[],
  by: {
    readonly kernel: boolean
    readonly calendarOf?: readonly ScreenPanel[]
    use?: ScreenOptions
  },
): NullTables {
  const use = by.use ?? options
  const calendar = nullCalendar(by.calendarOf ?? [panel])
  const plan = screenPlanOf(panel, use, 'untested')
  const work = {
    panel,
    levels: columns,
    places: calendar.places[0]!,
    instants: calendar.instants,
    seriesCount: count,
  }
  const session = by.kernel && plan !== undefined ? screenTwin.open(plan) : undefined
  const draw = universeDrawer(work, session, use, new Random(7))
  const tables = nullTables({ pairs, universes, threads: 1 }, plain)
  const counts: NullCounts = {
    observed: {
      statistic: new Float64Array(pairs),
      phi: new Float64Array(2 * pairs).fill(2),
      unexplained: new Float64Array(2 * pairs).fill(2),
    },
    tables,
    firstRow: 0,
  }
  for (const universe of [2, 0, 3, 1]) draw(universe, counts)
  return tables
}

/**
 * Universe b by the readable drawer. It has a weight a change, ours one an instant, of which the first changes nothing:
 * hence a row more in front.
 */
function readableUniverse(b: number): Float64Array[] {
  const padded = levels.map((column) => Float64Array.of(column[0]!, ...column))
  const target = padded.map((column) => new Float64Array(column.length))
  expectValue(nullUniverse(padded)).draw(target, new Random(7).fork(`universe ${b}`))
  return target.map((column) => column.subarray(1))
}

/** The smaller t value of each pair of levels, by the readable test. */
function smallerStatistics(columns: readonly Float64Array[]): number[] {
  const statistics: number[] = []
  for (let i = 0; i < columns.length; i++) {
    for (let j = i + 1; j < columns.length; j++) {
      const [y, x] = [columns[i]!, columns[j]!]
      const both = [engleGranger(y, [x]), engleGranger(x, [y])]
      statistics.push(Math.min(...both.map((outcome) => expectValue(outcome).statistic)))
    }
  }
  return statistics
}

function departure(tables: NullTables, b: number, expected: readonly number[]): number {
  const found = tables.statistics.subarray(b * pairs, (b + 1) * pairs)
  return Math.max(...expected.map((value, pair) => Math.abs(found[pair]! - value)))
}

test.for([true, false])(
  'a universe is the readable one, with a kernel (%s) or without',
  (kernel) => {
    const tables = drawn(whole, levels, { kernel })
    for (let b = 0; b < universes; b++) {
      // Of t values near -2.
      expect(departure(tables, b, smallerStatistics(readableUniverse(b)))).toBeLessThan(1e-9)
    }
  },
)

test('a test the kernel has not is drawn all the same', () => {
  const tables = drawn(whole, levels, { kernel: true, use: { ...options, trend: 'ct' } })
  expect(tables.statistics.every((statistic) => statistic < 0)).toBe(true)
  expect(departure(tables, 0, smallerStatistics(readableUniverse(0)))).toBeGreaterThan(0.01)
})

test('rows that revert as fast and fit as closely are counted, each in each universe', () => {
  const { fasterReversions, closerFits } = drawn(whole, levels, { kernel: true })
  expect([...fasterReversions, ...closerFits]).toEqual(
    Array.from({ length: 4 * pairs }, () => universes),
  )
})

test('panels of one universe have the same weight at the same instant', () => {
  // Series 4 and 5 were listed late: their panel takes in the others from there on.
  const late = panelOf([0, 1, 2, 3, 4, 5], times.subarray(100), 4)
  const columns = levels.map((column) => column.subarray(100))
  const tables = drawn(late, columns, { kernel: true, calendarOf: [late, whole] })
  const drawnLate = readableUniverse(1).map((column) => column.subarray(100))
  const expected = smallerStatistics([drawnLate[4]!, drawnLate[0]!])
  // Pair (0, 4) is the fourth.
  expect(tables.statistics[pairs + 3]).toBeCloseTo(expected[0]!, 9)
})

test('pairs of another panel are left alone', () => {
  const late = panelOf([0, 1, 2, 3, 4, 5], times, 5)
  const { statistics } = drawn(late, levels, { kernel: true })
  const made = Array.from({ length: pairs }, (_, pair) => pair).filter((k) => statistics[k] !== 0)
  // Those with series 5: the last of each first series.
  expect(made).toEqual([4, 8, 11, 13, 14])
})

test('instants of several calendars are counted once', () => {
  const [a, b] = [Float64Array.of(1, 3, 5), Float64Array.of(2, 3, 8)]
  const { instants, places } = nullCalendar([panelOf([0, 1], a), panelOf([0, 1], b)])
  expect(instants).toBe(5)
  expect(places.map((column) => [...column])).toEqual([
    [0, 2, 3],
    [1, 2, 4],
  ])
})
