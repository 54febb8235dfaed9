import { daysFromCivil, formatInstant, type Instant } from '../core/time.ts'
import { isDigit } from './json-cursor.ts'

/** How a venue writes an instant: as a number since 1970, or in ISO 8601. */
export type TimeUnit = EpochUnit | 'iso'

type EpochUnit =
  | 'seconds'
  | 'milliseconds'
  | 'microseconds'
  /** Binance spot: microseconds for those who connect with `timeUnit=MICROSECOND`, told by their 16 digits. */
  | 'milliseconds or microseconds'

/** The digits of a second that stand before the point. */
const wholeDigits = {
  seconds: 0,
  milliseconds: 3,
  microseconds: 6,
  'milliseconds or microseconds': 3,
} as const

/**
 * Microseconds since 1970 of a number of seconds, milliseconds or microseconds, exactly; what is finer is cut off.
 *
 * @param bytes digits and at most one point, in `[from, to)`
 * @returns NaN when the bytes are not such a number, or are so large that no venue can mean them
 */
export function readEpoch(bytes: Uint8Array, from: number, to: number, unit: EpochUnit): number {
  const isFine = unit === 'milliseconds or microseconds' && wholeLength(bytes, from, to) >= 16
  const before = isFine ? 6 : wholeDigits[unit]
  let value = 0
  // Decimal digits of a second read so far; below zero before the point.
  let digits = -1
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!
    if (isDigit(byte)) {
      if (digits < 6) value = value * 10 + (byte - zero)
      if (digits >= 0) digits++
    } else if (byte === point && digits < 0 && at > from) digits = before
    else return NaN
  }
  if (to === from) return NaN
  if (digits < 0) digits = before
  for (; digits < 6; digits++) value *= 10
  return value <= Number.MAX_SAFE_INTEGER ? value : NaN
}

/**
 * Microseconds since 1970 of `2026-08-09T21:05:48.228568804Z`, exactly; what is finer is cut off.
 *
 * @returns NaN when the bytes in `[from, to)` are not an instant in UTC written like that
 */
export function readIso(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 20 || bytes[to - 1] !== letterZ) return NaN
  for (const [offset, byte] of isoMarks) if (bytes[from + offset] !== byte) return NaN
  const year = numberAt(bytes, from, 4)
  const month = numberAt(bytes, from + 5, 2)
  const day = numberAt(bytes, from + 8, 2)
  const hour = numberAt(bytes, from + 11, 2)
  const minute = numberAt(bytes, from + 14, 2)
  const isInRange = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60
  const micros = readEpoch(bytes, from + 17, to - 1, 'seconds')
  // A leap second is written as the sixtieth.
  if (!isInRange || !(micros < 61_000_000)) return NaN
  const minutes = (daysFromCivil(year, month, day) * 24 + hour) * 60 + minute
  const instant = minutes * 60_000_000 + micros
  return instant <= Number.MAX_SAFE_INTEGER ? instant : NaN
}

/**
 * An instant as its venue writes it, without quotes.
 *
 * @param decimals how many digits stand behind the point; what is finer is cut off
 */
export function timeText(micros: number, unit: TimeUnit, decimals: number): string {
  if (unit === 'iso') {
    const text = formatInstant(micros as Instant)
    const second = text.slice(0, 19)
    const fraction = text.slice(20, -1).padEnd(decimals, '0').slice(0, decimals)
    return decimals === 0 ? `${second}Z` : `${second}.${fraction}Z`
  }
  const digits = String(micros).padStart(7, '0')
  const isFine = unit === 'milliseconds or microseconds' && micros % 1000 !== 0
  const cut = digits.length - 6 + (isFine ? 6 : wholeDigits[unit])
  const whole = digits.slice(0, cut)
  return decimals === 0
    ? whole
    : `${whole}.${digits.slice(cut).padEnd(decimals, '0').slice(0, decimals)}`
}

/** Milliseconds since 1970 in ISO 8601, always with three digits behind the point: `2026-08-09T21:05:48.220Z`. */
export function isoText(milliseconds: number): string {
  return timeText(milliseconds * 1_000, 'iso', 3)
}

/** How many bytes stand before the point. */
function wholeLength(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at] !== point) at++
  return at - from
}

/** The digits at `[at, at + count)` as a number; NaN when they are none. */
function numberAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let k = at; k < at + count; k++) {
    if (!isDigit(bytes[k]!)) return NaN
    value = value * 10 + (bytes[k]! - zero)
  }
  return value
}

const zero = 0x30
const point = 0x2e
const letterZ = 0x5a

/** `-`, `-`, `T`, `:` and `:` where ISO 8601 has them. */
const isoMarks = [
  [4, 0x2d],
  [7, 0x2d],
  [10, 0x54],
  [13, 0x3a],
  [16, 0x3a],
] as const
