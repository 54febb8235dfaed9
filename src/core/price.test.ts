import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  inferDecimals,
  lotsOf,
  nominalLot,
  priceOf,
  priceTicksOf,
  quantityOf,
  type PriceTicks,
} from './price.ts'

const steps = fc.record({
  units: fc.constantFrom(1, 5, 25),
  decimals: fc.integer({ min: 0, max: 8 }),
})

test('a price of whole ticks is the double its decimal writing reads as', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), steps, (ticks, tickSize) => {
      const digits = String(ticks * tickSize.units).padStart(tickSize.decimals + 1, '0')
      const cut = digits.length - tickSize.decimals
      const decimal = Number(`${digits.slice(0, cut)}.${digits.slice(cut)}0`)
      expect(priceOf(ticks as PriceTicks, tickSize)).toBe(decimal)
    }),
  )
})

test('ticks survive the way to a price and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), steps, (ticks, tickSize) => {
      expect(priceTicksOf(priceOf(ticks as PriceTicks, tickSize), tickSize)).toBe(ticks)
    }),
  )
})

test('lots are cut towards zero, on both sides', () => {
  expect(lotsOf(0.29, { units: 1, decimals: 1 })).toBe(2)
  expect(lotsOf(-0.29, { units: 1, decimals: 1 })).toBe(-2)
  expect(Object.is(lotsOf(-1e-9, nominalLot), 0)).toBe(true)
})

test('lots survive the way to a quantity and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (lots) => {
      expect(lotsOf(quantityOf(lots as never, nominalLot), nominalLot)).toBe(lots)
    }),
  )
})

test('finds the fewest decimals that write every price', () => {
  expect(inferDecimals(Float64Array.of(16537.5, 16527, 0.25))).toBe(2)
  expect(inferDecimals(Float64Array.of(100, 2000))).toBe(0)
  expect(inferDecimals(new Float64Array(0))).toBe(0)
  expect(inferDecimals(Float64Array.of(0.00000089))).toBe(8)
  expect(inferDecimals(Float64Array.of(1 / 3), 6)).toBe(6)
})
