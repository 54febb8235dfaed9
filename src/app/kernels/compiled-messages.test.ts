import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoded } from '../../../test/codec-laws.ts'
import { feedCases, feedOf, frameOf } from '../../../test/wire/feed-fixtures.ts'
import type { MessageKernel } from '../../math/kernels/message-kernel.ts'
import { compiledMessageKernel } from './compiled-messages.ts'

// With the kernel and without it a message tells the same, whatever befalls it; what the kernel does not take is read
// byte by byte, so that each test also says of how many messages it must take.

const seed = 20_261_128

/** The compiled kernel, and how many messages it has read. */
function countingKernel(): { readonly kernel: MessageKernel; readonly count: () => number } {
  const compiled = compiledMessageKernel()
  let count = 0
  const open: MessageKernel['open'] = () => {
    const session = compiled.open()
    const read = session.read.bind(session)
    session.read = (...message) => {
      const answer = read(...message)
      if (answer === 'read') count++
      return answer
    }
    return session
  }
  return { kernel: { open }, count: () => count }
}

describe.each(['binance-spot', 'binance-usd-margined', 'binance-coin-margined'] as const)(
  '%s',
  (name) => {
    const { steps, cases } = feedCases(name)

    test('reads real messages with a byte put in, changed or cut as without the kernel', () => {
      const { kernel, count } = countingKernel()
      const [plain, compiled] = [feedOf(name, steps), feedOf(name, steps, kernel)]
      let told = 0
      const books = cases.filter(({ message }) => /depthUpdate|lastUpdateId/.test(message))
      const byte = fc.constantFrom(...Buffer.from('"[]{},.-0123456789 e\\'))
      const change = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 2), fc.array(byte, { maxLength: 2 }))
      const property = fc.property(
        fc.constantFrom(...books),
        fc.option(change),
        (entry, damage) => {
          const frame = frameOf(plain, entry)
          const bytes = damage === null ? frame.bytes : spliced(frame.bytes, damage)
          const as = { ...frame, bytes, end: bytes.length }
          const text = Buffer.from(bytes).toString('latin1')
          const expected = decoded(plain.codec, as)
          expect(decoded(compiled.codec, as), text).toEqual(expected)
          if (expected.outcome === 'decoded') told++
        },
      )
      fc.assert(property, { seed, numRuns: 1000 })
      expect(told).toBeGreaterThan(300)
      // The others have a space put in, or are snapshots of a rarer look.
      expect(count() / told).toBeGreaterThan(0.7)
    })
  },
)

/** Digits and a point as venues write them and as they should not, short, long, too fine and too large. */
const decimal = fc.oneof(
  { weight: 9, arbitrary: decimalOf(6, 2, 6) },
  { weight: 3, arbitrary: decimalOf(10, 3, 16) },
  { weight: 1, arbitrary: decimalOf(20, 9, 20) },
  { weight: 1, arbitrary: fc.stringMatching(/^[0-9.eE+-]{0,20}$/) },
)

function decimalOf(
  wholeMost: number,
  fractionMost: number,
  zerosMost: number,
): fc.Arbitrary<string> {
  return fc
    .tuple(digits(1, wholeMost), fc.option(digits(0, fractionMost)), fc.nat(zerosMost))
    .map(([whole, fraction, zeros]) =>
      fraction === null ? whole : `${whole}.${fraction}${'0'.repeat(zeros)}`,
    )
}

function digits(least: number, most: number): fc.Arbitrary<string> {
  return fc.stringMatching(new RegExp(`^[0-9]{${least},${most}}$`))
}

test('reads every decimal as without the kernel, of whichever instrument the message is', () => {
  const { kernel, count } = countingKernel()
  const steps = { AUSDT: ['0.01', '0.001'], BUSDT: ['1', '0.00000001'], CUSDT: ['0.0001', '1'] }
  const name = 'binance-usd-margined'
  const [plain, compiled] = [feedOf(name, steps as never), feedOf(name, steps as never, kernel)]
  let told = 0
  const pair = fc.tuple(decimal, decimal, fc.array(decimal, { maxLength: 1 }))
  const side = fc.array(pair, { maxLength: 3 })
  const symbol = fc.constantFrom('AUSDT', 'BUSDT', 'CUSDT', 'DUSDT')
  const property = fc.property(symbol, side, side, fc.nat(1e15), (s, b, a, id) => {
    const [pairs, others] = [b, a].map((each) => each.map(([p, q, rest]) => [p, q, ...rest]))
    const ids = { U: id, u: id, pu: id }
    const message = JSON.stringify({
      e: 'depthUpdate',
      E: 1,
      T: 12,
      s,
      ...ids,
      b: pairs,
      a: others,
    })
    const frame = frameOf(plain, { message })
    const expected = decoded(plain.codec, frame)
    expect(decoded(compiled.codec, frame), message).toEqual(expected)
    if (expected.outcome === 'decoded') told++
  })
  fc.assert(property, { seed, numRuns: 2000 })
  expect(told).toBeGreaterThan(300)
  // The others have a quantity of 2^53 lots and more, a sign, or an exponent.
  expect(count() / told).toBeGreaterThan(0.7)
})

test('a message behind another in the same bytes is read, and one that ends too soon is not', () => {
  const { kernel, count } = countingKernel()
  const feed = feedOf('binance-usd-margined', { AUSDT: ['0.01', '0.001'] }, kernel)
  const head = '{"e":"depthUpdate","E":1,"T":12,"s":"AUSDT","U":1,"u":2,"pu":0,"b":[["5.25","1.5"]]'
  const message = `${head},"a":[]}`
  const bytes = Buffer.from(`${message}\n${message}`)
  const second = { bytes, start: message.length + 1, end: bytes.length }
  expect(decoded(feed.codec, { bytes, start: 0, end: message.length }).outcome).toBe('decoded')
  expect(decoded(feed.codec, second).outcome).toBe('decoded')
  // The first symbol of a feed is looked up before it is expected.
  expect(count()).toBe(1)
  // The memory still holds the whole message; what is there behind the end is none of it.
  const cut = Buffer.from(head.slice(0, -1))
  expect(decoded(feed.codec, { bytes: cut, start: 0, end: cut.length }).outcome).toBe('malformed')
  expect(count()).toBe(1)
})

/** Bytes with some at a place cut out and others put in. */
function spliced(
  bytes: Uint8Array,
  [place, cut, put]: readonly [number, number, readonly number[]],
): Uint8Array {
  const at = place % (bytes.length + 1)
  return Uint8Array.of(...bytes.subarray(0, at), ...put, ...bytes.subarray(at + cut))
}
