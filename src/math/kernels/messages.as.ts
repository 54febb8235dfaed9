// The compiled message kernel: what src/wire/scan.ts and plain-pairs.ts do byte by byte, sixteen bytes at a time. Built
// by scripts/set-up.mjs to build/kernels/messages.wasm; outside the TypeScript compiler, the linter and the formatter.
//
// Nothing is allocated here: `Task` says where everything lies. Bytes may be read beyond the end of a message, where the
// memory goes on; what is read there counts for nothing, for a message must end exactly where its look does.
//
// Where a number ends is found before it is known what it says, and nothing that follows waits for its value: what is
// too large is noted and refused at the end. With a branch on each value a pair took 49 ns, without 17.

/** What the host and the code both write; app/kernels/compiled-messages.ts has the order. */
@unmanaged
class Task {
  bytes: usize
  length: i32
  levels: i32
  levelsMost: i32
  nameAt: i32
  nameLength: i32
  priceDecimals: i32
  quantityDecimals: i32
  /** Addresses. */
  name: usize
  numbers: usize
  sides: usize
  prices: usize
  quantities: usize
  shuffles: usize
  powersOfTen: usize
}

/** One text and what comes behind it. */
@unmanaged
class Step {
  literal: usize
  length: i32
  hole: i32
  /** Place of a number, side of pairs. */
  argument: i32
  scale: f64
}

/** Bytes that `Task` is taken for. */
export function taskBytes(): i32 {
  return offsetof<Task>()
}

/** Bytes that `Step` is taken for. */
export function stepBytes(): i32 {
  return offsetof<Step>()
}

const INTEGER = 0
const INSTANT = 1
const NAME = 2
const TEXT = 3
const REST_OF_TEXT = 4
const PAIRS = 5

const UNUSUAL = 0
const READ = 1
const OTHER_NAME = 2

const QUOTE: u8 = 0x22
const COMMA: u8 = 0x2c
const POINT: u8 = 0x2e
const ZERO: u8 = 0x30
const OPEN_LIST: u8 = 0x5b
const CLOSE_LIST: u8 = 0x5d
const OPEN_PAIR: u16 = 0x225b // ["
const BETWEEN: u32 = 0x222c22 // ","
const NEXT_PAIR: u32 = 0x2c5d22 // "],
const LAST_PAIR: u32 = 0x5d5d22 // "]]
const EIGHT_ZEROS: u64 = 0x3030303030303030
const WHOLE_MOST: f64 = 9007199254740991

/** Reads the message as one that looks like this. */
export function read(task: Task, first: usize): i32 {
  const start = task.bytes
  const end = start + task.length
  let at = start
  task.levels = 0
  wasTooLarge = 0
  for (let place = first; at <= end; place += offsetof<Step>()) {
    const step = changetype<Step>(place)
    if (!isAlike(at, step.literal, step.length)) return UNUSUAL
    at += step.length
    switch (step.hole) {
      case INTEGER:
        at = readInteger(task, step, at)
        break
      case INSTANT:
        at = readInstant(task, step, at)
        break
      case NAME:
        if (!isAlike(at, task.name, task.nameLength)) {
          task.nameAt = <i32>(at - start)
          return OTHER_NAME
        }
        at += task.nameLength
        break
      case TEXT:
        at = load<u8>(at) == QUOTE ? endOfText(at + 1, end) : 0
        break
      case REST_OF_TEXT:
        at = endOfText(at, end)
        break
      case PAIRS:
        at = readPairs(task, at, step.argument)
        break
      default:
        return at == end && wasTooLarge == 0 ? READ : UNUSUAL
    }
    if (at == 0) return UNUSUAL
  }
  return UNUSUAL
}

// @ts-ignore: decorator
@inline
function isAlike(at: usize, known: usize, length: i32): bool {
  const whole = <usize>(length & ~7)
  for (let k: usize = 0; k < whole; k += 8) {
    if (load<u64>(at + k) != load<u64>(known + k)) return false
  }
  const left = <u64>(length & 7)
  // Of the last few bytes, the lowest of eight, what stands above is pushed out.
  const differ = load<u64>(at + whole) ^ load<u64>(known + whole)
  return left == 0 || differ << (64 - 8 * left) == 0
}

/** Behind the quote that ends a text; 0 where it has an escape, or does not end. */
function endOfText(start: usize, end: usize): usize {
  for (let at = start; at < end; at += 16) {
    const bytes = v128.load(at)
    const quotes = i8x16.eq(bytes, i8x16.splat(0x22))
    const others = v128.or(
      i8x16.eq(bytes, i8x16.splat(0x5c)),
      i8x16.lt_u(bytes, i8x16.splat(0x20)),
    )
    const special = i8x16.bitmask(v128.or(quotes, others))
    if (special == 0) continue
    at += ctz(special)
    return load<u8>(at) == QUOTE ? at + 1 : 0
  }
  return 0
}

/** What was read last, and how many digits it has. */
let number: f64 = 0
let digits: i32 = 0
/** Was any number of the message one that a double does not count? */
let wasTooLarge: i32 = 0

function readInteger(task: Task, step: Step, start: usize): usize {
  const at = readDigits(task, start)
  const value = number * step.scale
  if (digits > 15 || value > WHOLE_MOST) return 0
  store<f64>(task.numbers + (<usize>step.argument << 3), value)
  return at
}

function readInstant(task: Task, step: Step, start: usize): usize {
  const at = readDigits(task, start)
  const value = digits == 16 ? number : number * 1000
  if (value > WHOLE_MOST) return 0
  store<f64>(task.numbers + (<usize>step.argument << 3), value)
  return at
}

/** A whole number of at most 16 digits, written as JSON must; 0 else. */
// @ts-ignore: decorator
@inline
function readDigits(task: Task, start: usize): usize {
  let at = start
  let word = load<u64>(at) ^ EIGHT_ZEROS
  let others = notDigits(word)
  number = 0
  while (others == 0) {
    number = number * 1e8 + <f64>eightDigits(word)
    at += 8
    if (at - start > 16) return 0
    word = load<u64>(at) ^ EIGHT_ZEROS
    others = notDigits(word)
  }
  const count = <usize>(ctz(others) >> 3)
  if (count > 0) {
    // Pushed up, so that zeros stand before them.
    const rest = <f64>eightDigits(word << (64 - (<u64>count << 3)))
    number = number * load<f64>(task.powersOfTen + (count << 3)) + rest
    at += count
  }
  digits = <i32>(at - start)
  if (digits == 0 || digits > 16) return 0
  return digits > 1 && load<u8>(start) == ZERO ? 0 : at
}

/** The highest bit of each byte that is no digit, from the lowest byte to the first of them for certain. */
// @ts-ignore: decorator
@inline
function notDigits(word: u64): u64 {
  return ((word + 0x7676767676767676) | word) & 0x8080808080808080
}

/** The number that eight digits write, the first of them lowest: neighbours are joined, and the four by one product. */
// @ts-ignore: decorator
@inline
function eightDigits(word: u64): u64 {
  const pairs = word * 10 + (word >> 8)
  const low: u64 = 0x000000ff000000ff
  return (((pairs & low) * 0x000f424000000064 + ((pairs >> 16) & low) * 0x0000271000000001)) >> 32
}

/** Behind the list of pairs; 0 where one is unusual, or there is no room. */
function readPairs(task: Task, start: usize, side: i32): usize {
  let at = start + 1
  if (load<u8>(start) != OPEN_LIST) return 0
  if (load<u8>(at) == CLOSE_LIST) return at + 1
  const priceDecimals = task.priceDecimals
  const quantityDecimals = task.quantityDecimals
  const levelsMost = task.levelsMost
  for (let row = task.levels; row < levelsMost; row++) {
    if (load<u16>(at) != OPEN_PAIR) return 0
    at = readDecimal(task, at + 2, priceDecimals)
    if (at == 0 || (load<u32>(at) & 0xffffff) != BETWEEN) return 0
    const price = number
    at = readDecimal(task, at + 3, quantityDecimals)
    if (at == 0) return 0
    store<u8>(task.sides + row, side)
    store<f64>(task.prices + (<usize>row << 3), price)
    store<f64>(task.quantities + (<usize>row << 3), number)
    let next = load<u32>(at) & 0xffffff
    if (next != NEXT_PAIR && next != LAST_PAIR) {
      at = endOfPlainTexts(at + 1)
      if (at == 0) return 0
      next = load<u32>(at) & 0xffffff
    }
    at += 3
    if (next == NEXT_PAIR) continue
    task.levels = row + 1
    return next == LAST_PAIR ? at : 0
  }
  return 0
}

/** The last quote of the texts of digits and points that stand between a quantity and the end of its pair; 0 else. */
function endOfPlainTexts(start: usize): usize {
  let at = start
  while (load<u8>(at) == COMMA && load<u8>(at + 1) == QUOTE) {
    at += 2
    let byte = load<u8>(at)
    while ((byte >= ZERO && byte <= 0x39) || byte == POINT) byte = load<u8>(++at)
    if (byte != QUOTE) return 0
    at++
  }
  return at > start ? at - 1 : 0
}

/**
 * Up to the quote that ends a decimal: its digits down to the step are moved together, without the point, to the end of
 * sixteen places, and those joined two by two, four by four, eight by eight.
 *
 * @returns 0 where it is none, or has a digit finer than the step that is not zero
 */
// @ts-ignore: decorator
@inline
function readDecimal(task: Task, at: usize, decimals: i32): usize {
  const values = i8x16.sub(v128.load(at), i8x16.splat(0x30))
  const others = i8x16.bitmask(i8x16.gt_u(values, i8x16.splat(9)))
  if (others == 0) return readLong(task, at, decimals)
  const whole = ctz(others)
  let length = whole
  let kept = 0
  if (load<u8>(at + whole) == POINT) {
    const behind = others & (others - 1)
    if (behind == 0) return readLong(task, at, decimals)
    length = ctz(behind)
    const fraction = length - whole - 1
    kept = fraction
    if (fraction > decimals) {
      kept = decimals
      const notZero = i8x16.bitmask(i8x16.ne(values, i8x16.splat(0)))
      const finer = ((1 << length) - 1) & ~((2 << (whole + decimals)) - 1)
      if ((notZero & finer) != 0) return 0
    }
    if (fraction == 0) return 0
  }
  if (load<u8>(at + length) != QUOTE || whole == 0) return 0
  const places = i8x16.swizzle(values, v128.load(task.shuffles + ((whole << 8) | (kept << 4))))
  const tens = i16x8(10, 1, 10, 1, 10, 1, 10, 1)
  const twos = i16x8.narrow_i32x4_s(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(places), tens),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(places), tens),
  )
  const fours = i32x4.dot_i16x8_s(twos, i16x8(100, 1, 100, 1, 100, 1, 100, 1))
  const eights = i32x4.dot_i16x8_s(
    i16x8.narrow_i32x4_s(fours, fours),
    i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1),
  )
  const high = <i64>i32x4.extract_lane(eights, 0)
  const low = <i64>i32x4.extract_lane(eights, 1)
  setScaled(task, high * 100000000 + low, decimals - kept)
  return at + length
}

/** The same for decimals of more than sixteen bytes, digit by digit. */
function readLong(task: Task, start: usize, decimals: i32): usize {
  let at = start
  let sum: i64 = 0
  let digit = <u32>load<u8>(at) - 48
  while (digit < 10) {
    sum = sum * 10 + digit
    digit = <u32>load<u8>(++at) - 48
  }
  let count = <i32>(at - start)
  let missing = decimals
  if (count == 0) return 0
  if (load<u8>(at) == POINT) {
    const fraction = ++at
    digit = <u32>load<u8>(at) - 48
    while (digit < 10 && missing > 0) {
      sum = sum * 10 + digit
      missing--
      count++
      digit = <u32>load<u8>(++at) - 48
    }
    while (load<u8>(at) == ZERO) at++
    if (at == fraction) return 0
  }
  if (load<u8>(at) != QUOTE || count > 18) return 0
  setScaled(task, sum, missing)
  return at
}

// @ts-ignore: decorator
@inline
function setScaled(task: Task, whole: i64, places: i32): void {
  number = <f64>whole * load<f64>(task.powersOfTen + (<usize>places << 3))
  if (number > WHOLE_MOST) wasTooLarge = 1
}
