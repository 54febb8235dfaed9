import { expect, test } from 'vitest'
import { usedColumns, usedColumnsLine } from './used-columns.ts'

const [unknown, times] = [Number.NaN, Float64Array.of(1, 2, 3, 4)]
const matrix = {
  names: ['told', 'late', 'never', 'level', 'rare'],
  times,
  columns: [
    Float64Array.of(1, 2, 3, 4),
    Float64Array.of(unknown, 2, 3, 5),
    times.map(() => unknown),
    Float64Array.of(7, unknown, 7, 7),
    Float64Array.of(unknown, unknown, 3, 4),
  ],
}

test('columns that are not used are told by why, and rows by what they lack', () => {
  const columns = usedColumns(matrix, ['told', 'late'])
  expect(columns).toEqual({
    all: 5,
    used: 2,
    never: ['never'],
    constant: ['level'],
    seldom: ['rare'],
    lacking: [],
    rows: 4,
    rowsUnknown: 1,
  })
  expect(usedColumnsLine(columns)).toBe(
    'features: 2 of 5 used; not used, which costs no row: never known here (never); always the same (level); known too seldom (rare); 1 of 4 rows (25.0 %) are left out, where one that is used is not known',
  )
})

test('what a model from elsewhere looks at and is never known costs every row', () => {
  const columns = usedColumns(matrix, ['told', 'never'])
  expect([columns.lacking, columns.never, columns.rowsUnknown]).toEqual([['never'], [], 4])
  expect(usedColumnsLine(columns)).toContain('asked for by the model and never known here (never)')
})

test('where all is known nothing is named, and of nothing nothing is said', () => {
  const line = usedColumnsLine(usedColumns({ names: ['told'], times, columns: [times] }, ['told']))
  expect(line).toBe('features: 1 of 1 used; what is used is known in every row')
  const none = usedColumns({ names: [], times: new Float64Array(0), columns: [] }, [])
  expect(none).toMatchObject({ all: 0, used: 0, rows: 0, rowsUnknown: 0 })
})
