import { eventSide } from '../../core/events/event-codes.ts'
import { cellReadings, decimalSlots, numberSlots, type CellPlan } from './cell-plan.ts'
import { COMMA, LF, POINT, ZERO, type CellScanner } from './cell-scanner.ts'

/** exchange, symbol, timestamp, local_timestamp, id or is_snapshot, side, price, amount. */
const tradeReadings = readingsWith(cellReadings.id)
const levelReadings = readingsWith(cellReadings.flag)

/**
 * Reads the rows that fill disks, Tardis's trades and levels of a book, in half the time `RowCells` takes: four bytes at
 * a time, with the names taken for those of the row before.
 *
 * It only knows the usual row (16 digits of time, small words, LF) and leaves any other to `RowCells`, which also tells
 * what is wrong with it. What it reads is the same: `printed-rows.test.ts` holds one against the other.
 */
export class PrintedRows {
  readonly #scanner: CellScanner
  readonly #hasId: boolean
  #bytes: Uint8Array = new Uint8Array()
  #view: DataView = new DataView(new ArrayBuffer(0))
  /** The names and their commas in words of four bytes, and where these stand. */
  #words = new Uint32Array()
  #places = new Uint32Array()
  #namesLength = 0
  /** The first eight digits of the last time, as two words and as what they are worth. */
  #first = 0
  #second = 0
  readonly #known = new Float64Array(1)

  private constructor(scanner: CellScanner, hasId: boolean) {
    this.#scanner = scanner
    this.#hasId = hasId
  }

  /** @returns undefined when the rows of the plan are not such rows */
  static of(plan: CellPlan, scanner: CellScanner): PrintedRows | undefined {
    const isMicroseconds = plan.finer[2] === 0 && plan.finer[3] === 0
    if (!isMicroseconds) return undefined
    if (isSame(plan.readings, tradeReadings)) return new PrintedRows(scanner, true)
    return isSame(plan.readings, levelReadings) ? new PrintedRows(scanner, false) : undefined
  }

  /** Turns to other bytes. */
  open(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The rows that follow have the names of this one: what comes before its third cell. */
  follow(start: number): void {
    const bytes = this.#bytes
    const end = bytes.indexOf(COMMA, bytes.indexOf(COMMA, start) + 1) + 1
    const length = end - start
    // Names of two letters and their commas make a word; the last word may overlap the one before.
    const places = Array.from({ length: length >> 2 }, (_, k) => 4 * k)
    this.#places = Uint32Array.from([...places, Math.max(0, length - 4)])
    this.#words = this.#places.map((place) => this.#view.getUint32(start + place, true))
    this.#namesLength = length < 4 ? 0 : length
  }

  /** @returns the byte behind the line; -1 when it is not the usual row, of which then nothing counts that was read */
  read(start: number): number {
    let at = this.#names(start)
    // The longest way to look ahead is the two times.
    if (at < 0 || at + 2 * TIME_BYTES > this.#bytes.length) return -1
    if (!this.#time(at, numberSlots.exchangeTime)) return -1
    if (!this.#time(at + TIME_BYTES, numberSlots.localTime)) return -1
    at += 2 * TIME_BYTES
    at = this.#hasId ? this.#id(at) : this.#flag(at)
    if (at < 0 || this.#bytes[at] !== COMMA) return -1
    at = this.#side(at + 1)
    if (at < 0) return -1
    const middle = this.#decimal(at, decimalSlots.price)
    if (middle < 0 || this.#bytes[middle] !== COMMA) return -1
    const end = this.#decimal(middle + 1, decimalSlots.quantity)
    return end >= 0 && this.#bytes[end] === LF ? end + 1 : -1
  }

  /** Up to nine digits, which are a small integer, with or without a point among them. */
  #decimal(start: number, slot: number): number {
    const bytes = this.#bytes
    let at = start
    let mantissa = 0
    let digit = bytes[at]! - ZERO
    for (; digit >>> 0 < 10; digit = bytes[++at]! - ZERO) mantissa = Math.imul(mantissa, 10) + digit
    const whole = at - start
    let decimals = 0
    if (bytes[at] === POINT) {
      digit = bytes[++at]! - ZERO
      const point = at
      for (; digit >>> 0 < 10; digit = bytes[++at]! - ZERO) {
        mantissa = Math.imul(mantissa, 10) + digit
      }
      decimals = at - point
    }
    const digits = whole + decimals
    if (digits === 0) return -1
    // An altcoin at eight decimals, a thousand billion of it.
    if (digits > 9) return this.#scanner.decimal(bytes, start, slot)
    this.#scanner.mantissas[slot] = mantissa
    this.#scanner.decimals[slot] = decimals
    return at
  }

  #id(start: number): number {
    const bytes = this.#bytes
    let at = start
    let id = 0
    let digit = bytes[at]! - ZERO
    for (; digit >>> 0 < 10; digit = bytes[++at]! - ZERO) id = Math.imul(id, 10) + digit
    const isSmall = at > start && at - start <= 9 && bytes[at] === COMMA
    if (!isSmall) return this.#scanner.id(bytes, start, numberSlots.id)
    this.#scanner.numbers[numberSlots.id] = id
    return at
  }

  #names(start: number): number {
    const length = this.#namesLength
    if (length === 0 || start + length > this.#bytes.length) return -1
    const words = this.#words
    const places = this.#places
    for (let k = 0; k < words.length; k++) {
      if (this.#view.getUint32(start + places[k]!, true) !== words[k]) return -1
    }
    return start + length
  }

  /**
   * Sixteen digits and a comma; false else. The first eight, which change every hundred seconds, are mostly known. A
   * double handed back would be an object made for every row.
   */
  #time(at: number, slot: number): boolean {
    const first = this.#view.getUint32(at, true)
    const second = this.#view.getUint32(at + 4, true)
    if ((first !== this.#first || second !== this.#second) && !this.#learn(first, second))
      return false
    const c = fourDigits(this.#view.getUint32(at + 8, true))
    const d = fourDigits(this.#view.getUint32(at + 12, true))
    this.#scanner.numbers[slot] = this.#known[0]! + (c * 10_000 + d)
    return (c | d) >= 0 && this.#bytes[at + 16] === COMMA
  }

  #learn(first: number, second: number): boolean {
    const a = fourDigits(first)
    const b = fourDigits(second)
    // 9,007 trillion is where whole numbers end.
    if ((a | b) < 0 || a >= 9_007) return false
    this.#first = first
    this.#second = second
    this.#known[0] = (a * 10_000 + b) * 1e8
    return true
  }

  #flag(at: number): number {
    if (at + 4 > this.#bytes.length) return -1
    const word = this.#view.getUint32(at, true)
    const { numbers } = this.#scanner
    if (word === words.fals && this.#bytes[at + 4] === words.e) {
      numbers[numberSlots.isSnapshot] = 0
      return at + 5
    }
    numbers[numberSlots.isSnapshot] = 1
    return word === words.true ? at + 4 : -1
  }

  /** The byte behind the side's comma. */
  #side(at: number): number {
    if (at + 5 > this.#bytes.length) return -1
    const word = this.#view.getUint32(at, true)
    const { numbers } = this.#scanner
    if (word === words.buy || word === words.bid) {
      numbers[numberSlots.side] = eventSide.buy
      return at + 4
    }
    numbers[numberSlots.side] = eventSide.sell
    if (word === words.ask) return at + 4
    return word === words.sell && this.#bytes[at + 4] === COMMA ? at + 5 : -1
  }
}

/** Sixteen digits and a comma. */
const TIME_BYTES = 17

const words = {
  buy: wordOf('buy,'),
  bid: wordOf('bid,'),
  ask: wordOf('ask,'),
  sell: wordOf('sell'),
  true: wordOf('true'),
  fals: wordOf('fals'),
  e: 0x65,
} as const

function wordOf(letters: string): number {
  return letters.split('').reduceRight((sum, letter) => sum * 256 + letter.charCodeAt(0), 0)
}

/**
 * The number that four bytes of digits write, the first of them lowest in the word; below 0 when one is no digit.
 *
 * All four are worked on at once: neighbours are joined to two numbers below 100, and those to one.
 */
function fourDigits(letters: number): number {
  const digits = letters ^ 0x30303030
  // A byte of 10 to 127 comes to 128 or more when 118 is added; one of 128 and more is there already.
  if ((((digits + 0x76767676) | digits) & 0x80808080) !== 0) return -1
  const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & 0x00ff00ff
  return (pairs & 0xff) * 100 + (pairs >>> 16)
}

function readingsWith(fifth: number): readonly number[] {
  const { venue, symbol, time, side, decimal } = cellReadings
  return [venue, symbol, time, time, fifth, side, decimal, decimal]
}

function isSame(readings: Uint8Array, wanted: readonly number[]): boolean {
  return readings.length === wanted.length && wanted.every((reading, k) => readings[k] === reading)
}
