import fc from 'fast-check'
import { expect, test } from 'vitest'
import { combinations, combinatorialSplits } from './combinatorial.ts'
import { rowsWithin, walkForwardFolds } from './walk-forward.ts'

const timesOf = fc
  .array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 80 })
  .map((steps) => Float64Array.from(steps, (_, k) => steps.slice(0, k + 1).reduce((a, b) => a + b)))
const spans = fc.record({
  horizon: fc.integer({ min: 1, max: 20 }),
  embargo: fc.integer({ min: 0, max: 10 }),
})

test('no training label reaches into a test window, and every instant after the first share is tested once', () => {
  fc.assert(
    fc.property(
      timesOf,
      spans,
      fc.integer({ min: 1, max: 7 }),
      (times, { horizon, embargo }, folds) => {
        const plan = { folds, firstShare: 0.3, horizon, embargo }
        const laid = walkForwardFolds(times[0]!, times.at(-1)! + 1, plan)
        for (const [k, { trainTo, testFrom, testTo }] of laid.entries()) {
          expect(trainTo + horizon + embargo).toBe(testFrom)
          expect(testFrom).toBe(k > 0 ? laid[k - 1]!.testTo : testFrom)
          expect(testTo).toBeGreaterThan(testFrom)
        }
        expect(laid.at(-1)?.testTo ?? times.at(-1)! + 1).toBe(times.at(-1)! + 1)
      },
    ),
  )
})

test('no label trained on overlaps with one tested, each group is tested as often as the others', () => {
  fc.assert(
    fc.property(timesOf, spans, (times, purge) => {
      const splits = combinatorialSplits(times, { groups: 4, tested: 2 }, purge)
      const tested = new Int32Array(times.length)
      for (const { train, test: rows } of splits) {
        for (const row of rows) tested[row]!++
        for (const row of train) {
          for (const other of rows) {
            const apart = Math.abs(times[row]! - times[other]!)
            expect(apart).toBeGreaterThanOrEqual(purge.horizon)
          }
        }
      }
      expect([...tested].every((count) => count === 3)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('a training row that overlaps with nothing is kept', () => {
  const times = Float64Array.from({ length: 9 }, (_, k) => k)
  const [first] = combinatorialSplits(times, { groups: 3, tested: 1 }, { horizon: 1, embargo: 1 })
  expect([Array.from(first!.test), Array.from(first!.train)]).toEqual([
    [0, 1, 2],
    [4, 5, 6, 7, 8],
  ])
})

test('all combinations come in order', () => {
  expect(combinations(4, 2)).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [2, 3],
  ])
  expect(rowsWithin(Float64Array.of(1, 2, 3), 2, 3)).toEqual(Int32Array.of(1))
})
