import { expect, test } from 'vitest'
import type { FeedNotice } from '../../core/events/market-feed.ts'
import type { Duration } from '../../core/time.ts'
import { NoticeWords } from './notice-words.ts'

const venue = 'coinbase'

test('a lost connection is told once, then every half a minute with its next try', () => {
  const words = new NoticeWords()
  const at = (seconds: number, told: Omit<FeedNotice, 'venue'>): string | undefined =>
    words.lineOf({ venue, ...told }, seconds * 1e6)
  const lost = { kind: 'disconnected', detail: 'refused', nextTry: 8_240_000 as Duration } as const
  expect(at(0, { ...lost, detail: 'closed' })).toBe(
    'coinbase: disconnected: closed; next try in 8.2 s',
  )
  expect([1, 8, 16, 24].map((seconds) => at(seconds, lost))).toEqual(Array(4).fill(undefined))
  const still = 'coinbase: still disconnected, for 32 s: refused; next try in 8.2 s'
  expect(at(32, lost)).toBe(still)
  expect(at(40, lost)).toBeUndefined()
  // It is away of itself: other things are told meanwhile, and another venue's loss.
  expect(at(41, { kind: 'malformed', detail: 'no JSON' })).toBe('coinbase: malformed: no JSON')
  expect(words.lineOf({ ...lost, venue: 'okx' }, 41e6)).toMatch(/^okx: disconnected: refused/)
  expect(at(42, { kind: 'connected', detail: 'subscribed' })).toBe(
    'coinbase: connected: subscribed',
  )
  expect(at(43, lost)).toBe('coinbase: disconnected: refused; next try in 8.2 s')
})

test('a feed that tells of an instrument alone, and never that it is back', () => {
  const words = new NoticeWords()
  const lost = { venue, kind: 'disconnected', detail: 'timeout', instruments: [0] } as const
  const lines = [0, 5, 31, 200].map((seconds) => words.lineOf(lost, seconds * 1e6))
  expect(lines).toEqual([
    'coinbase: disconnected: timeout',
    undefined,
    'coinbase: still disconnected, for 31 s: timeout',
    'coinbase: disconnected: timeout',
  ])
})
