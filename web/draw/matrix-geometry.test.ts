import { expect, test } from 'vitest'
import { cellAt, matrixGeometry, stepCell } from './matrix-geometry.ts'

test('names get room where they can be read, and none where they cannot', () => {
  expect(matrixGeometry(16, 604)).toMatchObject({ originPx: 44, cellPx: 35 })
  expect(matrixGeometry(100, 600)).toMatchObject({ originPx: 0, cellPx: 6 })
})

test('a point lies in its cell; the diagonal and what is outside are no pair', () => {
  const geometry = matrixGeometry(100, 600)
  expect(cellAt(geometry, 13, 1)).toEqual({ i: 0, j: 2 })
  expect(cellAt(geometry, 1, 1)).toBeUndefined()
  expect(cellAt(geometry, 601, 1)).toBeUndefined()
  expect(cellAt(geometry, -1, 5)).toBeUndefined()
})

test('a step jumps the diagonal and stops at the edge', () => {
  const right = { di: 0, dj: 1 }
  expect(stepCell(4, { i: 2, j: 1 }, right)).toEqual({ i: 2, j: 3 })
  expect(stepCell(4, { i: 2, j: 3 }, right)).toEqual({ i: 2, j: 3 })
  expect(stepCell(4, { i: 3, j: 2 }, right)).toEqual({ i: 3, j: 2 })
})
