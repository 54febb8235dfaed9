import { expect, test } from 'vitest'
import { whileHeard } from './while-heard.ts'

const matrix = {
  names: ['x'],
  times: Float64Array.of(10, 20, 30, 40, 50),
  columns: [Float64Array.of(1, 2, 3, 4, 5)],
}

test.each([
  ['between the first and the last', [20, 35, 40], [20, 30, 40]],
  ['all of them', [1, 60], [10, 20, 30, 40, 50]],
  ['none of what was never heard', [], []],
  ['none of what was heard between two rows alone', [31, 39], []],
  ['none of what was heard after all', [60, 70], []],
])('rows are those while the target was heard: %s', (_which, heard, times) => {
  const path = { times: Float64Array.from(heard), prices: Float64Array.from(heard) }
  const kept = whileHeard(matrix, path)
  expect(Array.from(kept.times)).toEqual(times)
  expect(Array.from(kept.columns[0]!)).toEqual(times.map((time) => time / 10))
})
