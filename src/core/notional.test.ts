import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instrument } from './instrument.ts'
import { lotsOfNotional, lotsOfUnits, notionalOfLots, unitsOfLots, valueAt } from './notional.ts'
import type { Step } from './price.ts'

const one: Step = { units: 1, decimals: 0 }
const hundredth: Step = { units: 1, decimals: 2 }

/** OKX's swaps: a contract of 1,000 DOGE, of a hundredth of a BTC, of 100 dollars. */
const doge = { class: 'linear', lotSize: hundredth, contractSize: { units: 1_000, decimals: 0 } }
const bitcoin = { class: 'linear', lotSize: hundredth, contractSize: hundredth }
const dollars = { class: 'inverse', lotSize: one, contractSize: { units: 100, decimals: 0 } }
const coins = { class: 'spot', lotSize: { units: 1, decimals: 5 } }

test.each([
  { of: doge, lots: 10_000, price: 0.4, units: 100_000, notional: 40_000 },
  { of: bitcoin, lots: 100, price: 60_000, units: 0.01, notional: 600 },
  { of: dollars, lots: 7, price: 50_000, units: 700, notional: 700 },
  { of: dollars, lots: 7, price: Number.NaN, units: 700, notional: 700 },
  { of: coins, lots: 150_000, price: 60_000, units: 1.5, notional: 90_000 },
  { of: coins, lots: 150_000, price: Number.NaN, units: 1.5, notional: Number.NaN },
])('$lots lots at $price are $units units and come to $notional', (each) => {
  const { of, lots, price, units, notional } = each
  const instrument = of as Instrument
  expect(unitsOfLots(instrument, lots)).toBe(units)
  expect(unitsOfLots(instrument, -lots)).toBe(-units)
  expect(notionalOfLots(instrument, lots, price)).toBe(notional)
  expect(notionalOfLots(instrument, -lots, price)).toBe(notional)
})

test('lots of a notional come to no more than it, and one more does', () => {
  const instrument = fc.constantFrom(doge, bitcoin, dollars, coins) as fc.Arbitrary<Instrument>
  const money = fc.double({ min: 0, max: 1e7, noNaN: true })
  const price = fc.double({ min: 0.01, max: 1e5, noNaN: true })
  fc.assert(
    fc.property(instrument, money, price, (of, notional, at) => {
      const lots = lotsOfNotional(of, notional, at)
      // Half a billionth: sums of doubles.
      expect(notionalOfLots(of, lots, at)).toBeLessThanOrEqual(notional * (1 + 5e-10))
      expect(notionalOfLots(of, lots + 1, at)).toBeGreaterThan(notional * (1 - 5e-10))
      expect(lotsOfUnits(of, unitsOfLots(of, lots))).toBe(lots)
    }),
  )
})

test('value grows with the price, of an inverse contract in the coin it settles in', () => {
  expect(valueAt(bitcoin as Instrument, -100, 60_000)).toBe(-600)
  expect(valueAt(dollars as Instrument, 5, 50_000)).toBe(-0.01)
})
