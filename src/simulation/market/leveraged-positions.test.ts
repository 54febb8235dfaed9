import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { Random } from '../../math/random.ts'
import { LeveragedPositions } from './leveraged-positions.ts'

const { buy, sell } = eventSide

/** Lots liquidated and at what price (logarithm), in their order. */
function liquidated(positions: LeveragedPositions, side: 0 | 1, mark: number): [number, number][] {
  const found: [number, number][] = []
  positions.liquidate(side, mark, (lots, price) => {
    found.push([lots, price])
  })
  return found
}

test('longs are liquidated from the highest price down, shorts from the lowest up, each once', () => {
  const positions = new LeveragedPositions('linear', new Random(1))
  for (const price of [-0.02, -0.01, -0.03]) positions.openAt(buy, 5, price)
  for (const price of [0.03, 0.02]) positions.openAt(sell, 7, price)
  expect(liquidated(positions, buy, -0.005)).toEqual([])
  expect(liquidated(positions, buy, -0.02).map(([, price]) => price)).toEqual([-0.01, -0.02])
  expect(liquidated(positions, buy, -0.02)).toEqual([])
  expect(liquidated(positions, sell, 0.05).map(([lots]) => lots)).toEqual([7, 7])
})

test('who has little leverage is reached late', () => {
  const positions = new LeveragedPositions('linear', new Random(2))
  for (let k = 0; k < 100; k++) positions.open(10, 0)
  expect(positions.openLots).toBe(1_000)
  // The highest leverage is 50: 2 % less half a percent of maintenance.
  expect(liquidated(positions, buy, -0.014)).toEqual([])
  const near = liquidated(positions, buy, -0.016)
  expect(near).toHaveLength(1)
  expect(liquidated(positions, buy, -0.5)).toHaveLength(4)
})

test('auto-deleveraging closes winners as far as there are any', () => {
  const positions = new LeveragedPositions('linear', new Random(3))
  for (let k = 0; k < 50; k++) positions.open(10, 0)
  expect(positions.deleverage(sell, 120)).toBe(120)
  expect(positions.openLots).toBeCloseTo(380, 9)
  expect(positions.deleverage(sell, 1e9)).toBeCloseTo(380, 9)
  expect(positions.openLots).toBeCloseTo(0, 9)
})

test('positions close by themselves, and what is open stays countable for years', () => {
  const positions = new LeveragedPositions('linear', new Random(4))
  for (let day = 0; day < 400; day++) positions.trade(1_000, 0, 86_400 / 2)
  // Half is closed each half day, and a tenth of what trades opens: 100 + 50 + 25 ...
  expect(positions.openLots).toBeGreaterThan(100)
  expect(positions.openLots).toBeLessThan(201)
})
