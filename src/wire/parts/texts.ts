import { utf8Bytes } from '../../core/utf8.ts'
import type { Part } from '../part.ts'
import type { Reading } from '../reading.ts'
import { scanAnything, type Hole } from '../scan.ts'

/** A text that is always this one; another is another kind of message. */
export function constant(text: string): Part {
  const expected = utf8Bytes(text)
  const json = JSON.stringify(text)
  return {
    read: (reading) =>
      reading.scalar() && (reading.is(expected) || reading.failAtScalar(`"${text}"`)),
    template: [json],
    write(writing) {
      writing.text += json
      return true
    },
  }
}

/** What says nothing to us: stepped over, and written as this JSON for those who expect it there. */
export function note(json: string): Part {
  return {
    isOptional: true,
    template: [json],
    read: (reading) => reading.skipValue(),
    write(writing) {
      writing.text += json
      return true
    },
  }
}

/** What says nothing to us and which nobody expects of us: listed where it is usually there. */
export const unsaid: Part = {
  isOptional: true,
  template: [scanAnything],
  read: (reading) => reading.skipValue(),
  write: () => false,
}

/** A key that only another market's messages have, which look alike but for that: a message with it is none of ours. */
export const foreign: Part = {
  isOptional: true,
  read: (reading) => reading.failHere('a message without this key, which another market has'),
  write: () => false,
}

/** What only repeats another place of the message: written there too, and stepped over. */
export function echo(part: Part): Part {
  return {
    isOptional: true,
    template: [scanAnything],
    read: (reading) => reading.skipValue(),
    write: (writing) => part.write(writing),
  }
}

/** A scalar with one of a few values, and what each of them means. */
export interface Choice<Meaning> {
  read(reading: Reading): Meaning | undefined
  /** The JSON of a meaning; undefined when the venue has none for it. */
  jsonOf(meaning: Meaning): string | undefined
}

/**
 * The choice between values of JSON: `{ '"buy"': eventSide.buy, '"sell"': eventSide.sell }`, `{ true: ..., false: ... }`.
 * Of several with one meaning the first is written.
 */
export function choice<Meaning>(meanings: Readonly<Record<string, Meaning>>): Choice<Meaning> {
  const options = Object.entries(meanings).map(([json, meaning]) => ({
    json,
    meaning,
    bytes: utf8Bytes(json.replaceAll('"', '')),
    isText: json.startsWith('"'),
  }))
  const expected = options.map(({ json }) => json).join(' or ')
  return {
    read(reading) {
      if (!reading.scalar()) return undefined
      for (const { bytes, isText, meaning } of options) {
        if ((reading.kind === 'text') === isText && reading.is(bytes)) return meaning
      }
      reading.failAtScalar(expected)
      return undefined
    },
    jsonOf: (meaning) => options.find((option) => option.meaning === meaning)?.json,
  }
}

/** Whether the message is a snapshot: `{ '"snapshot"': true, '"delta"': false }`. */
export function snapshotTold(meanings: Readonly<Record<string, boolean>>): Part {
  const told = choice(meanings)
  const read: Hole = (reading) => {
    const isSnapshot = told.read(reading)
    if (isSnapshot !== undefined) reading.tellSnapshot(isSnapshot)
    return isSnapshot !== undefined
  }
  return {
    template: [read],
    read,
    write(writing) {
      const json = told.jsonOf(writing.isSnapshot())
      if (json !== undefined) writing.text += json
      return json !== undefined
    },
  }
}
