import { asciiText, decimalParts, readDouble } from '../../core/decimal-text.ts'
import { eventSide } from '../../core/events/event-codes.ts'

export const COMMA = 0x2c
export const LF = 0x0a
const CR = 0x0d
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30

/** The byte behind the cell that begins at `start`: a comma, LF, or CR before LF. */
export function cellEnd(bytes: Uint8Array, start: number): number {
  let at = start
  while (bytes[at] !== COMMA && bytes[at] !== LF) at++
  return bytes[at] === LF && at > start && bytes[at - 1] === CR ? at - 1 : at
}

/**
 * Reads cells of a line of bytes that ends in LF.
 *
 * Every method answers with the byte behind its cell, or -1 when the cell is not what it should be, and puts what it has
 * read into a slot: a row of a hundred bytes takes two hundred nanoseconds, in which there is no room for results of two
 * parts.
 */
export class CellScanner {
  readonly numbers: Float64Array
  /** A decimal is `mantissas[slot] / 10 ** decimals[slot]`; of an empty cell NaN and -1. */
  readonly mantissas: Float64Array
  readonly decimals: Int32Array

  constructor(numberSlots: number, decimalSlots: number) {
    this.numbers = new Float64Array(numberSlots).fill(NaN)
    this.mantissas = new Float64Array(decimalSlots).fill(NaN)
    this.decimals = new Int32Array(decimalSlots).fill(-1)
  }

  /** A decimal number, exactly. */
  decimal(bytes: Uint8Array, start: number, slot: number): number {
    let at = start
    const negative = bytes[at] === MINUS
    if (negative) at++
    const first = at
    let mantissa = 0
    let digit = bytes[at]! - ZERO
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit
      digit = bytes[++at]! - ZERO
    }
    let digits = at - first
    let decimals = 0
    if (bytes[at] === POINT) {
      const fraction = ++at
      digit = bytes[at]! - ZERO
      while (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit
        digit = bytes[++at]! - ZERO
      }
      decimals = at - fraction
      digits += decimals
    }
    // 15 digits are exact in a double whatever they are; an exponent, more digits and empty cells take the long way.
    if (digits === 0 || digits > 15 || !endsCell(bytes[at]!)) {
      return this.#longDecimal(bytes, start, slot)
    }
    this.mantissas[slot] = negative ? -mantissa : mantissa
    this.decimals[slot] = decimals
    return at
  }

  /**
   * A time as whole microseconds, what is finer cut off; NaN in an empty cell.
   *
   * @param finer digits from the file's unit to the microsecond; -1: told by the number of digits before the point
   */
  time(bytes: Uint8Array, start: number, slot: number, finer: number): number {
    let at = start
    // Eight digits at a time are small integers, which are added up twice as fast as doubles.
    let high = 0
    let digit = bytes[at]! - ZERO
    while (digit >= 0 && digit <= 9 && at - start < 8) {
      high = high * 10 + digit
      digit = bytes[++at]! - ZERO
    }
    let low = 0
    const middle = at
    while (digit >= 0 && digit <= 9 && at - middle < 8) {
      low = low * 10 + digit
      digit = bytes[++at]! - ZERO
    }
    const time = high * tens[at - middle]! + low
    this.numbers[slot] = time
    if (finer !== 0 || at === start) return this.#coarseTime(bytes, at, slot, { start, finer })
    return endsCell(bytes[at]!) && time <= Number.MAX_SAFE_INTEGER ? at : -1
  }

  /** A number that identifies; NaN where the cell holds anything else, as some venues' ids are words. */
  id(bytes: Uint8Array, start: number, slot: number): number {
    let at = start
    let id = 0
    let digit = bytes[at]! - ZERO
    while (digit >= 0 && digit <= 9) {
      id = id * 10 + digit
      digit = bytes[++at]! - ZERO
    }
    this.numbers[slot] = id
    if (at > start && at - start <= 15 && endsCell(bytes[at]!)) return at
    const end = cellEnd(bytes, start)
    const text = asciiText(bytes, start, end)
    // Sixteen digits are safe or not.
    const isSafe = /^[1-9]\d{15}$/.test(text) && Number.isSafeInteger(Number(text))
    this.numbers[slot] = isSafe ? Number(text) : NaN
    return end
  }

  /** `eventSide` of a word; `unknown` in an empty cell. */
  side(bytes: Uint8Array, start: number, slot: number): number {
    if (!endsCell(bytes[start]!)) return this.#word(bytes, start, slot, sides)
    this.numbers[slot] = eventSide.unknown
    return start
  }

  /** 1 for true and 0 for false, as words or digits. */
  flag(bytes: Uint8Array, start: number, slot: number): number {
    return this.#word(bytes, start, slot, flags)
  }

  /** `orderEvents` of a word. */
  orderEvent(bytes: Uint8Array, start: number, slot: number): number {
    return this.#word(bytes, start, slot, orderWords)
  }

  /** A double; NaN in an empty cell. */
  value(bytes: Uint8Array, start: number, slot: number): number {
    const end = cellEnd(bytes, start)
    const value = end === start ? NaN : readDouble(bytes, start, end)
    this.numbers[slot] = value
    return end > start && Number.isNaN(value) ? -1 : end
  }

  #longDecimal(bytes: Uint8Array, start: number, slot: number): number {
    const end = cellEnd(bytes, start)
    this.mantissas[slot] = NaN
    this.decimals[slot] = -1
    if (end === start) return end
    const parts = decimalParts(asciiText(bytes, start, end))
    if (parts === undefined) return -1
    let { mantissa, decimals } = parts
    while (decimals > 0 && mantissa % 10n === 0n) {
      mantissa /= 10n
      decimals--
    }
    // No price has 30 zeros, and 10n ** 1e6 would not return.
    if (decimals < -30) return -1
    if (decimals < 0) mantissa *= 10n ** BigInt(-decimals)
    decimals = Math.max(0, decimals)
    if (mantissa > BigInt(Number.MAX_SAFE_INTEGER) || decimals > 22) return -1
    this.mantissas[slot] = parts.negative ? -Number(mantissa) : Number(mantissa)
    this.decimals[slot] = decimals
    return end
  }

  /** Goes on behind the digits before the point: seconds and milliseconds, and what is no time. */
  #coarseTime(bytes: Uint8Array, point: number, slot: number, unit: CoarseUnit): number {
    let at = point
    if (at === unit.start) {
      this.numbers[slot] = NaN
      return cellEnd(bytes, at) === at ? at : -1
    }
    let time = this.numbers[slot]!
    let finer = unit.finer >= 0 ? unit.finer : finerDigits(at - unit.start)
    if (bytes[at] === POINT) {
      let digit = bytes[++at]! - ZERO
      while (digit >= 0 && digit <= 9) {
        if (finer > 0) time = time * 10 + digit
        finer--
        digit = bytes[++at]! - ZERO
      }
    }
    for (; finer > 0; finer--) time *= 10
    this.numbers[slot] = time
    return endsCell(bytes[at]!) && Number.isSafeInteger(time) ? at : -1
  }

  #word(bytes: Uint8Array, start: number, slot: number, words: Words): number {
    for (const { letters, code } of words[bytes[start]!]!) {
      const end = start + letters.length
      if (endsCell(bytes[end]!) && isSameWord(bytes, start, letters)) {
        this.numbers[slot] = code
        return end
      }
    }
    return -1
  }
}

const tens = Float64Array.from({ length: 9 }, (_, exponent) => 10 ** exponent)

interface CoarseUnit {
  readonly start: number
  readonly finer: number
}

function finerDigits(digits: number): number {
  return digits <= 11 ? 6 : digits <= 14 ? 3 : 0
}

/** What befell an order. */
export const orderEvents = { created: 0, changed: 1, deleted: 2, trade: 3 } as const

interface Word {
  readonly letters: Uint8Array
  readonly code: number
}

/** Words by their first letter: the words of a list differ in two letters at most. */
type Words = readonly (readonly Word[])[]

const sides = wordList({
  buy: eventSide.buy,
  sell: eventSide.sell,
  bid: eventSide.bid,
  ask: eventSide.ask,
  unknown: eventSide.unknown,
})
const flags = wordList({ true: 1, false: 0, '1': 1, '0': 0 })
const orderWords = wordList(orderEvents)

function wordList(codes: Readonly<Record<string, number>>): Words {
  const words: Word[][] = Array.from({ length: 256 }, () => [])
  for (const [word, code] of Object.entries(codes)) {
    const letters = Uint8Array.from(word, (letter) => letter.charCodeAt(0))
    words[letters[0]!]!.push({ letters, code })
    const capital = word[0]!.toUpperCase().charCodeAt(0)
    if (capital !== letters[0]) words[capital]!.push({ letters, code })
  }
  return words
}

/** Binance writes True, Bybit Buy. */
function isSameWord(bytes: Uint8Array, start: number, letters: Uint8Array): boolean {
  for (let k = 0; k < letters.length; k++) {
    const byte = bytes[start + k]!
    const isCapital = byte >= 0x41 && byte <= 0x5a
    if ((isCapital ? byte + 0x20 : byte) !== letters[k]) return false
  }
  return true
}

function endsCell(byte: number): boolean {
  return byte === COMMA || byte === LF || byte === CR
}
