import { utf8Bytes } from '../core/utf8.ts'
import type { MessageHole, MessageStep } from '../math/kernels/message-kernel.ts'
import type { Reading } from './reading.ts'
import type { Slot } from './slots.ts'

/**
 * What a message looks like when nothing about it is unusual, from its first byte to its last: texts that stand in it
 * unchanged and, between them, what reads the rest. No message of another channel may look like that.
 */
export type Template = readonly (string | IntegerHole | CompiledHole | Hole)[]

/** A bare whole number of at most 15 digits, which goes into a slot times `scale`. */
interface IntegerHole {
  readonly slot: Slot
  readonly scale: number
}

/** Reads what comes next; false when it is unusual. */
export type Hole = (reading: Reading) => boolean

/** A hole that a compiled kernel can read as well. */
interface CompiledHole {
  readonly read: Hole
  readonly compiled: MessageHole
}

/** A template made ready: one literal, and what is done where each stretch of it ends. */
export interface Scan {
  readonly literal: Uint8Array
  readonly ends: Uint16Array
  /** `scanOp` */
  readonly ops: Uint8Array
  readonly slots: Uint8Array
  readonly scales: Float64Array
  readonly holes: readonly (Hole | undefined)[]
  /** The same for a compiled kernel; undefined where it would have nothing to read, or cannot. */
  readonly steps: readonly MessageStep[] | undefined
}

const scanOp = { integer: 0, symbol: 1, hole: 2, end: 3 } as const

/** Makes a template ready. */
export function scanOf(template: Template): Scan {
  let literal = ''
  const steps: { end: number; op: number; integer?: IntegerHole; hole?: Hole }[] = []
  for (const piece of template) {
    const end = literal.length
    if (typeof piece === 'string') literal += piece
    else if (piece === scanSymbol) steps.push({ end, op: scanOp.symbol })
    else if (typeof piece === 'function') steps.push({ end, op: scanOp.hole, hole: piece })
    else if ('read' in piece) steps.push({ end, op: scanOp.hole, hole: piece.read })
    else steps.push({ end, op: scanOp.integer, integer: piece })
  }
  steps.push({ end: literal.length, op: scanOp.end })
  return {
    literal: utf8Bytes(literal),
    ends: Uint16Array.from(steps, ({ end }) => end),
    ops: Uint8Array.from(steps, ({ op }) => op),
    slots: Uint8Array.from(steps, ({ integer }) => integer?.slot ?? 0),
    scales: Float64Array.from(steps, ({ integer }) => integer?.scale ?? 1),
    holes: steps.map(({ hole }) => hole),
    steps: compiledSteps(template),
  }
}

/** What a kernel needs to know of a template, if that has pairs: of what else there is, a message has too little. */
function compiledSteps(template: Template): readonly MessageStep[] | undefined {
  const steps: MessageStep[] = []
  let literal = ''
  for (const piece of [...template, endOfMessage]) {
    if (typeof piece === 'string') {
      literal += piece
      continue
    }
    const hole = compiledHole(piece)
    if (hole === undefined) return undefined
    steps.push({ literal: utf8Bytes(literal), hole })
    literal = ''
  }
  return steps.some(({ hole }) => hole.kind === 'pairs') ? steps : undefined
}

function compiledHole(piece: Exclude<Template[number], string>): MessageHole | undefined {
  if (piece === scanSymbol) return { kind: 'name' }
  if (piece === scanRestOfText) return { kind: 'rest-of-text' }
  if (piece === scanAnything) return { kind: 'text' }
  if (typeof piece === 'function') return undefined
  if ('read' in piece) return piece.compiled
  return { kind: 'integer', place: piece.slot, scale: piece.scale }
}

const endOfMessage = { read: () => true, compiled: { kind: 'end' } } as const

/**
 * Goes through a message once, comparing bytes where they are known and looking up no key: the quick way, beside
 * walking it part by part. False, without a fault, when anything is unusual (another order, white space, a number that
 * is no plain one, an unknown symbol); then nothing of what was noted counts.
 *
 * The message must end with a bracket (`Reading.endsWithBracket`), where every number ends at the latest.
 */
export function runScan(reading: Reading, scan: Scan): boolean {
  const { bytes, end, numbers } = reading
  const { literal, ends, ops, slots, scales } = scan
  let { at } = reading
  let matched = 0
  for (let step = 0; ; step++) {
    const stop = ends[step]!
    for (; matched + 4 <= stop; matched += 4, at += 4) {
      const differ =
        (bytes[at]! ^ literal[matched]!) |
        (bytes[at + 1]! ^ literal[matched + 1]!) |
        (bytes[at + 2]! ^ literal[matched + 2]!) |
        (bytes[at + 3]! ^ literal[matched + 3]!)
      if (differ !== 0) return false
    }
    for (; matched < stop; matched++, at++) {
      if (bytes[at] !== literal[matched]) return false
    }
    if (at > end) return false
    const op = ops[step]!
    if (op === scanOp.integer) {
      const start = at
      let value = 0
      let digit: number
      if (at === end) return false
      for (;;) {
        // Four at a time: a byte below the digits is negative, one above them reaches the bit of 16.
        const d0 = bytes[at]! - zero
        const d1 = bytes[at + 1]! - zero
        const d2 = bytes[at + 2]! - zero
        const d3 = bytes[at + 3]! - zero
        const bits = d0 | (d0 + 6) | d1 | (d1 + 6) | d2 | (d2 + 6) | d3 | (d3 + 6)
        if ((bits & ~15) !== 0) break
        value = value * 10_000 + (d0 * 1000 + d1 * 100 + d2 * 10 + d3)
        at += 4
      }
      while ((digit = bytes[at]! - zero) >>> 0 < 10) {
        value = value * 10 + digit
        at++
      }
      if (at - start > 15) return false
      if (at === start || (bytes[start] === zero && at > start + 1)) return false
      value *= scales[step]!
      if (value > Number.MAX_SAFE_INTEGER) return false
      numbers[slots[step]!] = value
    } else {
      reading.at = at
      if (op === scanOp.end) return true
      if (op === scanOp.symbol) {
        if (!reading.takesSymbol()) return false
      } else if (!scan.holes[step]!(reading)) return false
      at = reading.at
    }
  }
}

/** The text that is the symbol of an instrument of the feed. */
export function scanSymbol(reading: Reading): boolean {
  return reading.takesSymbol()
}

/** A value of no interest: mostly a text. */
export function scanAnything(reading: Reading): boolean {
  if (reading.bytes[reading.at] !== quote) return reading.skipValue()
  reading.at++
  return scanRestOfText(reading)
}

/** What is left of a text without escapes, of no interest, and its closing quote. */
export function scanRestOfText(reading: Reading): boolean {
  const { bytes, end } = reading
  let { at } = reading
  while (at < end && isText[bytes[at]!] === 1) at++
  reading.at = at + 1
  return at < end && bytes[at] === quote
}

const quote = 0x22
const backslash = 0x5c
/** What stands in a text as it is: 1 where a byte is no quote, no backslash and no control character. */
const isText = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte !== quote && byte !== backslash),
)
const zero = 0x30
