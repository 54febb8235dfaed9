import { describe, expect, test } from 'vitest'
import { decoded, type Decoded } from '../../test/codec-laws.ts'
import { feedCases, feedOf, fixtureFeeds, frameOf } from '../../test/wire/feed-fixtures.ts'
import { jsonText, spaced, textOf, withMembers } from '../../test/wire/json-text.ts'

// A usual message is scanned, any other is walked: the same message written in other ways must tell the same.

describe.each(fixtureFeeds)('%s', (name) => {
  const { steps, cases } = feedCases(name)
  const feed = feedOf(name, steps)
  const wholes = cases.map((entry) => decoded(feed.codec, frameOf(feed, entry)))

  const each = (
    check: (message: string, whole: Decoded, read: (text: string) => Decoded) => void,
  ): void => {
    for (const [index, entry] of cases.entries()) {
      const read = (message: string): Decoded =>
        decoded(feed.codec, frameOf(feed, { ...entry, message }))
      check(entry.message, wholes[index]!, read)
    }
  }

  test('white space tells nothing', () => {
    each((message, whole, read) => expect(read(spaced(message)), message).toEqual(whole))
  })

  test('keys that nobody knows tell nothing', () => {
    each((message, whole, read) => {
      const strange = [
        '"zz\\u00e9"',
        jsonText('{"":[null,-1.5e+3,"\\\\",[],{}],"data":true}'),
      ] as const
      const longer = withMembers(jsonText(message), (members) =>
        members.flatMap((member) => [member, strange]),
      )
      const { outcome, events, sequence, detail } = read(textOf(longer))
      expect({ outcome, events, sequence }, `${detail} ${textOf(longer)}`).toEqual(whole)
    })
  })

  test('keys may come in any order, which is that of the rows', () => {
    each((message, whole, read) => {
      for (let by = -1; by < mostMembers; by++) {
        const turned = textOf(
          withMembers(jsonText(message), (members) => {
            if (by < 0) return members.toReversed()
            return [...members.slice(by), ...members.slice(0, by)]
          }),
        )
        const { outcome, events, sequence, detail } = read(turned)
        expect({ outcome, sequence }, `${detail} ${turned}`).toEqual({
          outcome: 'decoded',
          sequence: whole.sequence,
        })
        expect(unordered(events)).toEqual(unordered(whole.events))
      }
    })
  })

  test('a key that is there twice is not read twice', () => {
    each((message, _, read) => {
      if (!message.includes('{')) return
      const doubled = textOf(withMembers(jsonText(message), (members) => [...members, ...members]))
      const { outcome, detail } = read(doubled)
      expect(outcome, doubled).toBe('malformed')
      expect(detail).toContain('each key once')
    })
  })

  test('no message looks like one of another channel: what came before does not matter', () => {
    for (const before of cases) {
      each((message, whole, read) => {
        decoded(feed.codec, frameOf(feed, before))
        expect(read(message), `${message} after ${before.message}`).toEqual(whole)
      })
    }
  })
})

/** Turning an object by more than it has members changes nothing. */
const mostMembers = 9

/** Events but for their order and which of them is the last. */
function unordered(events: Decoded['events']): readonly string[] {
  return events.map((event) => JSON.stringify({ ...event, endsMessage: false })).toSorted()
}
