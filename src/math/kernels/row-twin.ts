import {
  beginningLeast,
  beginningMost,
  type RowColumns,
  type RowKernel,
  type RowSession,
  type RowShape,
  type RowTask,
} from './row-kernel.ts'

/**
 * The readable form of the row kernel, which the compiled one is held against, and which works where it is not there:
 * four bytes at a time, and the first half of a time taken for that of the row before.
 */
export const rowTwin: RowKernel = { open: (shape) => new TwinSession(shape) }

class TwinSession implements RowSession {
  readonly columns: RowColumns = {
    side: new Uint8Array(ROWS),
    ends: new Uint8Array(ROWS),
    exchangeTime: new Float64Array(ROWS),
    localTime: new Float64Array(ROWS),
    price: new Float64Array(ROWS),
    quantity: new Float64Array(ROWS),
    id: new Float64Array(ROWS),
  }
  readonly #hasNumber: boolean
  readonly #ownTimes: boolean
  #bytes: Uint8Array = new Uint8Array()
  #view: DataView = new DataView(new ArrayBuffer(0))
  /** The beginning in words of four bytes, and where these stand. */
  #words = new Uint32Array()
  #places = new Uint32Array()
  #beginning = 0
  /** The first eight digits of the last time, as two words and as what they are worth. */
  #first = 0
  #second = 0
  #high = 0
  /** What was read of a row: times, number, price, quantity. */
  readonly #numbers = new Float64Array(5)
  readonly #decimals = new Int32Array(2)
  #side = 0

  constructor({ fifth, ownTimes }: RowShape) {
    this.#hasNumber = fifth === 'number'
    this.#ownTimes = ownTimes
  }

  load(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  begin(beginning: Uint8Array): void {
    const { length } = beginning
    this.#beginning = length < beginningLeast || length > beginningMost ? 0 : length
    if (this.#beginning === 0) return
    const view = new DataView(beginning.buffer, beginning.byteOffset, length)
    // The last word may overlap the one before.
    const places = Array.from({ length: length >> 2 }, (_, k) => 4 * k)
    this.#places = Uint32Array.from([...places, length - 4])
    this.#words = this.#places.map((place) => view.getUint32(place, true))
  }

  take(task: RowTask): void {
    task.rows = 0
    task.groups = 0
    task.isNew = false
    const most = Math.min(task.rowsMost, ROWS)
    while (task.at < task.end && task.rows < most) {
      const next = this.#read(task.at, task.end)
      if (next < 0 || !this.#write(task)) return
      task.at = next
    }
  }

  /** Writes the row that was read; false when it is not usual. */
  #write(task: RowTask): boolean {
    const numbers = this.#numbers
    const price = scaled(numbers[PRICE]!, task.priceDecimals - this.#decimals[0]!)
    const quantity = scaled(numbers[QUANTITY]!, task.quantityDecimals - this.#decimals[1]!)
    if (!(price > 0 && quantity >= 0)) return false
    const localTime = numbers[LOCAL]!
    const given = numbers[EXCHANGE]!
    const exchangeTime = given === localTime ? NaN : given
    const isPart =
      localTime === task.localTime && (this.#ownTimes || Object.is(exchangeTime, task.exchangeTime))
    if (!isPart && !this.#beginGroup(task, localTime, exchangeTime)) return false
    const { columns } = this
    const row = task.rows++
    columns.side[row] = this.#side
    columns.ends[row] = 0
    columns.localTime[row] = localTime
    columns.exchangeTime[row] = exchangeTime
    columns.price[row] = price
    columns.quantity[row] = quantity
    if (this.#hasNumber) columns.id[row] = numbers[ID]!
    return true
  }

  #beginGroup(task: RowTask, localTime: number, exchangeTime: number): boolean {
    if (task.rows >= task.groupRowsMost || localTime < task.localTime) return false
    if (task.rows > 0) this.columns.ends[task.rows - 1] = 1
    else task.isNew = true
    task.groups++
    task.localTime = localTime
    task.exchangeTime = exchangeTime
    return true
  }

  /** @returns the byte behind the line; -1 when it is not the usual row */
  #read(start: number, end: number): number {
    let at = this.#afterBeginning(start, end)
    // The longest way to look ahead is the two times.
    if (at < 0 || at + 2 * TIME_BYTES > end) return -1
    if (!this.#time(at, EXCHANGE) || !this.#time(at + TIME_BYTES, LOCAL)) return -1
    at += 2 * TIME_BYTES
    at = this.#hasNumber ? this.#number(at) : this.#false(at, end)
    if (at < 0) return -1
    at = this.#sideAt(at, end)
    if (at < 0) return -1
    at = this.#decimal(at, PRICE)
    if (at < 0 || this.#bytes[at] !== COMMA) return -1
    at = this.#decimal(at + 1, QUANTITY)
    return at >= 0 && at < end && this.#bytes[at] === LF ? at + 1 : -1
  }

  #afterBeginning(start: number, end: number): number {
    const length = this.#beginning
    if (length === 0 || start + length > end) return -1
    for (let k = 0; k < this.#words.length; k++) {
      if (this.#view.getUint32(start + this.#places[k]!, true) !== this.#words[k]) return -1
    }
    return start + length
  }

  /** Sixteen digits and a comma. A double handed back would be an object made for every row. */
  #time(at: number, slot: number): boolean {
    const first = this.#view.getUint32(at, true)
    const second = this.#view.getUint32(at + 4, true)
    const isKnown = first === this.#first && second === this.#second
    if (!isKnown && !this.#learn(first, second)) return false
    const c = fourDigits(this.#view.getUint32(at + 8, true))
    const d = fourDigits(this.#view.getUint32(at + 12, true))
    this.#numbers[slot] = this.#high * 1e8 + (c * 10_000 + d)
    return (c | d) >= 0 && this.#bytes[at + 16] === COMMA
  }

  #learn(first: number, second: number): boolean {
    const a = fourDigits(first)
    const b = fourDigits(second)
    // 9,007 trillion is where whole numbers end.
    if ((a | b) < 0 || a >= 9_007) return false
    this.#first = first
    this.#second = second
    this.#high = a * 10_000 + b
    return true
  }

  /** The number and its comma. */
  #number(start: number): number {
    const bytes = this.#bytes
    let at = start
    let id = 0
    let digit = bytes[at]! - ZERO
    for (; digit >>> 0 < 10; digit = bytes[++at]! - ZERO) id = id * 10 + digit
    const digits = at - start
    this.#numbers[ID] = digits === 0 ? NaN : id
    if (bytes[at] === COMMA) return digits <= 15 ? at + 1 : -1
    this.#numbers[ID] = NaN
    while (bytes[at] !== COMMA && bytes[at] !== LF) at++
    return bytes[at] === COMMA ? at + 1 : -1
  }

  #false(at: number, end: number): number {
    if (at + 6 > end || this.#view.getUint32(at, true) !== words.fals) return -1
    return this.#bytes[at + 4] === 0x65 && this.#bytes[at + 5] === COMMA ? at + 6 : -1
  }

  /** The side and its comma. */
  #sideAt(at: number, end: number): number {
    if (at + 5 > end) return -1
    const word = this.#view.getUint32(at, true)
    this.#side = word === words.buy || word === words.bid ? 0 : 1
    if (this.#side === 0 || word === words.ask) return at + 4
    return word === words.sell && this.#bytes[at + 4] === COMMA ? at + 5 : -1
  }

  /** Up to fifteen digits, with or without a point among them. */
  #decimal(start: number, slot: number): number {
    const bytes = this.#bytes
    let at = start
    let mantissa = 0
    let digit = bytes[at]! - ZERO
    for (; digit >>> 0 < 10; digit = bytes[++at]! - ZERO) mantissa = mantissa * 10 + digit
    let digits = at - start
    let decimals = 0
    if (bytes[at] === POINT) {
      digit = bytes[++at]! - ZERO
      const fraction = at
      for (; digit >>> 0 < 10; digit = bytes[++at]! - ZERO) mantissa = mantissa * 10 + digit
      decimals = at - fraction
      digits += decimals
    }
    this.#numbers[slot] = mantissa
    this.#decimals[slot - PRICE] = decimals
    return digits > 0 && digits <= 15 ? at : -1
  }
}

/** What fits into the nearer caches. */
const ROWS = 1_024
/** Sixteen digits and a comma. */
const TIME_BYTES = 17
const [EXCHANGE, LOCAL, ID, PRICE, QUANTITY] = [0, 1, 2, 3, 4] as const
const COMMA = 0x2c
const LF = 0x0a
const POINT = 0x2e
const ZERO = 0x30

/** Little-endian, as everywhere that this runs. */
const words = {
  buy: 0x2c797562,
  bid: 0x2c646962,
  ask: 0x2c6b7361,
  sell: 0x6c6c6573,
  fals: 0x736c6166,
} as const

const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/** NaN when there are too many decimals, or the whole number is not exact. */
function scaled(mantissa: number, decimals: number): number {
  const whole = decimals < 0 ? NaN : mantissa * powersOfTen[decimals]!
  return whole <= Number.MAX_SAFE_INTEGER ? whole : NaN
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
