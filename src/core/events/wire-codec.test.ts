import { expect, test } from 'vitest'
import { decoded, expectCodecLaws } from '../../../test/codec-laws.ts'
import type { Instrument } from '../instrument.ts'
import { decimalOfSteps, readSteps, stepsFault } from '../decimal-steps.ts'
import { eventSide } from './event-codes.ts'
import { SymbolTable } from './symbol-table.ts'
import type {
  DecodeOutcome,
  EncodeOutcome,
  IgnoredReason,
  MalformedReason,
  MessageSequence,
  WireCodec,
} from './wire-codec.ts'

// The smallest venue there could be, one level a message: `BTC 17 b 100.5 3;`, and `ping;`.

const bitcoin: Instrument = {
  name: 'BTC-USD',
  venue: 'tiny',
  base: 'BTC',
  quote: 'USD',
  class: 'spot',
  tickSize: { units: 5, decimals: 1 },
  lotSize: { units: 1, decimals: 0 },
}
const symbols = new SymbolTable()
symbols.add({ symbol: 'BTC', index: 4, instrument: bitcoin })
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const sequence = { instrument: NaN, isSnapshot: false, first: NaN, last: NaN, previous: NaN }
const nowhere: MessageSequence = { ...sequence, checksum: NaN }

const tiny: WireCodec = {
  decode({ bytes, start, end, localTime }, out): DecodeOutcome {
    const text = new TextDecoder().decode(bytes.subarray(start, end))
    const match = /^(\S+) (\d+) ([ba]) (\S+) (\d+);$/.exec(text)
    if (text === 'ping;') return ignored('heartbeat')
    if (match === null) return malformed('syntax', end, text)
    const listing = symbols.find(bytes, start, start + match[1]!.length)
    if (listing === undefined) return ignored('unknown-symbol')
    const { tickSize } = listing.instrument
    const priceStart = start + text.indexOf(match[4]!, match[1]!.length + match[2]!.length + 3)
    const priceEnd = priceStart + match[4]!.length
    out.begin(listing.index, localTime, NaN, Number(match[2]))
    const price = readSteps(bytes, priceStart, priceEnd, tickSize)
    out.addLevel(match[3] === 'b' ? eventSide.bid : eventSide.ask, price, Number(match[5]))
    if (Number.isNaN(price)) {
      out.abandon()
      const fault = stepsFault(bytes, priceStart, priceEnd, tickSize)
      const reason = fault === undefined || fault === 'not-a-number' ? 'unexpected-value' : fault
      return malformed(reason, priceStart, `price ${match[4]}`)
    }
    out.end()
    return {
      kind: 'decoded',
      sequence: { ...nowhere, instrument: listing.index, last: Number(match[2]) },
    }
  },
  encode(rows, start, end, place): EncodeOutcome {
    const listing = symbols.ofInstrument(rows.instrument[start]!)
    if (listing === undefined || end !== start + 1) {
      return { kind: 'unsupported', detail: 'one level of a known instrument a message' }
    }
    const side = rows.side[start] === eventSide.bid ? 'b' : 'a'
    const price = decimalOfSteps(rows.price[start]!, listing.instrument.tickSize)
    const words = [listing.symbol, place.last, side, price, rows.quantity[start]]
    return { kind: 'encoded', bytes: encode(`${words.join(' ')};`) }
  },
}

function ignored(reason: IgnoredReason): DecodeOutcome {
  return { kind: 'ignored', reason }
}

function malformed(reason: MalformedReason, offset: number, detail: string): DecodeOutcome {
  return { kind: 'malformed', reason, offset, detail, isBook: true, instrument: NaN }
}

test('a codec can be written to the interface and keeps its laws', () => {
  expectCodecLaws(tiny, [encode('BTC 17 b 100.5 3;'), encode('BTC 18 a 101.0 0;')])
})

test('a price off the grid is malformed at its byte and leaves no row', () => {
  const bytes = encode('BTC 17 b 100.7 3;')
  expect(decoded(tiny, { bytes, start: 0, end: bytes.length })).toMatchObject({
    outcome: 'malformed',
    offset: 9,
    events: [],
  })
})

test('the laws find a codec that keeps half a message', () => {
  const careless: WireCodec = {
    ...tiny,
    decode(frame, out) {
      const outcome = tiny.decode(frame, out)
      if (outcome.kind === 'malformed') {
        out.begin(4, frame.localTime, NaN, NaN)
        out.addLevel(eventSide.bid, 1, 1)
        out.end()
      }
      return outcome
    },
  }
  expect(() => expectCodecLaws(careless, [encode('BTC 17 b 100.5 3;')])).toThrow(
    'rows of a message not decoded',
  )
})
