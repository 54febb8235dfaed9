import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { bankruptcyPrice, gainOver, liquidationDistance } from './leverage.ts'

const { buy, sell } = eventSide
const maintenance = 0.005
const cases = fc.record({
  kind: fc.constantFrom('linear' as const, 'inverse' as const),
  holders: fc.constantFrom(buy, sell),
  leverage: fc.integer({ min: 2, max: 50 }),
  entry: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
})

test('who is liquidated has the maintenance margin left, and who is bankrupt nothing', () => {
  fc.assert(
    fc.property(cases, ({ kind, holders, leverage, entry }) => {
      // One unit: of the base, or a contract of a dollar.
      const valueAt = (price: number): number => (kind === 'inverse' ? 1 / price : price)
      const margin = valueAt(entry) / leverage
      const left = (price: number): number =>
        margin + gainOver(kind, holders, { units: 1, price, than: entry })
      const liquidated = entry * Math.exp(liquidationDistance(kind, holders, leverage))
      expect(left(liquidated) / valueAt(liquidated)).toBeCloseTo(maintenance, 9)
      const bankrupt = bankruptcyPrice(kind, holders, liquidated)
      expect(left(bankrupt) / valueAt(bankrupt)).toBeCloseTo(0, 9)
    }),
  )
})

test('a long in coin is reached before a long in dollars, and a short after one', () => {
  for (const leverage of [3, 10, 50]) {
    expect(liquidationDistance('inverse', buy, leverage)).toBeGreaterThan(
      liquidationDistance('linear', buy, leverage),
    )
    expect(liquidationDistance('inverse', sell, leverage)).toBeGreaterThan(
      liquidationDistance('linear', sell, leverage),
    )
  }
})
