import type { IgnoredReason } from '../core/events/wire-codec.ts'
import { utf8Bytes } from '../core/utf8.ts'
import { closeObject, openList, openObject } from './json-cursor.ts'
import type { Channel, Routing } from './part.ts'
import type { Reading } from './reading.ts'

/** What a message is, by what stands in a place of it; a routing looks further. */
export type Cases = Readonly<Record<string, Destination>>

type Destination = Channel | IgnoredReason | Routing

/** The first of several routings that can tell. */
export function firstOf(...routings: readonly Routing[]): Routing {
  return (reading) => {
    const start = reading.at
    for (const routing of routings) {
      reading.at = start
      const route = routing(reading)
      if (route !== undefined || reading.failed) return route
    }
    return undefined
  }
}

/** Where the telling part of a text ends: at the first of these, or the last. */
interface Until {
  readonly until: 'first' | 'last'
  readonly letter: string
}

/**
 * By the text at a path of keys, or by what stands before a letter in it: `orderbook` in `orderbook.50.BTCUSDT` up to
 * the first point. A text that is none of the cases is another channel.
 */
export function byText(path: readonly string[], cases: Cases, until?: Until): Routing {
  const keys = path.map(keyOf)
  const options = textsOf(cases)
  return (reading) => {
    const start = reading.at
    for (const key of keys) if (!find(reading, key)) return undefined
    return goOn(routeOfText(reading, options, until), reading, start)
  }
}

/**
 * By the text of one member of an object or, where it has no such member, by the keys it has: in one walk, since some
 * venues name the channel in every message but those that come most often. The first of the keys settles it where it
 * stands before that member: what it belongs to never has the member, and may be a book of thousands of levels.
 */
export function byTextElseKey(key: string, texts: Cases, keys: Cases): Routing {
  const name = keyOf(key)
  const options = textsOf(texts)
  const others = Object.entries(keys).map(([other, route]) => ({ key: utf8Bytes(other), route }))
  return (reading) => {
    if (reading.peek() !== openObject) return undefined
    const start = reading.at++
    let best = others.length
    let more = reading.closes(closeObject) ? 0 : 1
    while (more === 1) {
      if (reading.takes(name.prefix)) return goOn(routeOfText(reading, options), reading, start)
      if (!reading.key()) return undefined
      if (reading.is(name.key)) return goOn(routeOfText(reading, options), reading, start)
      for (let k = 0; k < best; k++) if (reading.is(others[k]!.key)) best = k
      if (best === 0) break
      if (!reading.skipValue()) return undefined
      more = reading.more(closeObject)
    }
    return goOn(others[best]?.route, reading, start)
  }
}

/** Where it is a list. */
export function byList(destination: Destination): Routing {
  return (reading) => {
    if (reading.peek() !== openList) return undefined
    return goOn(destination, reading, reading.at)
  }
}

/** Where there is something at a path of keys, whatever it is. */
export function byPath(path: readonly string[], destination: Destination): Routing {
  const keys = path.map(keyOf)
  return (reading) => {
    const start = reading.at
    for (const key of keys) if (!find(reading, key)) return undefined
    return goOn(destination, reading, start)
  }
}

/** By the keys it has, the first of the cases that is there; the value of the key may be anything. */
export function byKey(cases: Cases): Routing {
  const options = Object.entries(cases).map(([key, route]) => ({ key: keyOf(key), route }))
  return (reading) => {
    const start = reading.at
    for (const { key, route } of options) {
      reading.at = start
      if (find(reading, key)) return goOn(route, reading, start)
      if (reading.failed) return undefined
    }
    return undefined
  }
}

/** What a destination comes to: another routing begins where this one began. */
function goOn(
  destination: Destination | undefined,
  reading: Reading,
  start: number,
): Channel | IgnoredReason | undefined {
  if (typeof destination !== 'function') return destination
  reading.at = start
  return destination(reading)
}

interface TextCase {
  readonly text: Uint8Array
  readonly route: Destination
}

function textsOf(cases: Cases): readonly TextCase[] {
  return Object.entries(cases).map(([text, route]) => ({ text: utf8Bytes(text), route }))
}

/** By the scalar that comes next, or by its beginning. */
function routeOfText(
  reading: Reading,
  options: readonly TextCase[],
  until?: Until,
): Destination | undefined {
  const next = reading.peek()
  if (next === openObject || next === openList || !reading.scalar()) return undefined
  if (until !== undefined) {
    const letter = until.letter.charCodeAt(0)
    const { source, from, to } = reading
    const at =
      until.until === 'first' ? source.indexOf(letter, from) : source.lastIndexOf(letter, to - 1)
    if (at >= from && at < to) reading.to = at
  }
  for (const { text, route } of options) if (reading.is(text)) return route
  return 'other-channel'
}

interface Key {
  readonly key: Uint8Array
  readonly prefix: Uint8Array
}

function keyOf(key: string): Key {
  return { key: utf8Bytes(key), prefix: utf8Bytes(`${JSON.stringify(key)}:`) }
}

/** Moves to the value of a key in the object that begins here; false when it has none, or is no object. */
function find(reading: Reading, { key, prefix }: Key): boolean {
  if (reading.peek() !== openObject) return false
  reading.at++
  let more = reading.closes(closeObject) ? 0 : 1
  while (more === 1) {
    if (reading.takes(prefix)) return true
    if (!reading.key()) return false
    if (reading.is(key)) return true
    if (!reading.skipValue()) return false
    more = reading.more(closeObject)
  }
  return false
}
