import { exactPowersOfTen } from '../core/decimal-text.ts'
import type { LevelList } from '../core/events/event-columns.ts'
import type { Instrument } from '../core/instrument.ts'
import type { Reading } from './reading.ts'

/**
 * Reads pairs as venues write nearly all of them, `["61737.63","0.014"]` without white space or exponent, up to the end
 * of their list, and stops before the first that is written otherwise, off the grid, or cut off. Of digits finer than
 * the step only zeros are plain.
 *
 * Price and quantity are read by the same lines, twice: whether V8 puts a function for them in place depends on what
 * stands around it, and where it does not a level takes 32 ns instead of 25.
 *
 * The message must end with a bracket (`Reading.endsWithBracket`), where every number ends at the latest.
 *
 * @param side of all of them
 * @returns 1 at the end of the list, 0 before it: at an unusual pair, or where there is no room for more
 */
export function readPlainPairs(reading: Reading, side: number, instrument: Instrument): 0 | 1 {
  const { bytes, end } = reading
  const { sides, prices, quantities } = reading.levels
  const { tickSize, lotSize } = instrument
  const tickScale = exactPowersOfTen[tickSize.decimals]!
  const lotScale = exactPowersOfTen[lotSize.decimals]!
  const hasUnits = tickSize.units !== 1 || lotSize.units !== 1
  let start = reading.at
  for (let row = reading.levelCount; row < sides.length; row++) {
    reading.at = start
    reading.levelCount = row
    if (start >= end || bytes[start] !== openList || bytes[start + 1] !== quote) return 0
    let digit: number
    let at = start + 2
    let whole = 0
    while ((digit = bytes[at]! - zero) >>> 0 < 10) {
      whole = (whole * 10 + digit) | 0
      at++
    }
    let wholeDigits = at - start - 2
    let fraction = 0
    let missing = tickSize.decimals
    if (digit === pointDigit) {
      const last = ++at + missing
      while (at < last && (digit = bytes[at]! - zero) >>> 0 < 10) {
        fraction = (fraction * 10 + digit) | 0
        at++
      }
      missing = last - at
      while (bytes[at] === zero) at++
    }
    if (wholeDigits === 0 || wholeDigits > 9 || tickSize.decimals - missing > 9) return 0
    const price = whole * tickScale + fraction * exactPowersOfTen[missing]!
    if (bytes[at] !== quote || bytes[at + 1] !== comma || bytes[at + 2] !== quote) return 0
    const second = (at += 3)
    whole = 0
    while ((digit = bytes[at]! - zero) >>> 0 < 10) {
      whole = (whole * 10 + digit) | 0
      at++
    }
    wholeDigits = at - second
    fraction = 0
    missing = lotSize.decimals
    if (digit === pointDigit) {
      const last = ++at + missing
      while (at < last && (digit = bytes[at]! - zero) >>> 0 < 10) {
        fraction = (fraction * 10 + digit) | 0
        at++
      }
      missing = last - at
      while (bytes[at] === zero) at++
    }
    if (wholeDigits === 0 || wholeDigits > 9 || lotSize.decimals - missing > 9) return 0
    const quantity = whole * lotScale + fraction * exactPowersOfTen[missing]!
    if (bytes[at] !== quote || !(price <= most && quantity <= most)) return 0
    sides[row] = side
    prices[row] = price
    quantities[row] = quantity
    if (hasUnits && !inUnits(reading.levels, row, instrument)) return 0
    at = bytes[at + 1] === closeList ? at + 1 : endOfPlainTexts(bytes, at + 1)
    const next = bytes[++at]
    if (at >= end || (next !== comma && next !== closeList)) return 0
    start = at + 1
    if (next === comma) continue
    return leave(reading, start, row + 1, 1)
  }
  return leave(reading, start, sides.length, 0)
}

/** Leaves the reading behind so many levels. */
function leave(reading: Reading, at: number, levelCount: number, answer: 0 | 1): 0 | 1 {
  reading.at = at
  reading.levelCount = levelCount
  return answer
}

/** Divides a pair by the units of its steps, if both are whole multiples. */
function inUnits(
  { prices, quantities }: LevelList,
  index: number,
  { tickSize, lotSize }: Instrument,
): boolean {
  const price = prices[index]!
  const quantity = quantities[index]!
  const ticks = Math.floor(price / tickSize.units)
  const lots = Math.floor(quantity / lotSize.units)
  prices[index] = ticks
  quantities[index] = lots
  return ticks * tickSize.units === price && lots * lotSize.units === quantity
}

/**
 * The place behind what stands between a quantity and the end of its pair (OKX: `,"0","4"`), which says nothing of the
 * level; the end of all bytes when it is anything but texts of digits and points.
 */
function endOfPlainTexts(bytes: Uint8Array, start: number): number {
  let at = start
  while (bytes[at] === comma && bytes[at + 1] === quote) {
    at += 2
    while (isPlain(bytes[at]!)) at++
    if (bytes[at++] !== quote) return bytes.length
  }
  return bytes[at] === closeList ? at : bytes.length
}

/** Digits and points. */
function isPlain(byte: number): boolean {
  return (byte >= zero && byte <= 0x39) || byte === 0x2e
}

// Not those of json-cursor.ts: what is imported is looked up at each use, which is 5 % of the whole here.
const most = Number.MAX_SAFE_INTEGER
const quote = 0x22
const comma = 0x2c
const openList = 0x5b
const closeList = 0x5d
const zero = 0x30
/** The point, counted from the digit zero as digits are. */
const pointDigit = 0x2e - zero
