import { expect, test } from 'vitest'
import type { SweepCell, SweepResult } from '../src/research/pairs/sweep-result.ts'
import { bestCells, firstAxes, sweepMap } from './sweep-map.ts'

const grid: SweepResult['grid'] = [
  { name: 'test', values: [24] },
  { name: 'entry', values: [1, 2] },
  { name: 'exit', values: [0, 1] },
  { name: 'stop', values: [3, 5] },
]

/** Sharpe ratios in the order of the grid; entry 1 with exit 1 makes no sense and is not there. */
const ratios: Readonly<Record<string, number | null>> = {
  '24 1 0 3': 0.5,
  '24 1 0 5': 0.25,
  '24 2 0 3': -3,
  '24 2 0 5': null,
  '24 2 1 3': 0.75,
  '24 2 1 5': 2,
}
const cells = Object.entries(ratios).map(([key, sharpe]) => {
  return { values: key.split(' ').map(Number), metrics: { sharpe } } as unknown as SweepCell
})

test('the first two parameters that vary are shown, at each crossing the best of the others', () => {
  const axes = firstAxes({ grid })
  expect(axes).toEqual({ down: 1, across: 2, held: new Map() })
  const map = sweepMap({ grid, cells }, axes)
  expect(map).toMatchObject({ rows: [1, 2], columns: [0, 1], crossings: [0, null, 2, 5], full: 3 })
})

test('a value that is held keeps the other ones out', () => {
  const axes = { ...firstAxes({ grid }), held: new Map([[3, 0]]) }
  expect(sweepMap({ grid, cells }, axes).crossings).toEqual([0, null, 2, 4])
})

test('one parameter is one column, and a map without ratios has a scale', () => {
  const one = { grid: [{ name: 'entry' as const, values: [1, 2] }], cells: [] }
  const map = sweepMap(one, firstAxes(one))
  expect(map).toEqual({ rows: [1, 2], columns: [null], crossings: [null, null], full: 1 })
})

test('the best come first, without those that have no ratio', () => {
  expect(bestCells({ cells }, 3)).toEqual([5, 4, 0])
  expect(bestCells({ cells }, 99)).toHaveLength(5)
})
