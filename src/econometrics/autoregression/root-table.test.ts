import { expect, test } from 'vitest'
import { lagRoots } from './lag-roots.ts'
import { rootTable } from './root-table.ts'

test('a pair has one row, the ten nearest to the circle are shown and the rest counted', () => {
  // 1 - 0.5 z^25: twelve pairs and one real root, all of one modulus.
  const coefficients = Array.from({ length: 25 }, (_, lag) => (lag === 24 ? 0.5 : 0))
  const [table] = rootTable('AR roots', lagRoots(coefficients))
  expect(table?.rows).toHaveLength(10)
  expect(table?.title).toBe('AR roots, nearest to the circle; 3 more')
  expect(table?.rows.every((row) => Number(row[2]) >= 0)).toBe(true)
  expect(rootTable('AR roots', [])).toEqual([])
})
