import fc from 'fast-check'
import { expect, test } from 'vitest'
import { screenFixture } from '../test/desk-fixture.ts'
import { defaultTable } from './address.ts'
import { orderRows, sortBy, tableColumns, type SortColumn } from './table-order.ts'

const result = screenFixture(5, 20)
const columns = tableColumns(result)
const sortColumns = Object.keys(columns.keys) as SortColumn[]
const shown = (view: Partial<typeof defaultTable>) =>
  Array.from(orderRows(columns, { ...defaultTable, ...view }), (index) => result.results[index]!)

test('as usual the rows come as the screen gave them, by p-value', () => {
  expect(shown({})).toEqual(result.results)
})

test('any column orders all rows, both ways, with what is missing last and equals by p-value', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sortColumns), fc.boolean(), (sort, descending) => {
      const rows = shown({ sort, descending })
      expect(rows).toHaveLength(result.results.length)
      for (let place = 1; place < rows.length; place++) {
        const [before, after] = [rows[place - 1]!, rows[place]!]
        expect(inOrder(before[sort] ?? null, after[sort] ?? null, descending)).not.toBe(false)
        const isTie = before[sort] === after[sort]
        expect(isTie && before.pValue > after.pValue).toBe(false)
      }
    }),
  )
})

/** undefined where neither goes before the other. */
function inOrder(
  before: string | number | boolean | null,
  after: string | number | boolean | null,
  descending: boolean,
): boolean | undefined {
  if (before === after) return undefined
  if (before === null || after === null) return after === null
  return before < after === !descending
}

test('a filter keeps the rows that have every word in one of their names', () => {
  const rows = shown({ filter: ' eth  btc ' })
  expect(rows.map(({ y, x }) => `${y} ${x}`).toSorted()).toEqual([
    'BTC-USDT ETH-USDT',
    'ETH-USDT BTC-USDT',
  ])
  expect(shown({ filter: 'nothing has this' })).toEqual([])
})

test('cointegrated only shows what was rejected', () => {
  const rows = shown({ rejectedOnly: true })
  expect(rows).toEqual(result.results.filter((row) => row.rejected))
  expect(rows.length).toBeGreaterThan(0)
})

test('one row a pair keeps the direction with the smaller p-value', () => {
  const rows = shown({ onePerPair: true })
  expect(rows).toHaveLength(190)
  for (const row of rows) {
    const other = result.results.find((one) => one.y === row.x && one.x === row.y)!
    expect(row.pValue).toBeLessThanOrEqual(other.pValue)
  }
})

test('an empty screen gives no rows', () => {
  const none = tableColumns({ ...result, series: [], results: [] })
  expect(orderRows(none, defaultTable)).toHaveLength(0)
})

test('a click on a head sorts by it, another one turns it round, a third one turns it back', () => {
  const once = sortBy(defaultTable, 'qValue')
  const twice = sortBy(once, 'qValue')
  expect(once).toMatchObject({ sort: 'qValue', descending: false })
  expect(twice).toMatchObject({ sort: 'qValue', descending: true })
  expect(sortBy(twice, 'qValue')).toEqual(once)
  expect(sortBy(twice, 'lags')).toMatchObject({ sort: 'lags', descending: false })
})
