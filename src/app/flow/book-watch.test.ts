import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { corePlan } from '../../microstructure/features/feature-plan.ts'
import { FeatureSet } from '../../microstructure/features/feature-set.ts'
import { fullTrust, isDistrusted, trustAfter, usualTrust } from '../../risk/book-trust.ts'
import { BookWatch } from './book-watch.ts'

const second = 1e6
const start = 1_700_000_000 * second

/** A watch of one book, and what it hears. */
function watched() {
  const features = new FeatureSet(
    { ...corePlan(10), parts: ['book'] },
    {
      target: { index: 0, tickSize: 1, lotSize: 1 },
    },
  )
  const book = new BookWatch(features, 0, 300 * second)
  const rows = new EventColumns()
  const hear = (time: number, add: (out: EventColumns) => void): void => {
    rows.empty()
    rows.begin(0, time as Instant, NaN, NaN)
    add(rows)
    rows.end()
    book.hear(rows, 0, rows.length)
    features.apply(rows, 0, rows.length)
  }
  const whole = (time: number, bid: number, ask: number): void =>
    hear(time, (out) => {
      out.addClear()
      out.addLevel(eventSide.bid, bid, 5)
      out.addLevel(eventSide.ask, ask, 5)
    })
  return { book, hear, whole }
}

test('a book that lost trust is forecast from again when who trades on it would, and not before', () => {
  const { book, hear, whole } = watched()
  whole(start, 99, 101)
  let trust = fullTrust
  for (const k of [1, 2, 3]) {
    const time = start + k * second
    hear(time, (out) => out.addGap())
    whole(time + 1, 99, 101)
    trust = trustAfter(usualTrust, trust, 'gap', time as Instant)
  }
  let [wasDistrusted, changes, usedAgain] = [false, 0, 0]
  for (let seconds = 4; seconds < 120; seconds++) {
    const time = (start + seconds * second) as Instant
    const now = isDistrusted(trust, { trustLeast: 0.5, wasDistrusted, time })
    expect(book.faultAt(time)?.reason, `${seconds} s`).toBe(now ? 'distrusted-book' : undefined)
    changes += Number(now !== wasDistrusted)
    if (wasDistrusted && !now) usedAgain = seconds
    wasDistrusted = now
  }
  // On, and off again.
  expect(changes).toBe(2)
  // At six tenths of its trust, 34.1 s after the third gap (held 0.593), and not at five, 14.8 s after it.
  expect(usedAgain - 3).toBe(35)
})

test('what lost its connection is told to be, until it is there again, and then waits for a new book', () => {
  const { book, hear, whole } = watched()
  const reasonAt = (time: number) => book.faultAt(time)?.reason
  book.disconnected('refused')
  expect(reasonAt(start - second)).toBe('disconnected')
  book.connected()
  expect(reasonAt(start - second)).toBe('no-book')
  whole(start, 99, 101)
  hear(start + second, (out) => out.addGap())
  book.disconnected('closed')
  expect(book.faultAt(start + 2 * second)).toEqual({ reason: 'disconnected', detail: 'closed' })
  book.connected()
  expect(reasonAt(start + 3 * second)).toBe('distrusted-book')
  whole(start + 4 * second, 99, 101)
  expect(reasonAt(start + 5 * second)).toBeUndefined()
  // Where nobody tells that it is there again a new book does.
  hear(start + 100 * second, (out) => out.addGap())
  book.disconnected('closed')
  whole(start + 101 * second, 99, 101)
  expect(reasonAt(start + 102 * second)).toBeUndefined()
})

test('crossed books are held against it as where it is traded on', () => {
  const { book, whole } = watched()
  whole(start, 99, 101)
  for (const k of [1, 2]) whole(start + k * second, 102, 101)
  whole(start + 3 * second, 99, 101)
  expect(book.faultAt(start + 3 * second)).toEqual({
    reason: 'distrusted-book',
    detail: expect.stringMatching(/^trusted by 0\.4/) as string,
  })
})
