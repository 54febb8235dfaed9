import { utf8Bytes } from '../../core/utf8.ts'
import { closeObject, openObject } from '../json-cursor.ts'
import type { Part } from '../part.ts'
import type { Reading } from '../reading.ts'
import type { Template } from '../scan.ts'
import type { Writing } from '../writing.ts'

/**
 * An object: the parts by their keys, in the order in which the venue writes them. Keys that are not listed are
 * stepped over; one that is listed and not optional must be there, and none may be there twice.
 *
 * Venues write an object's keys in one order, so the next in the list is compared with the bytes at once; any other
 * order, white space and unlisted keys are found by looking the key up.
 */
export function object(parts: Readonly<Record<string, Part>>): Part {
  const fields = Object.entries(parts).map(([key, part]) => fieldOf(key, part))
  const needed = fields.reduce(
    (bits, { part }, index) => (part.isOptional === true ? bits : bits | (1 << index)),
    0,
  )
  return {
    read: (reading) => readObject(reading, fields, needed),
    write: (writing) => writeObject(writing, fields),
    ...templateOf(parts),
  }
}

/** All its parts with their keys, but for those that are seldom there. */
function templateOf(parts: Readonly<Record<string, Part>>): { readonly template?: Template } {
  const common = Object.entries(parts).filter(([, part]) => part.template ?? !part.isOptional)
  if (common.some(([, { template }]) => template === undefined)) return {}
  const pieces = common.flatMap(([key, part], index) => [
    `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`,
    ...part.template!,
  ])
  return { template: [...pieces, '}'] }
}

/** The part may be missing, and mostly is: without its key, `null`, or an empty text. */
export function seldom(part: Part): Part {
  return {
    isOptional: true,
    read(reading) {
      reading.peek()
      if (reading.takes(emptyText) || reading.takes(nullWord)) return true
      return part.read(reading)
    },
    write: (writing) => part.write(writing),
  }
}

/** The part may be missing, and mostly is there. */
export function usual(part: Part): Part {
  const { template } = part
  return template === undefined ? seldom(part) : { ...seldom(part), template }
}

/** A part that may be missing elsewhere and must be there here. */
export function required({ template, read, write }: Part): Part {
  return { ...(template === undefined ? {} : { template }), read, write }
}

interface Field {
  readonly key: Uint8Array
  /** `"key":` */
  readonly prefix: Uint8Array
  readonly part: Part
}

const emptyText = utf8Bytes('""')
const nullWord = utf8Bytes('null')

function fieldOf(key: string, part: Part): Field {
  return { key: utf8Bytes(key), prefix: utf8Bytes(`${JSON.stringify(key)}:`), part }
}

function readObject(reading: Reading, fields: readonly Field[], needed: number): boolean {
  if (!reading.opens(openObject)) return false
  let expected = 0
  let seen = 0
  let more = reading.closes(closeObject) ? 0 : 1
  while (more === 1) {
    let index = expected
    if (index === fields.length || !reading.takes(fields[index]!.prefix)) {
      if (!reading.key()) return false
      index = fields.findIndex(({ key }) => reading.is(key))
    }
    if (index < 0) {
      if (!reading.skipValue()) return false
    } else {
      if ((seen & (1 << index)) !== 0) return reading.failAtScalar('each key once')
      seen |= 1 << index
      expected = index + 1
      if (!fields[index]!.part.read(reading)) return false
    }
    more = reading.more(closeObject)
  }
  if (more < 0) return false
  if ((seen & needed) === needed) return true
  const missing = fields.findIndex((_, index) => (needed & ~seen & (1 << index)) !== 0)
  return reading.fail('missing-field', reading.at - 1, `no ${keyOf(fields[missing]!)}`)
}

function writeObject(writing: Writing, fields: readonly Field[]): boolean {
  let separator = '{'
  for (const field of fields) {
    const before = writing.text
    writing.text += separator + String.fromCharCode(...field.prefix)
    if (field.part.write(writing)) separator = ','
    else if (field.part.isOptional === true) writing.text = before
    else {
      writing.missing ||= keyOf(field)
      return false
    }
  }
  writing.text += separator === '{' ? '{}' : '}'
  return true
}

function keyOf({ key }: Field): string {
  return String.fromCharCode(...key)
}
