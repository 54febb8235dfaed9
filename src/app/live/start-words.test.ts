import { expect, test } from 'vitest'
import { guardWords } from './start-words.ts'

test('a run says what keeps books from being traded on, and that nothing does', () => {
  expect(guardWords({})).toBe(
    'no book is traded on below a trust of 0.5 (limits.trustLeast); none whose feed is silent for 10000 ms (limits.staleAfterMs)',
  )
  expect(guardWords({ trustLeast: 0, staleAfterMs: 0 })).toBe(
    'books are traded on however little they are trusted (limits.trustLeast 0); however long their feed is silent (limits.staleAfterMs 0)',
  )
})
