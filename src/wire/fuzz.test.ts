import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoded, type Decoded } from '../../test/codec-laws.ts'
import {
  feedCases,
  feedOf,
  fixtureFeeds,
  frameOf,
  type FeedCase,
} from '../../test/wire/feed-fixtures.ts'
import { spaced } from '../../test/wire/json-text.ts'

// Real messages with bytes changed, cut out, put in and doubled. Whatever comes of them, nothing is thrown and no part
// of a message is left (`decoded` sees to that); what JSON.parse refuses is not decoded; and what it reads is decoded to
// the same rows as when white space makes the scanner give way to walking.

// The long form, whose result is in docs/results/wire.md:
//
//   ISOBAR_FUZZ=100000 ISOBAR_SEED=1 npx vitest run src/wire/fuzz.test.ts test/wire/damaged-feeds.test.ts --testTimeout 0

const asked = process.env['ISOBAR_FUZZ']
const runs = Number(asked ?? 500)
const seed = Number(process.env['ISOBAR_SEED'] ?? 20_261_128)

/** Places are counted around the message, so that one list of changes fits messages of any length. */
type Change =
  | { readonly kind: 'put'; readonly at: number; readonly byte: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: readonly number[] }
  | { readonly kind: 'cut' | 'double'; readonly at: number; readonly length: number }
  | { readonly kind: 'end'; readonly at: number }
  /** The next digit is another. */
  | { readonly kind: 'next'; readonly at: number; readonly by: number }

const at = fc.nat(100_000)
/** Half of them bytes that mean something in JSON. */
const byte = fc.oneof(
  fc.constantFrom(...Buffer.from('"\\[]{},:-.+eE0123456789 \ntfnu/')),
  fc.integer({ min: 0, max: 255 }),
)
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), at, byte }),
  fc.record({
    kind: fc.constant('insert' as const),
    at,
    bytes: fc.array(byte, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constantFrom('cut' as const, 'double' as const),
    at,
    length: fc.integer({ min: 1, max: 24 }),
  }),
  fc.record({ kind: fc.constant('end' as const), at }),
  fc.record({ kind: fc.constant('next' as const), at, by: fc.integer({ min: 1, max: 9 }) }),
)
const changes = fc.array(change, { minLength: 1, maxLength: 3 })

describe.each(fixtureFeeds)('%s', (name) => {
  const { steps, cases } = feedCases(name)
  const feed = feedOf(name, steps)

  const read = (entry: FeedCase, bytes: Uint8Array): Decoded =>
    decoded(feed.codec, { ...frameOf(feed, entry), bytes, end: bytes.length })

  test('reads a damaged message as JSON.parse would, or says where it is damaged', () => {
    let parsed = 0
    let kept = 0
    const property = fc.property(fc.constantFrom(...cases), changes, (entry, list) => {
      const bytes = list.reduce(changed, frameOf(feed, entry).bytes)
      const text = Buffer.from(bytes).toString('latin1')
      const result = read(entry, bytes)
      const { outcome, offset = 0 } = result
      // Not `expect`, which takes longer than reading.
      if (!(offset >= 0 && offset <= bytes.length)) throw new Error(`offset ${offset} of ${text}`)
      const isParsed = isJson(text)
      if (isParsed) parsed++
      if (outcome === 'decoded') kept++
      const isPassedOver = outcome === 'ignored' && !isParsed && !/^p[io]ng$/.test(text.trim())
      if (isPassedOver) throw new Error(`passed over: ${text}`)
      // What is not decoded may be so for another reason: walking finds another key first.
      const walked = isParsed ? told(read(entry, Buffer.from(spaced(text), 'latin1'))) : notDecoded
      const scanned = told(result)
      if (!isDeepStrictEqual(scanned, walked)) {
        throw new Error(`${text}: ${JSON.stringify([scanned, walked])}`)
      }
    })
    fc.assert(property, { seed, numRuns: runs })
    // It is worth something only while a good part is still JSON, and some of that still a message.
    expect(parsed / runs).toBeGreaterThan(0.15)
    expect(kept / runs).toBeGreaterThan(0.1)
    if (asked !== undefined)
      process.stdout.write(`${name}: ${runs} damaged, ${parsed} still JSON, ${kept} still read\n`)
  })
})

const notDecoded = 'not decoded'

function told({ outcome, events, sequence }: Decoded): unknown {
  return outcome === 'decoded' ? { events, sequence } : notDecoded
}

function changed(bytes: Uint8Array, one: Change): Uint8Array {
  const start = one.at % (bytes.length + 1)
  const before = bytes.subarray(0, start)
  switch (one.kind) {
    case 'put':
      return Uint8Array.of(...before, one.byte, ...bytes.subarray(start + 1))
    case 'insert':
      return Uint8Array.of(...before, ...one.bytes, ...bytes.subarray(start))
    case 'cut':
      return Uint8Array.of(...before, ...bytes.subarray(start + one.length))
    case 'double':
      return Uint8Array.of(...bytes.subarray(0, start + one.length), ...bytes.subarray(start))
    case 'end':
      return before
    case 'next':
      return withNext(bytes, start, one.by)
  }
}

/** The first digit at a place or behind it, another digit. */
function withNext(bytes: Uint8Array, start: number, by: number): Uint8Array {
  const found = bytes.findIndex((value, index) => index >= start && value >= 0x30 && value <= 0x39)
  if (found < 0) return bytes
  return bytes.with(found, 0x30 + ((bytes[found]! - 0x30 + by) % 10))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
