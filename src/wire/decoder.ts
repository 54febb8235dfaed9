import type { EventColumns } from '../core/events/event-columns.ts'
import type {
  DecodeOutcome,
  IgnoredReason,
  WireCodec,
  WireFrame,
} from '../core/events/wire-codec.ts'
import { openList, openObject } from './json-cursor.ts'
import type { Channel, Protocol } from './part.ts'
import type { CompiledLook, Reading } from './reading.ts'
import { runScan, type Scan } from './scan.ts'
import { slot } from './slots.ts'

/** What reads the messages of a protocol. */
export function decoderOf(protocol: Protocol, reading: Reading): WireCodec['decode'] {
  const conclude = conclusionOf(protocol, reading)
  const isScanned = scannerOf(protocol, reading)
  return (frame: WireFrame, out: EventColumns): DecodeOutcome => {
    reading.start(frame, out)
    const plain = protocol.plainTexts && plainText(reading, protocol.plainTexts)
    if (plain !== undefined) return ignored(plain)
    const row = out.length
    const isLookalike = protocol.isLookalike?.(reading) ?? false
    if (reading.endsWithBracket && !isLookalike && isScanned(frame.start)) return conclude(row)
    reading.at = frame.start
    reading.channel = undefined
    const route = protocol.route(reading)
    if (reading.failed) return malformed(reading)
    if (typeof route === 'object') {
      walk(reading, route, frame)
      return conclude(row)
    }
    reading.at = frame.start
    if (!reading.skipValue() || !reading.finished()) return malformed(reading)
    return ignored(route ?? 'other-channel')
  }
}

/** What becomes of a message that was read as one of a channel, and whose rows begin at `row`. */
function conclusionOf(protocol: Protocol, reading: Reading): (row: number) => DecodeOutcome {
  const place = { instrument: NaN, isSnapshot: false, first: NaN, last: NaN, previous: NaN }
  const sequence = { ...place, checksum: NaN, coverage: Infinity }
  const decoded: DecodeOutcome = { kind: 'decoded', sequence }
  return (row) => {
    const { numbers } = reading
    const isCounted = protocol.sequencedBy === 'connection' && !Number.isNaN(numbers[slot.last]!)
    const isSilent = !reading.isKnown && reading.isUnknown && !isCounted
    if (reading.failed || isSilent) reading.abandon()
    if (reading.failed) return malformed(reading)
    if (isSilent) return ignored('unknown-symbol')
    reading.settle()
    const { bookInstrument } = reading
    sequence.instrument = bookInstrument
    sequence.isSnapshot = reading.isSnapshot === true && !Number.isNaN(bookInstrument)
    sequence.first = numbers[slot.first]!
    sequence.last = numbers[slot.last]!
    sequence.previous = numbers[slot.previous]!
    sequence.checksum = numbers[slot.checksum]!
    const { coverage } = reading.channel!
    sequence.coverage = typeof coverage === 'number' ? coverage : coverage(reading, row)
    return decoded
  }
}

/**
 * Reads a message in one go if it looks like one of the protocol's channels. What came last comes next more often than
 * not, so that its look is tried first; a guess that fails costs a few comparisons.
 */
function scannerOf(protocol: Protocol, reading: Reading): (start: number) => boolean {
  const looks: Look[] = protocol.channels.flatMap((channel) =>
    channel.scans.map((scan) => ({ channel, scan, compiled: reading.prepare(channel, scan) })),
  )
  return (start) => {
    for (let k = 0; k < looks.length; k++) {
      const look = looks[k]!
      if (!isUsual(reading, look, start)) continue
      if (k > 0) {
        looks.copyWithin(1, 0, k)
        looks[0] = look
      }
      return true
    }
    return false
  }
}

/** Reads a message as one that looks like this in one go; false when something in it is unusual. */
function isUsual(reading: Reading, { channel, scan, compiled }: Look, start: number): boolean {
  reading.begin(channel, start)
  if (compiled !== undefined) {
    if (reading.takesWhole(compiled)) return true
    reading.forget()
    reading.begin(channel, start)
  }
  const isScanned = runScan(reading, scan) && !reading.isPostponed && !reading.failed
  if (isScanned && reading.at <= reading.end && reading.finished()) return true
  reading.abandon()
  reading.forget()
  return false
}

/** One usual look of a channel's messages. */
interface Look {
  readonly channel: Channel
  readonly scan: Scan
  /** The same made ready in the reading's kernel. */
  readonly compiled: CompiledLook | undefined
}

/** Reads a message as one of this channel part by part, a second time where the first has found what was needed. */
function walk(reading: Reading, channel: Channel, { start, end }: WireFrame): void {
  for (let count = 1; count <= 2; count++) {
    reading.begin(channel, start)
    if (!channel.shape.read(reading) || !reading.finished() || !reading.isPostponed) return
    reading.abandon()
  }
  reading.fail('missing-field', end, `${channel.name}: no symbol, or not told whether a snapshot`)
}

/** Why a text that is no JSON tells nothing; undefined when it is not one of those its venue sends. */
function plainText(
  reading: Reading,
  texts: Readonly<Record<string, IgnoredReason>>,
): IgnoredReason | undefined {
  const first = reading.peek()
  if (first === openObject || first === openList || reading.end - reading.at > 16) return undefined
  const text = String.fromCharCode(...reading.bytes.subarray(reading.at, reading.end)).trimEnd()
  return Object.hasOwn(texts, text) ? texts[text] : undefined
}

function ignored(reason: IgnoredReason): DecodeOutcome {
  return { kind: 'ignored', reason }
}

function malformed(reading: Reading): DecodeOutcome {
  const { reason, faultAt, detail, channel, listing } = reading
  return {
    kind: 'malformed',
    reason,
    offset: faultAt,
    detail,
    isBook: channel?.isBook ?? true,
    instrument: listing?.index ?? NaN,
  }
}
