import fc from 'fast-check'
import { expect, test } from 'vitest'
import { combinations, combinatorialSplits } from './combinatorial.ts'
import { holesOf } from './holes.ts'
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

test('windows hold as much time that was heard, wherever the holes are', () => {
  const minute = 60e6
  const day = 1_440
  const stretches = [
    [0, 200],
    [5 * day, 5 * day + 400],
    [9 * day, 9 * day + 801],
  ] as const
  const minutes = stretches.flatMap(([from, to]) =>
    Array.from({ length: to - from }, (_, k) => from + k),
  )
  const times = Float64Array.from(minutes, (k) => k * minute)
  const holes = holesOf(times)
  expect(holes.map(({ from, to }) => [from / minute, to / minute])).toEqual([
    [199, 5 * day],
    [5 * day + 399, 9 * day],
  ])
  const plan = { folds: 6, firstShare: 0.3, horizon: 5 * minute, embargo: 0 }
  const rowsOfFolds = (more: object): number[] =>
    walkForwardFolds(0, times.at(-1)! + 1, { ...plan, ...more }).map(
      ({ testFrom, testTo }) => rowsWithin(times, testFrom, testTo).length,
    )
  // Three tenths of nine days end in the first hole: what is before it is trained on, the rest is tested.
  const even = rowsOfFolds({ holes })
  expect([even.length, Math.min(...even), Math.max(...even)]).toEqual([6, 200, 201])
  expect(even.reduce((a, b) => a + b)).toBe(1_201)
  expect(rowsOfFolds({})).toContain(0)
})

test('a slow clock has no holes for that, nor have few instants', () => {
  const days = Float64Array.from({ length: 9 }, (_, k) => k * 86_400e6)
  expect([holesOf(days), holesOf(days.subarray(0, 2)), holesOf(new Float64Array(0))]).toEqual([
    [],
    [],
    [],
  ])
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
