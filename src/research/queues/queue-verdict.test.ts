import { expect, test } from 'vitest'
import { judgementOf, verdictSentence } from './queue-verdict.ts'

const one = (value: number, lower: number, upper: number, trials = 10_000) => ({
  horizonSeconds: 60,
  difference: { value, lower, upper },
  said: 0.2 + value,
  share: 0.2,
  trials,
})

test.for([
  ['agrees', one(0, -0.01, 0.01)],
  ['agrees', one(0.005, 0.004, 0.006)], // told apart, by what is no matter
  ['refuted', one(0.05, 0.03, 0.07)],
  ['unvalidated', one(0.01, -0.05, 0.07)],
  ['unvalidated', one(0, 0, 0, 149)], // 29.8 fills
  ['agrees', one(0, 0, 0, 150)], // 30 fills
  ['unvalidated', { ...one(0, 0, 0), difference: { value: 0, lower: null, upper: null } }],
] as const)('%s: %o', ([verdict, difference]) => {
  expect(judgementOf([difference], 10).verdict).toBe(verdict)
})

test('a horizon with too few fills is not judged, the others are', () => {
  const rare = { ...one(0.001, 0.0005, 0.002), share: 0.0001 }
  expect(judgementOf([rare, one(0, -0.01, 0.01)], 10).verdict).toBe('agrees')
  expect(judgementOf([], 10)).toMatchObject({ verdict: 'unvalidated', fills: 0 })
})

test('a sentence says which, by how much and how surely, or what is missing', () => {
  const sentence = verdictSentence(
    'power:1',
    judgementOf([one(0, 0, 0, 100)], 10),
    judgementOf([one(0.05, 0.03, 0.07)], 10),
  )
  expect(sentence).toBe(
    'power:1: unvalidated by what became of the orders (20 fills, at least 30 are needed); refuted by the exact queue, had they all stayed: by 60 s 25.0 % where it is 20.0 % (difference 5.0 %, 3.0 % to 7.0 %).',
  )
})

test('from few blocks of time no interval is drawn that could judge', () => {
  const few = judgementOf([one(0, 0, 0)], 9)
  expect(few.verdict).toBe('unvalidated')
  expect(verdictSentence('power:1', few, undefined)).toContain('9 blocks of time, at least 10')
})

test('a difference that every draw gives is the worst there is, and none the least', () => {
  const sure = { ...one(-0.2, -0.2, -0.2), horizonSeconds: 600 }
  const { verdict, worst } = judgementOf([one(0.05, 0.03, 0.07), sure, one(0, 0, 0)], 10)
  expect({ verdict, horizon: worst!.horizonSeconds }).toEqual({ verdict: 'refuted', horizon: 600 })
})
