import { describe, expect, test } from 'vitest'
import { decoded, expectCodecLaws } from '../../test/codec-laws.ts'
import {
  expectedEvents,
  expectedSequence,
  feedCases,
  feedOf,
  fixtureFeeds,
  frameOf,
  withoutLocalTime,
} from '../../test/wire/feed-fixtures.ts'

// Every feed against what another program reads in the same messages, and against the laws of codecs.

describe.each(fixtureFeeds)('%s', (name) => {
  const { steps, cases } = feedCases(name)
  const feed = feedOf(name, steps)

  test.each(cases.map((entry) => [`${entry.label}, ${entry.source}`, entry] as const))(
    'tells what another program reads in it: %s',
    (_, entry) => {
      const { outcome, events, sequence, detail } = decoded(feed.codec, frameOf(feed, entry))
      expect(outcome, `${detail ?? ''} ${entry.message}`).toBe('decoded')
      expect(events.map(withoutLocalTime)).toEqual(expectedEvents(feed, entry))
      expect(sequence).toEqual(expectedSequence(feed, entry))
    },
  )

  test.each(cases.map((entry) => [`${entry.label}, ${entry.source}`, entry] as const))(
    'keeps the laws of codecs: %s',
    (_, entry) => {
      const { bytes, instrument } = frameOf(feed, entry)
      expectCodecLaws(feed.codec, [bytes], instrument)
    },
  )
})
