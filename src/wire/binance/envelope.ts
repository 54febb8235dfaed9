import { utf8Bytes } from '../../core/utf8.ts'
import { closeObject, openObject, quote } from '../json-cursor.ts'
import type { Part, Routing } from '../part.ts'
import { digitsAt } from '../parts/coverage.ts'
import { object } from '../parts/object.ts'
import { unsaid } from '../parts/texts.ts'
import type { Reading } from '../reading.ts'
import { scanRestOfText } from '../scan.ts'

/**
 * The payload by itself, as under `/ws`, or with its stream's name, as under `/stream`:
 * `{"stream":"btcusdt@bookTicker","data":{...}}`. Written by itself: whoever serves it knows the stream's name.
 */
export function enveloped(payload: Part, stream: Part = streamName): Part {
  const envelope = object({ stream, data: payload })
  const { template } = payload
  return {
    ...(template === undefined ? {} : { template, wrapped: envelope.template! }),
    read: (reading) => (isEnvelope(reading) ? envelope : payload).read(reading),
    write: (writing) => payload.write(writing),
  }
}

/** The routing of a payload, in an envelope or by itself. */
export function inEnvelope(route: Routing): Routing {
  return (reading) => {
    if (!isEnvelope(reading)) return route(reading)
    reading.at++
    while (reading.key()) {
      if (reading.is(dataKey)) return route(reading)
      if (!reading.skipValue() || reading.more(closeObject) !== 1) return undefined
    }
    return undefined
  }
}

const streamName: Part = { ...unsaid, template: ['"', scanRestOfText] }

/** The symbol before the `@` of a stream's name, which is in small letters. */
export const symbolOfStream: Part = {
  isOptional: true,
  template: [readSymbolOfStream],
  read: readSymbolOfStream,
  write: () => false,
}

function readSymbolOfStream(reading: Reading): boolean {
  if (!reading.scalar()) return false
  const { source, from, to } = reading
  const name = source.slice(from, to)
  const at = name.indexOf(0x40)
  if (at < 0) return reading.failAtScalar('the name of a stream')
  // Only letters of ASCII have a capital; the others of a symbol are as they are.
  reading.source = name.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte))
  reading.turnToSymbol(0, at)
  return true
}

/**
 * Levels a side of a stream of best levels, by its name: 5 of `btcusdt@depth5@100ms`; NaN of a message that is none of
 * such a stream or does not name it.
 */
export function levelsOfStream(reading: Reading): number {
  const { bytes, messageStart, end } = reading
  // What comes most often by itself is told by its first letter.
  const first = bytes[messageStart + 2]
  if (first !== letterS && first !== letterD && isJson(bytes, messageStart)) return NaN
  // Streams of one connection have names of few lengths: what stood behind the last one's symbol mostly does again.
  const before = messageStart + reading.streamAt
  if (before + 6 < end && isWhole(bytes, before)) return NaN
  let at = messageStart
  while (at < end && bytes[at] !== atSign) at++
  if (at === end) return NaN
  reading.streamAt = at - messageStart
  for (let k = 0; k < depthName.length; k++) if (bytes[at + 1 + k] !== depthName[k]) return NaN
  const levels = digitsAt(reading, at + 1 + depthName.length)
  return levels === Infinity ? NaN : levels
}

/** Does `@depth` stand there, without a number of levels? */
function isWhole(bytes: Uint8Array, at: number): boolean {
  const behind = bytes[at + 6]
  return (
    bytes[at] === atSign &&
    (behind === quote || behind === atSign) &&
    bytes[at + 1] === depthName[0] &&
    bytes[at + 2] === depthName[1] &&
    bytes[at + 3] === depthName[2] &&
    bytes[at + 4] === depthName[3] &&
    bytes[at + 5] === depthName[4]
  )
}

/** Does it begin as a venue writes it, without spaces? */
function isJson(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === 0x7b && bytes[start + 1] === quote
}

const atSign = 0x40
const letterS = 0x73
const letterD = 0x64
const depthName = utf8Bytes('depth')
const streamPrefix = utf8Bytes('"stream":')
const streamKey = utf8Bytes('stream')
const dataKey = utf8Bytes('data')

/** Is the first key one of an envelope's? No payload begins so. */
function isEnvelope(reading: Reading): boolean {
  if (reading.peek() !== openObject) return false
  const start = reading.at
  reading.at++
  const isOne =
    reading.takes(streamPrefix) ||
    (reading.peek() === quote && reading.key() && (reading.is(streamKey) || reading.is(dataKey)))
  reading.at = start
  return isOne
}
