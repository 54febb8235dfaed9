import { expect, test } from 'vitest'
import type { RunPath } from '../src/engine/run-path.ts'
import { fillMarks, tradeColumns } from './trade-columns.ts'

const column = [1, 2, 3]
const fill = { instrument: 4, isMaker: true, strategy: 0 }
const path: RunPath = {
  times: [1_000, 1_400, 2_100],
  equity: column,
  causes: { price: column, spread: column, slippage: column, fees: column, funding: column },
  instruments: [{ index: 4, positions: column, mids: [10, null, 12] }],
  fillsEvery: 1,
  fills: [
    { ...fill, time: 1_100, quantity: 1, price: 10 },
    { ...fill, time: 1_900, quantity: 3, price: 14 },
    { ...fill, time: 2_000, quantity: -1, price: 9 },
    { ...fill, time: 2_000, quantity: 5, price: 7, instrument: 2 },
  ],
}

test('a second has one row, its last', () => {
  const { time, mid, position } = tradeColumns(path, 4)
  expect({ time, mid, position }).toEqual({
    time: [1_400, 2_100],
    mid: [null, 12],
    position: [2, 3],
  })
})

test('fills of one side within a second are one mark at their mean price', () => {
  expect(fillMarks(path, 4)).toEqual({
    buys: [{ time: 1_000, price: 13 }],
    sells: [{ time: 2_000, price: 9 }],
  })
  expect(fillMarks(path, 0)).toEqual({ buys: [], sells: [] })
})

test('where nothing was traded there is no price to draw', () => {
  expect(tradeColumns({ ...path, instruments: [] }, -1).mid).toEqual([])
})
