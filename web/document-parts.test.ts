import { expect, test } from 'vitest'
import { documentParts } from './document-parts.ts'

test('records are walked into, lists of records are tables, and nothing is a number that is none', () => {
  const { fields, tables } = documentParts({
    kind: 'flow',
    version: 1,
    summary: 'told elsewhere',
    horizonSeconds: 60,
    from: 1_700_000_000_000,
    outOfSample: { auc: { value: 0.512345678, low: null } },
    folds: [
      { trainFrom: 1, auc: 0.5 },
      { trainFrom: 2, note: [{ deep: 1 }, { deep: 2 }] },
    ],
    empty: [],
    horizons: [1, 10, 60],
  })
  expect(fields).toEqual([
    ['horizonSeconds', '60'],
    ['from', '2023-11-14 22:13:20'],
    ['outOfSample.auc.value', '0.5123457'],
    ['outOfSample.auc.low', '–'],
    ['empty', 'none'],
    ['horizons', '1, 10, 60'],
  ])
  expect(tables).toEqual([
    {
      name: 'folds',
      columns: ['trainFrom', 'auc', 'note'],
      rows: [
        ['1', '0.5', '–'],
        ['2', '–', '2 records'],
      ],
      left: 0,
    },
  ])
})

test('of a long table a page shows the beginning and says how many are left', () => {
  const { tables } = documentParts({ rows: Array.from({ length: 1_000 }, (_, k) => ({ k })) })
  expect([tables[0]!.rows.length, tables[0]!.left]).toEqual([200, 800])
})
