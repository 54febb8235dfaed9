import { DataError } from './data-error.ts'

const QUOTE = 0x22
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const LF = 0x0a
const CR = 0x0d

const END = -1 // what follows the last byte
const MANTISSA_LIMIT = 2 ** 53
const DECIMALS_MOST = 22 // 10^22 is the largest power of ten that a double holds exactly
const powersOfTen = Float64Array.from({ length: DECIMALS_MOST + 1 }, (_, exponent) =>
  Number(`1e${exponent}`),
)

/**
 * Reads a plain decimal number that begins at `start` into `target[row]`: an integer mantissa over a power of ten,
 * both exact, so their quotient is the nearest double (the fast path of Clinger 1990).
 *
 * @returns where its cell ends, or -1 when the cell is anything else (longer, quoted, with exponent, no number)
 */
export function scanNumber(
  bytes: Uint8Array,
  start: number,
  target: Float64Array,
  row: number,
): number {
  let at = start
  const sign = bytes[at]
  if (sign === MINUS || sign === PLUS) at++
  const first = at
  let mantissa = 0
  let byte = bytes[at] ?? END
  for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? END)
    mantissa = mantissa * 10 + (byte - ZERO)
  let digits = at - first
  let decimals = 0
  if (byte === POINT) {
    const fraction = at + 1
    for (byte = bytes[++at] ?? END; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? END)
      mantissa = mantissa * 10 + (byte - ZERO)
    decimals = at - fraction
    digits += decimals
  }
  // Once at 2^53 or more, rounding never brings it below again: a mantissa under it was exact at every digit.
  if (digits === 0 || decimals > DECIMALS_MOST || mantissa >= MANTISSA_LIMIT) return -1
  if (byte !== COMMA && byte !== LF && !endsCell(bytes, at)) return -1
  const magnitude = mantissa / (powersOfTen[decimals] ?? NaN)
  target[row] = sign === MINUS ? -magnitude : magnitude
  return at
}

/** Where the cell that begins at `start` ends, or -1 when a quote in it does not end on its line. */
export function cellEnd(bytes: Uint8Array, start: number): number {
  let at = start
  let quoted = false
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte === QUOTE) quoted = !quoted
    else if (quoted && byte === LF) return -1
    else if (!quoted && endsCell(bytes, at)) return at
    at++
  }
  return quoted ? -1 : at
}

/** What a cell says, without quotes and the blanks around it. */
export function cellText(bytes: Uint8Array, start: number, end: number): string {
  const text = new TextDecoder().decode(bytes.subarray(start, end)).trim()
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"')
  return isQuoted ? text.slice(1, -1).replaceAll('""', '"').trim() : text
}

const decimalNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** The number a cell says in the long way: exponents, many digits, quotes; and the fault when it says none. */
export function parseCell(
  text: string,
  place: { readonly file: string; readonly row: number; readonly column: string },
): number {
  const value = decimalNumber.test(text) ? Number(text) : NaN
  if (Number.isFinite(value)) return value
  const came = text === '' ? 'an empty cell' : text.length > 60 ? `${text.slice(0, 57)}...` : text
  throw new DataError({ ...place, expected: 'a finite number', came })
}

function endsCell(bytes: Uint8Array, at: number): boolean {
  if (at >= bytes.length) return true
  const byte = bytes[at]
  return byte === COMMA || byte === LF || (byte === CR && bytes[at + 1] === LF)
}
