import { expect, test } from 'vitest'
import { missingSettlements } from './funding.ts'
import type { Instant } from './time.ts'

test('settlements that are due and absent are named, the borders as CONTRACT counts them', () => {
  const times = Float64Array.of(0, 8, 24, 32)
  expect(missingSettlements(times, 0 as Instant, 32 as Instant)).toEqual([16])
  expect(missingSettlements(times, 16 as Instant, 32 as Instant)).toEqual([])
  expect(missingSettlements(times, 32 as Instant, 48 as Instant)).toEqual([40, 48])
})
