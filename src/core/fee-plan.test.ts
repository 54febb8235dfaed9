import { expect, test } from 'vitest'
import { planTermsAt, type FeePlan } from './fee-plan.ts'
import type { Instant } from './time.ts'

test('a tier that begins on a date is not there before: the one below it is paid', () => {
  const always = -Infinity as Instant
  const plan: FeePlan = {
    paidIn: 'settlement',
    tiers: [
      { volumeFrom: 0, fees: [{ from: always, makerFeeBps: 2, takerFeeBps: 5 }] },
      { volumeFrom: 100, fees: [{ from: 10 as Instant, makerFeeBps: 1, takerFeeBps: 4 }] },
    ],
  }
  expect(planTermsAt(plan, 150, 9 as Instant).makerFeeBps).toBe(2)
  expect(planTermsAt(plan, 150, 10 as Instant).makerFeeBps).toBe(1)
  expect(planTermsAt(plan, 99, 10 as Instant).makerFeeBps).toBe(2)
})
