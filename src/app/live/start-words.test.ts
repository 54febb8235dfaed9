import { expect, test } from 'vitest'
import { guardWords, modeWords } from './start-words.ts'

test('a run says what keeps books from being traded on, and that nothing does', () => {
  expect(guardWords({})).toBe(
    'no book is traded on below a trust of 0.5 (limits.trustLeast); none whose feed is silent for 10000 ms (limits.staleAfterMs)',
  )
  expect(guardWords({ trustLeast: 0, staleAfterMs: 0 })).toBe(
    'books are traded on however little they are trusted (limits.trustLeast 0); however long their feed is silent (limits.staleAfterMs 0)',
  )
})

test('on paper and live the limits in force are told in the same words', () => {
  const reporting = { currency: 'USD', capital: 1, rates: {} }
  const limits = { dailyLossMost: 7, venueNotionalMost: { okx: 8, kraken: 9 } }
  const told =
    'limits (money in USD): dailyLossMost 7, venueNotionalMost of okx 8, venueNotionalMost of kraken 9'
  const venues = [{ name: 'okx', url: '' }]
  expect(modeWords('paper', venues, { limits, reporting })).toBe(`on paper; ${told}`)
  expect(modeWords('live', venues, { limits, reporting })).toBe(
    `LIVE: orders are real, at okx; ${told}`,
  )
  const lifted = { limits: { venueNotionalMost: {} }, reporting }
  expect(modeWords('paper', venues, lifted)).toBe('on paper; no limits')
})
