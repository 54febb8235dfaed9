/** A decimal text taken apart: its value is `mantissa / 10 ** decimals`, negated when `negative`. */
interface DecimalParts {
  readonly negative: boolean
  readonly mantissa: bigint
  /** Below zero when an exponent moved the point past the last digit. */
  readonly decimals: number
}

/**
 * The parts of what JSON and CSV write: an optional sign, digits, a point, an exponent.
 *
 * @returns undefined when the text is no such number, or has more than 400 digits on a side, which is no price
 */
export function decimalParts(text: string): DecimalParts | undefined {
  const match = decimalPattern.exec(text)
  if (match === null) return undefined
  const whole = match[2] ?? ''
  const fraction = match[3] ?? ''
  if (whole === '' && fraction === '') return undefined
  return {
    negative: match[1] === '-',
    mantissa: BigInt(whole + fraction),
    decimals: fraction.length - Number(match[4] ?? 0),
  }
}

/**
 * The double nearest to a decimal text in bytes, as `Number` would read it.
 *
 * @param bytes ASCII digits in `[start, end)`
 * @returns NaN when the bytes are not a decimal number
 */
export function readDouble(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === minus
  let mantissa = 0
  let digits = 0
  let pointAt = -1
  for (let at = negative ? start + 1 : start; at < end; at++) {
    const digit = bytes[at]! - zero
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit
      digits++
    } else if (digit === pointDigit && pointAt < 0) pointAt = at
    else return doubleOf(asciiText(bytes, start, end))
  }
  if (digits === 0 || digits > 15) return doubleOf(asciiText(bytes, start, end))
  // An exact integer over an exact power of ten: one division, hence the nearest double.
  const magnitude = pointAt < 0 ? mantissa : mantissa / exactPowersOfTen[end - pointAt - 1]!
  return negative ? -magnitude : magnitude
}

/** Every power of ten that a double holds exactly. */
export const exactPowersOfTen: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) =>
  Number(`1e${exponent}`),
)

/** The bytes as text; of more than 1,000, which are no number, only the beginning. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 1000)))
}

const minus = 0x2d
const zero = 0x30
/** The point, counted from the digit zero as digits are. */
const pointDigit = 0x2e - zero

const decimalPattern = /^([+-]?)(\d{0,400})(?:\.(\d{0,400}))?(?:[eE]([+-]?\d{1,6}))?$/

function doubleOf(text: string): number {
  return decimalParts(text) === undefined ? NaN : Number(text)
}
