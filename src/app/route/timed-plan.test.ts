import { expect, test } from 'vitest'
import { timedPlan } from './timed-plan.ts'

/** Plans that take so many microseconds, one after another, the last of them ever after. */
function timed(tookUs: readonly number[]) {
  let time = 0
  let runs = 0
  const plan = (): number => {
    time += tookUs[Math.min(runs, tookUs.length - 1)]!
    return ++runs
  }
  return { ...timedPlan(plan, () => time), runs }
}

test('what a plan takes is what it takes once it was made often, and the first is what is planned', () => {
  expect(timed([50_000, 6_000, 800, 200])).toEqual({ plan: 1, elapsedUs: 200, runs: 400 })
})

test('it is made for a quarter of a second at most, and one that takes as long by itself once', () => {
  expect(timed([240_000, 5_000, 4_000, 3_000])).toEqual({ plan: 1, elapsedUs: 3_000, runs: 4 })
  expect(timed([700_000])).toEqual({ plan: 1, elapsedUs: 700_000, runs: 1 })
})
