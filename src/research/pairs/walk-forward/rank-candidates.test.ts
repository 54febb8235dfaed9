import { expect, test } from 'vitest'
import { randomPair } from '../../../../test/random-pair.ts'
import { joinLegs, levelled } from '../relation/joined-legs.ts'
import type { Candidate } from './candidate.ts'
import { rankCandidates, residualSize } from './rank-candidates.ts'

function candidate(change: Partial<Candidate>): Candidate {
  return {
    legs: [0, 1],
    statistic: -3,
    pValue: 0.05,
    qValue: 0.5,
    isFound: false,
    hedgeRatios: [1],
    intercept: 0,
    halfLifeBars: 10,
    observations: 365,
    ...change,
  }
}

const costs = { entry: 2, feeBps: 5, slippageBps: 2 }

test('the faster reversion comes first, and is not as fast as it looks', () => {
  const halfLives = [40, 5, 12, 80]
  const ranked = rankCandidates(
    halfLives.map((halfLifeBars) => candidate({ halfLifeBars })),
    () => 0.05,
    costs,
  )
  expect(ranked.map(({ candidate: { halfLifeBars } }) => halfLifeBars)).toEqual([5, 12, 40, 80])
  expect(ranked[0]!.shrunkHalfLifeBars).toBeGreaterThan(5)
  expect(ranked[3]!.shrunkHalfLifeBars).toBeLessThan(80)
})

test('the score is the gain of an entry for its risk, costs taken off', () => {
  const [only] = rankCandidates([candidate({ halfLifeBars: 16 })], () => 0.02, costs)
  // Half of two deviations, less 14 bps of 2 %, over the root of 16.
  expect(only!.score).toBeCloseTo((1 - 0.0014 / 0.02) / 4, 12)
})

test('what does not revert, and what would not pay its costs, is left out', () => {
  const all = [candidate({ halfLifeBars: null }), candidate({})]
  expect(rankCandidates(all, () => 0.05, costs)).toHaveLength(1)
  expect(rankCandidates(all, () => 0.0014, costs)).toHaveLength(0)
  expect(rankCandidates(all, () => Number.NaN, costs)).toHaveLength(0)
  expect(rankCandidates([], () => 0.05, costs)).toEqual([])
})

test('the size of a residual is a fraction of what is held, on logs and on prices', () => {
  const { y, x } = randomPair(1, 200)
  const relation = { hedgeRatios: [1.2], intercept: 0.5 }
  const logs = joinLegs([levelled(y, true), levelled(x, true)])
  const deviation = residualSize(logs, relation, true) * 2.2
  // An AR(1) of 0.8 with shocks of 0.01 has a deviation of 0.0167.
  expect(deviation).toBeGreaterThan(0.01)
  expect(deviation).toBeLessThan(0.025)
  const prices = joinLegs([levelled(y, false), levelled(x, false)])
  const doubled = [y, x].map((bars) =>
    levelled({ ...bars, close: bars.close.map((p) => 2 * p) }, false),
  )
  const plain = { hedgeRatios: [1.2], intercept: 0 }
  expect(residualSize(joinLegs(doubled), plain, false)).toBeCloseTo(
    residualSize(prices, plain, false),
    12,
  )
})
