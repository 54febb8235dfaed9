import { expect, test } from 'vitest'
import { atLeast, exactInterval } from './study-table.ts'

/** P(X >= count), term by term. */
function summed(count: number, runs: number, probability: number): number {
  let term = (1 - probability) ** runs
  let below = 0
  for (let k = 0; k < count; k++) {
    below += term
    term *= ((runs - k) / (k + 1)) * (probability / (1 - probability))
  }
  return 1 - below
}

test('the chance of so many rejections is the sum of the binomial terms', () => {
  for (const [count, runs, probability] of [
    [0, 20, 0.1],
    [1, 20, 0.1],
    [7, 2000, 0.001],
    [26, 200, 0.1],
    [200, 200, 0.9],
  ] as const) {
    // The sum has lost 1e-15 of 1, a tail of 1e-4 hence eleven digits.
    expect(atLeast(count, runs, probability)).toBeCloseTo(summed(count, runs, probability), 12)
  }
})

test('at the ends of an interval the count is 2.5 % from impossible, on its side', () => {
  for (const [count, runs] of [
    [1, 500],
    [3, 2000],
    [19, 400],
    [45, 50],
  ] as const) {
    const [low, high] = exactInterval(count, runs)
    expect(summed(count, runs, low)).toBeCloseTo(0.025, 10)
    expect(1 - summed(count + 1, runs, high)).toBeCloseTo(0.025, 10)
  }
})

test('none of all is 0 to something, all is something to 1', () => {
  const [low, high] = exactInterval(0, 500)
  expect(low).toBe(0)
  expect((1 - high) ** 500).toBeCloseTo(0.025, 12)
  expect(exactInterval(500, 500)).toEqual([expect.closeTo(1 - high, 12), 1])
})
