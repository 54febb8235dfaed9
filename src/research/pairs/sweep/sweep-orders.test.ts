import { expect, test } from 'vitest'
import { expectValue } from '../../../math/outcome.ts'
import { defaultBacktestOptions } from '../backtest-options.ts'
import { entriesKey } from './cell-entries.ts'
import { formationKey } from './sweep-formation.ts'
import { cellsOf, parseGrid } from './sweep-grid.ts'
import { groupsOf, sweepOrders } from './sweep-orders.ts'

const cellsIn = (grid: string) =>
  cellsOf(expectValue(parseGrid(grid)), defaultBacktestOptions).cells

/** How often one thing follows another that is not the same. */
function turns(keys: readonly unknown[]): number {
  return keys.filter((key, k) => key !== keys[k - 1]).length
}

test('formations are handed out whole where there is one for every thread', () => {
  const cells = cellsIn('train=100/200/300,entry=1:2.9:0.01')
  const orders = sweepOrders(cells, 2)
  expect(orders).toHaveLength(3)
  for (const order of orders) {
    expect(new Set(order.map(({ options }) => formationKey(options))).size).toBe(1)
  }
})

test('fewer formations than threads are shared out, every cell once', () => {
  const cells = cellsIn('train=100,entry=1:2.9:0.01')
  const orders = sweepOrders(cells, 2)
  expect(orders).toHaveLength(3) // 191 cells, 64 an order
  const places = orders.flat().map(({ index }) => index)
  expect(places.toSorted((a, b) => a - b)).toEqual(cells.map(({ index }) => index))
})

test('what cells share is asked for once and never again, however the grid is written', () => {
  const [group] = groupsOf(cellsIn('entry=1/2,slippage-bps=0/2/5,notional=1000/2000,delay=0/1'))
  const options = group!.map((cell) => cell.options)
  expect(options).toHaveLength(24)
  expect(turns(options.map(entriesKey))).toBe(12)
  expect(turns(options.map(({ slippageBps }) => slippageBps))).toBe(3)
})

test('a fee that no venue can have is in no grid', () => {
  expect(parseGrid('fee-bps=5/20000')).toMatchObject({
    kind: 'unavailable',
    detail: 'fee-bps: 20000 cannot be, expected basis points above -10,000 and below 10,000',
  })
  expect(parseGrid('fee-bps=-10000')).toMatchObject({ kind: 'unavailable' })
  expect(parseGrid('fee-bps=-1:9:5')).toMatchObject({ kind: 'value' })
})
