import { expect, test } from 'vitest'
import { feeTermsAt, flatFees, type FeeSchedule } from './fee-schedule.ts'
import type { Instant } from './time.ts'

const schedule: FeeSchedule = [
  { from: 0 as Instant, makerFeeBps: 2, takerFeeBps: 5 },
  { from: 100 as Instant, makerFeeBps: -1, takerFeeBps: 4 },
]

test('new terms hold from their very instant', () => {
  expect(feeTermsAt(schedule, 99 as Instant).takerFeeBps).toBe(5)
  expect(feeTermsAt(schedule, 100 as Instant).takerFeeBps).toBe(4)
})

test('before the first terms there are none', () => {
  expect(() => feeTermsAt(schedule, -1 as Instant)).toThrow('no fee terms')
})

test('flat fees hold always', () => {
  expect(feeTermsAt(flatFees(5), -1e15 as Instant)).toMatchObject({
    makerFeeBps: 5,
    takerFeeBps: 5,
  })
})
