import { expect, test } from 'vitest'
import { warmUpOf, warmUpWords } from './warm-up.ts'

const plan = { buckets: 50, bucketQuantity: 12.5 }
const midnight = 1_704_067_200e6

test('what looks back the longest is what is waited for, and volume besides', () => {
  const features = ['queue-imbalance', 'return.300s', 'trade-imbalance.60s', 'vpin-bulk']
  const warmUp = warmUpOf(features, plan)
  expect(warmUp).toEqual({
    longest: 300e6,
    slowest: ['return.300s'],
    byVolume: ['vpin-bulk'],
    volume: 625,
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

test('a book alone is waited for by nobody', () => {
  const warmUp = warmUpOf(['queue-imbalance', 'slope-bid'], plan)
  expect(warmUpWords(warmUp, { since: midnight, now: midnight })).toBe('')
})
