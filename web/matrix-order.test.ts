import { expect, test } from 'vitest'
import { screenFixture } from '../test/desk-fixture.ts'
import { matrixOf } from './matrix-order.ts'

const result = screenFixture(3, 12)

test('each cell leads to the row of its two names, and both halves show the pair', () => {
  const { names, qValues, rejected, rowIndex } = matrixOf(result, 'name')
  expect(names).toEqual(result.series.toSorted())
  for (const [i, y] of names.entries()) {
    for (const [j, x] of names.entries()) {
      const cell = i * names.length + j
      // The diagonal has no pair: index -1, NaN, and nothing rejected.
      const row = result.results[rowIndex[cell]!]
      const pair = i === j ? undefined : [y, x]
      expect(row && [row.y, row.x]).toEqual(pair)
      expect(qValues[cell]).toBe(row?.qValue ?? NaN)
      expect(qValues[cell]).toBe(qValues[j * names.length + i])
      expect(rejected[cell]).toBe(Number(row?.rejected ?? false))
    }
  }
})

test('the strongest come first', () => {
  const { names, qValues } = matrixOf(result, 'strength')
  const strength = names.map((_, i) =>
    names.reduce((sum, __, j) => {
      const q = qValues[i * names.length + j]!
      return Number.isNaN(q) ? sum : sum - Math.log(Math.max(q, 1e-6))
    }, 0),
  )
  expect(strength).toEqual(strength.toSorted((a, b) => b - a))
})

test('a series nobody was tested with keeps an empty row', () => {
  const { names, qValues } = matrixOf({ ...result, series: [...result.series, 'NEW-USDT'] }, 'name')
  const i = names.indexOf('NEW-USDT')
  const row = qValues.subarray(i * names.length, (i + 1) * names.length)
  expect(row.every((value) => Number.isNaN(value))).toBe(true)
})
