import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LogHistogram } from './log-histogram.ts'

test('quantiles are those of the sorted numbers, to one percent', () => {
  const sizes = fc.oneof(
    fc.integer({ min: -1_000, max: 1_000 }),
    fc.integer({ min: -1e12, max: 1e12 }),
  )
  fc.assert(
    fc.property(
      fc.array(sizes, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const histogram = new LogHistogram()
        for (const value of values) histogram.add(value)
        const sorted = values.toSorted((a, b) => a - b)
        const wanted = sorted[Math.min(values.length - 1, Math.floor(share * values.length))]!
        const found = histogram.quantile(share)
        // A bin is 1 % wide and stands for its middle; 0 stands for what is below 1 in size.
        expect(Math.abs(found - wanted)).toBeLessThanOrEqual(
          Math.abs(wanted) * 0.0051 + (wanted === 0 ? 1 : 0),
        )
      },
    ),
    { numRuns: 500, seed: 1 },
  )
})

test('nothing has no quantile; the ends are the numbers themselves', () => {
  const histogram = new LogHistogram()
  expect(histogram.quantile(0.5)).toBeNaN()
  for (const value of [-12_345, 7, 1e17]) histogram.add(value)
  expect([histogram.quantile(0), histogram.quantile(1)]).toEqual([-12_345, 1e17])
  expect([histogram.least, histogram.most, histogram.count]).toEqual([-12_345, 1e17, 3])
})

test('the mean weighted by size is of the numbers up to a limit', () => {
  const histogram = new LogHistogram()
  expect(histogram.weightedMean(Infinity)).toBe(0)
  for (const value of [0, 0, 0, 10, 30, 1_000]) histogram.add(value)
  expect(histogram.weightedMean(100)).toBeCloseTo((100 + 900) / 40, 0)
  expect(histogram.weightedMean(1e4) / (1_001_000 / 1_040)).toBeCloseTo(1, 2)
})
