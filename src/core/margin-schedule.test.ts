import fc from 'fast-check'
import { expect, test } from 'vitest'
import { initialMargin, maintenanceMargin, marginTiersAt } from './margin-schedule.ts'
import type { Instant } from './time.ts'

const tiers = [
  { notionalFrom: 0, maintenanceRate: 0.004, leverageMax: 100 },
  { notionalFrom: 50_000, maintenanceRate: 0.01, leverageMax: 50 },
  { notionalFrom: 250_000, maintenanceRate: 0.025, leverageMax: 20 },
]

test('each part of a notional is kept at the rate of its own tier', () => {
  expect(maintenanceMargin(tiers, 0)).toBe(0)
  expect(maintenanceMargin(tiers, 50_000)).toBe(200)
  // 200 + 200,000 x 1 % + 50,000 x 2.5 %
  expect(maintenanceMargin(tiers, 300_000)).toBe(3_450)
})

test('the margin of tiers is that of rate and deduction, as venues publish them', () => {
  // Deductions that make each rate meet the one before: 50,000 x 0.6 %, and 250,000 x 1.5 % more.
  const deductions = [0, 300, 4_050]
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e7, noNaN: true }), (notional) => {
      const at = tiers.findLastIndex(({ notionalFrom }) => notionalFrom < notional)
      const published = notional * tiers[at]!.maintenanceRate - deductions[at]!
      // Sums of three products of doubles.
      expect(Math.abs(maintenanceMargin(tiers, notional) - published)).toBeLessThan(1e-9 * notional)
    }),
  )
})

test('leverage is what was asked for, as far as the tier allows', () => {
  expect(initialMargin(tiers, 10_000, 10)).toBe(1_000)
  expect(initialMargin(tiers, 10_000, 200)).toBe(100)
  expect(initialMargin(tiers, 300_000, 200)).toBe(15_000)
})

test('tiers are those of their date', () => {
  const later = [{ notionalFrom: 0, maintenanceRate: 0.5, leverageMax: 2 }]
  const schedule = [
    { from: 0 as Instant, tiers },
    { from: 1_000 as Instant, tiers: later },
  ]
  expect(marginTiersAt(schedule, 999 as Instant)).toBe(tiers)
  expect(marginTiersAt(schedule, 1_000 as Instant)).toBe(later)
  expect(() => marginTiersAt(schedule, -1 as Instant)).toThrow('no margin tiers')
})
