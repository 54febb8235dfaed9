import { expect, test } from 'vitest'
import { AggressorRuns } from '../../microstructure/trades/aggressor-runs.ts'
import { warmUpOf, warmUpWords } from './warm-up.ts'

const plan = { buckets: 50, bucketQuantity: 12.5, sweepWindow: 200 }
const midnight = 1_704_067_200e6

test('what looks back the longest is what is waited for, and volume besides', () => {
  const features = ['queue-imbalance', 'return.300s', 'trade-imbalance.60s', 'vpin-bulk']
  const warmUp = warmUpOf(features, plan)
  expect(warmUp).toEqual({
    longest: 300e6,
    slowest: ['return.300s'],
    byVolume: ['vpin-bulk'],
    volume: 625,
    bySweeps: [],
    sweeps: 201,
  })
  const words = (seconds: number): string =>
    warmUpWords(warmUp, { since: midnight, now: midnight + seconds * 1e6 })
  const volume =
    "vpin-bulk: not before 625 have been traded, a day's volume of what it was trained on"
  expect(words(0)).toBe(
    `return.300s looks back 5 min: not before 00:05:00 UTC, in 5 min; ${volume}`,
  )
  expect(words(50)).toContain('in 4 min 10 s')
  expect(words(260)).toContain('in 40 s')
  expect(words(300)).toBe(volume)
})

test('what counts sweeps says how many it waits for, and there are no fewer', () => {
  const warmUp = warmUpOf(['run-length', 'run-changes', 'sweep-rank'], plan)
  expect(warmUpWords(warmUp, { since: midnight, now: midnight })).toBe(
    'run-changes: not before 201 aggressive orders have come',
  )
  const runs = new AggressorRuns(plan.sweepWindow)
  for (let k = 1; k < warmUp.sweeps; k++) runs.add(1, k % 2 === 0 ? 1 : -1)
  expect(runs.changeShare()).toBeNaN()
  runs.add(1, 1)
  expect(runs.changeShare()).not.toBeNaN()
})

test('several are told by how many measures they are', () => {
  const warmUp = warmUpOf(['return.60s', 'volatility.60s'], plan)
  expect(warmUpWords(warmUp, { since: midnight, now: midnight })).toBe(
    '2 measures that look back 1 min: not before 00:01:00 UTC, in 1 min',
  )
})

test('a book alone is waited for by nobody', () => {
  const warmUp = warmUpOf(['queue-imbalance', 'slope-bid'], plan)
  expect(warmUpWords(warmUp, { since: midnight, now: midnight })).toBe('')
})
