import { asciiText } from '../core/decimal-text.ts'
import type { MalformedReason } from '../core/events/wire-codec.ts'
import { utf8Bytes } from '../core/utf8.ts'

/** What a scalar of JSON is; `null`, `true` and `false` are words. */
export type ScalarKind = 'text' | 'number' | 'word'

/**
 * A place in a JSON text of bytes, moved forward by whoever reads it.
 *
 * Strict as `JSON.parse` is (RFC 8259), but for two limits that keep it from being led on: values nested deeper than 64
 * and numbers longer than 1,000 bytes are faults. Nothing is copied: a scalar is the range `[from, to)` of `source`,
 * which is the message itself unless the text had escapes. Every method that can fail says so by `false` or -1 and
 * leaves the first fault, with its byte, in `reason`, `faultAt` and `detail`.
 */
export class JsonCursor {
  bytes: Uint8Array = noBytes
  /** The byte that comes next. */
  at = 0
  /** The byte after the last that belongs to the message. */
  end = 0

  /** The scalar read last. */
  source: Uint8Array = noBytes
  from = 0
  to = 0
  kind: ScalarKind = 'word'

  failed = false
  reason: MalformedReason = 'syntax'
  faultAt = 0
  detail = ''

  /** One for each level of nesting: is it an object? */
  readonly #objects = new Uint8Array(depthMost)

  /** Sets the cursor on a message. */
  place(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes
    this.at = start
    this.end = end
    this.failed = false
  }

  /** Notes what went wrong, unless something did before. */
  fail(reason: MalformedReason, at: number, detail: string): false {
    if (!this.failed) {
      this.failed = true
      this.reason = reason
      this.faultAt = Math.min(at, this.end)
      this.detail = detail
    }
    return false
  }

  /** The next byte that is not white space, which it stands on then; -1 at the end. */
  peek(): number {
    const { bytes, end } = this
    let at = this.at
    while (at < end && (bytes[at] === space || isRareSpace(bytes[at]!))) at++
    this.at = at
    return at < end ? bytes[at]! : -1
  }

  /** Steps over these very bytes if they come next; white space between them is a difference. */
  takes(expected: Uint8Array): boolean {
    const { bytes, at } = this
    const { length } = expected
    for (let k = 0; k < length; k++) if (bytes[at + k] !== expected[k]) return false
    if (at + length > this.end) return false
    this.at = at + length
    return true
  }

  /** Steps over an opening bracket, or fails: another value was meant to stand here. */
  opens(bracket: number): boolean {
    if (this.peek() !== bracket) return this.failHere(String.fromCharCode(bracket))
    this.at++
    return true
  }

  /** After an element of a list or object: 1 when another follows, 0 when it has closed, -1 when neither. */
  more(close: number): number {
    const next = this.peek()
    if (next === comma) {
      this.at++
      return 1
    }
    if (next === close) {
      this.at++
      return 0
    }
    this.failHere(`, or ${String.fromCharCode(close)}`)
    return -1
  }

  /** Steps over a closing bracket, if the list or object ends here without an element. */
  closes(close: number): boolean {
    if (this.peek() !== close) return false
    this.at++
    return true
  }

  /** Reads the key of an object's member and its colon. */
  key(): boolean {
    if (this.peek() !== quote) return this.failHere('a key in quotes')
    if (!this.#text()) return false
    if (this.peek() !== colon) return this.failHere(':')
    this.at++
    return true
  }

  /** Reads a text, a number, `null`, `true` or `false`. */
  scalar(): boolean {
    const next = this.peek()
    if (next === quote) return this.#text()
    if (next === minus || isDigit(next)) return this.#number()
    return this.#word(next)
  }

  /** Steps over whatever value comes next. */
  skipValue(): boolean {
    let depth = 0
    for (;;) {
      const next = this.peek()
      if (next === openObject || next === openList) {
        if (depth === depthMost) {
          return this.fail('syntax', this.at, `more than ${depthMost} values within one another`)
        }
        this.at++
        this.#objects[depth++] = next === openObject ? 1 : 0
        if (!this.closes(next === openObject ? closeObject : closeList)) {
          if (next === openObject && !this.key()) return false
          continue
        }
        depth--
      } else if (!this.scalar()) return false
      depth = this.#leave(depth)
      if (depth <= 0) return depth === 0
    }
  }

  /** Whether nothing but white space is left. */
  finished(): boolean {
    return this.peek() === -1 || this.failHere('the end of the message')
  }

  /** Whether the scalar read last is this ASCII text. */
  is(word: Uint8Array): boolean {
    const { source, from } = this
    if (this.to - from !== word.length) return false
    for (let k = 0; k < word.length; k++) if (source[from + k] !== word[k]) return false
    return true
  }

  /** The scalar read last, as text for a person or for a rare case. */
  textOfScalar(): string {
    return asciiText(this.source, this.from, this.to)
  }

  /** Fails at the next byte: what should have come and what came. */
  failHere(expected: string): false {
    const came = this.at < this.end ? asciiText(this.bytes, this.at, this.at + 1) : 'the end'
    const isStart = this.at < this.end && startsValue(this.bytes[this.at]!)
    const reason = isStart ? 'unexpected-value' : 'syntax'
    return this.fail(reason, this.at, `expected ${expected}, came ${came}`)
  }

  /** Behind a value: closes what ends there. The depth at which the next value begins, 0 when none is left, or -1. */
  #leave(depth: number): number {
    let left = depth
    while (left > 0) {
      const isObject = this.#objects[left - 1] === 1
      const next = this.more(isObject ? closeObject : closeList)
      if (next < 0) return -1
      if (next === 1) return !isObject || this.key() ? left : -1
      left--
    }
    return 0
  }

  #text(): boolean {
    const { bytes, end } = this
    const from = this.at + 1
    let at = from
    let escapes = 0
    for (; at < end && bytes[at] !== quote; at++) {
      const byte = bytes[at]!
      if (byte < space) return this.fail('syntax', at, 'a control character in a text')
      if (byte === backslash) {
        escapes++
        at++
      }
    }
    if (at >= end) return this.fail('syntax', end, 'the message ends within a text')
    this.kind = 'text'
    this.source = bytes
    this.from = from
    this.to = at
    this.at = at + 1
    return escapes === 0 || this.#unescape()
  }

  /** The rare text with escapes (Kraken: `XBT\/USD`): the only bytes ever copied. */
  #unescape(): boolean {
    const plain: number[] = []
    for (let at = this.from; at < this.to; at++) {
      const byte = this.bytes[at]!
      if (byte !== backslash) {
        plain.push(byte)
        continue
      }
      const letter = String.fromCharCode(this.bytes[++at]!)
      const digits = letter === 'u' ? asciiText(this.bytes, at + 1, at + 5) : ''
      const isWhole = /^[0-9a-fA-F]{4}$/.test(digits) && at + 4 < this.to
      const character = isWhole ? String.fromCharCode(Number.parseInt(digits, 16)) : escapes[letter]
      if (character === undefined) return this.fail('syntax', at, `no escape of JSON: \\${letter}`)
      plain.push(...utf8Bytes(character))
      at += digits.length
    }
    this.source = Uint8Array.from(plain)
    this.from = 0
    this.to = plain.length
    return true
  }

  #number(): boolean {
    const { bytes, end } = this
    const from = this.at
    let at = bytes[from] === minus ? from + 1 : from
    const whole = at
    while (at < end && isDigit(bytes[at]!)) at++
    let isBroken = at === whole || (bytes[whole] === zero && at > whole + 1)
    if (at < end && bytes[at] === point) {
      const fraction = ++at
      while (at < end && isDigit(bytes[at]!)) at++
      isBroken ||= at === fraction
    }
    if (at < end && (bytes[at]! | lowerCase) === letterE) {
      at++
      if (at < end && (bytes[at] === plus || bytes[at] === minus)) at++
      const exponent = at
      while (at < end && isDigit(bytes[at]!)) at++
      isBroken ||= at === exponent
    }
    if (isBroken || at - from > 1000) return this.fail('syntax', at, 'not a number of JSON')
    this.#take('number', from, at)
    return true
  }

  #word(first: number): boolean {
    for (const word of words) {
      const from = this.at
      if (word[0] === first && this.takes(word)) {
        this.#take('word', from, this.at)
        return true
      }
    }
    return this.failHere('a text, a number, true, false or null')
  }

  #take(kind: ScalarKind, from: number, to: number): void {
    this.kind = kind
    this.source = this.bytes
    this.from = from
    this.to = to
    this.at = to
  }
}

/** No message of any venue is nested deeper than 6. */
const depthMost = 64

const noBytes = new Uint8Array(0)

export const quote = 0x22
export const comma = 0x2c
export const openObject = 0x7b
export const closeObject = 0x7d
export const openList = 0x5b
export const closeList = 0x5d
const colon = 0x3a
const space = 0x20
const backslash = 0x5c
export const minus = 0x2d
const plus = 0x2b
const point = 0x2e
const zero = 0x30
const letterE = 0x65
/** The bit that makes a letter of ASCII a small one. */
const lowerCase = 0x20

const words = ['null', 'true', 'false'].map(utf8Bytes)

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

export function isDigit(byte: number): boolean {
  return byte >= zero && byte <= 0x39
}

/** Line feed, carriage return, tab: what JSON allows between values beside the space. */
function isRareSpace(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x09
}

function startsValue(byte: number): boolean {
  return byte === quote || byte === openObject || byte === openList || isDigit(byte)
}
