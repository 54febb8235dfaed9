import { expect, test } from 'vitest'
import { Markouts } from './markouts.ts'

const second = 1_000_000

test('a fill is held against the mid that was known when its horizon came', () => {
  const markouts = new Markouts()
  markouts.add({ time: 0, instrument: 0, isBuy: true, price: 100, notional: 1_000 })
  markouts.add({ time: 0, instrument: 1, isBuy: false, price: 200, notional: 3_000 })
  expect(markouts.nextAt).toBe(second)
  const mids = [101, 202]
  // At the very instant what happens then is not applied yet: it still counts.
  markouts.measure(second, (instrument) => mids[instrument]!)
  expect(markouts.list()[0]!.fills).toBe(0)
  markouts.measure(second + 1, (instrument) => mids[instrument]!)
  // 100 bps our way on 1,000 and 100 bps against us on 3,000.
  const [first] = markouts.list()
  expect(first).toMatchObject({ horizonSeconds: 1, fills: 2 })
  // The quotients are doubles.
  expect(first!.meanBps).toBeCloseTo(-50, 9)
  expect(markouts.nextAt).toBe(10 * second)
})

test('a fill without a mid at its horizon counts nowhere', () => {
  const markouts = new Markouts()
  markouts.add({ time: 0, instrument: 0, isBuy: true, price: 100, notional: 1_000 })
  markouts.measure(100 * second, () => Number.NaN)
  expect(markouts.list().map(({ fills, meanBps }) => [fills, meanBps])).toEqual([
    [0, Number.NaN],
    [0, Number.NaN],
    [0, Number.NaN],
  ])
  expect(markouts.nextAt).toBe(Infinity)
})
