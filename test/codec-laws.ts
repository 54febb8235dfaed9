import { expect } from 'vitest'
import { EventColumns } from '../src/core/events/event-columns.ts'
import { marketEventAt, type MarketEvent } from '../src/core/events/market-event.ts'
import type { MessageSequence, WireCodec, WireFrame } from '../src/core/events/wire-codec.ts'
import type { Instant } from '../src/core/time.ts'

/** What a codec made of one message. */
export interface Decoded {
  readonly outcome: 'decoded' | 'ignored' | 'malformed'
  readonly events: readonly MarketEvent[]
  readonly sequence?: MessageSequence
  readonly offset?: number
  readonly detail?: string
}

const localTime = 1_700_000_000_000_000 as Instant

/** Decodes one message between two rows that must stay as they are. */
export function decoded(codec: WireCodec, frame: Frame): Decoded {
  const columns = new EventColumns(1)
  columns.begin(0, localTime, NaN, NaN)
  columns.addGap()
  columns.end()
  const outcome = codec.decode({ ...frame, localTime }, columns)
  const events = Array.from({ length: columns.length - 1 }, (_, row) =>
    marketEventAt(columns, row + 1),
  )
  // Not `expect`, which in hundreds of thousands of messages takes longer than the codecs.
  const before = marketEventAt(columns, 0)
  if (before.kind !== 'gap' || !before.endsMessage) throw new Error('a row before has changed')
  if (outcome.kind !== 'decoded') {
    if (events.length > 0) throw new Error('rows of a message not decoded')
  } else if (events.findIndex(({ endsMessage }) => endsMessage) !== events.length - 1) {
    throw new Error('not the last row, or not only it, ends the message')
  }
  return {
    outcome: outcome.kind,
    events,
    ...(outcome.kind === 'decoded' ? { sequence: placeOf(outcome.sequence) } : {}),
    ...(outcome.kind === 'malformed' ? { offset: outcome.offset, detail: outcome.detail } : {}),
  }
}

/** Without how much of a book its stream covers: the same rows may be written as another stream's message. */
function placeOf({ coverage = Infinity, ...place }: MessageSequence): MessageSequence {
  expect(coverage).toBeGreaterThanOrEqual(0)
  return place
}

/**
 * What every codec owes, checked on messages it decodes: bytes around the message do not matter, a message cut short is
 * never decoded, and what it encodes it decodes to the same events and the same place in the sequence.
 *
 * @param instrument whose the messages are, where they do not say
 */
export function expectCodecLaws(
  codec: WireCodec,
  messages: readonly Uint8Array[],
  instrument?: number,
): void {
  const whose = instrument === undefined ? {} : { instrument }
  for (const bytes of messages) {
    const frame = { bytes, start: 0, end: bytes.length, ...whose }
    const whole = decoded(codec, frame)
    expect(whole.outcome).toBe('decoded')
    expect(decoded(codec, { ...surrounded(bytes), ...whose })).toEqual(whole)
    for (let end = 0; end < bytes.length; end++) {
      const { outcome, offset = end } = decoded(codec, { ...frame, end })
      if (outcome === 'decoded') throw new Error(`decoded the first ${end} bytes`)
      if (offset > end) throw new Error(`a fault at ${offset} of the first ${end} bytes`)
    }
    expectSameAfterEncoding(codec, frame, whole)
  }
}

type Frame = Omit<WireFrame, 'localTime'>

function expectSameAfterEncoding(codec: WireCodec, frame: Frame, whole: Decoded): void {
  const columns = new EventColumns()
  codec.decode({ ...frame, localTime }, columns)
  const encoded = codec.encode(columns, 0, columns.length, whole.sequence!)
  expect(encoded).toMatchObject({ kind: 'encoded' })
  if (encoded.kind !== 'encoded') return
  const again = { ...frame, bytes: encoded.bytes, end: encoded.bytes.length }
  expect(decoded(codec, again)).toEqual(whole)
}

function surrounded(bytes: Uint8Array): Frame {
  const longer = new Uint8Array(bytes.length + 6).fill(0x31)
  longer.set(bytes, 3)
  return { bytes: longer, start: 3, end: 3 + bytes.length }
}
