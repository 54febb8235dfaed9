import { asciiText, decimalParts, exactPowersOfTen } from './decimal-text.ts'
import type { Step } from './price.ts'
import { available, unavailable, type Outcome } from '../math/outcome.ts'

/** Why a decimal text is no whole number of steps. */
export type StepsFault = 'not-a-number' | 'off-grid' | 'too-large'

/**
 * A decimal text as a whole number of steps, exactly: never rounded.
 *
 *   steps = text * 10 ** decimals / units
 *
 * For messages, where no string is made: the plain case (`-?digits[.digits]`) is read in integers; an exponent or more
 * than 15 digits takes the exact path of `stepsOfDecimal`.
 *
 * @param bytes ASCII digits in `[start, end)`
 * @returns NaN when there is no such whole number below 2^53 in size; `stepsFault` tells which of the reasons it is
 */
export function readSteps(bytes: Uint8Array, start: number, end: number, step: Step): number {
  const negative = bytes[start] === minus
  let at = negative ? start + 1 : start
  let mantissa = 0
  let digits = 0
  // Below zero before the point.
  let decimals = -1
  for (; at < end; at++) {
    const digit = bytes[at]! - zero
    if (digit >= 0 && digit <= 9) {
      if (decimals === step.decimals) break
      mantissa = mantissa * 10 + digit
      digits++
      if (decimals >= 0) decimals++
    } else if (digit === pointDigit && decimals < 0) decimals = 0
    else break
  }
  // Beyond the step's decimals there must be zeros: Binance writes every spot price with eight.
  while (decimals === step.decimals && at < end && bytes[at] === zero) at++
  // 15 digits are exact in a double whatever they are.
  if (at !== end || digits === 0 || digits > 15) return readExactly(bytes, start, end, step)
  const scaled = mantissa * exactPowersOfTen[step.decimals - Math.max(0, decimals)]!
  // Beyond the table of powers it is NaN.
  if (!(scaled <= Number.MAX_SAFE_INTEGER)) return readExactly(bytes, start, end, step)
  const steps = step.units === 1 ? scaled : Math.floor(scaled / step.units)
  if (step.units !== 1 && steps * step.units !== scaled) return NaN
  return negative && steps !== 0 ? -steps : steps
}

/** Why `readSteps` gave NaN; undefined when it did not. */
export function stepsFault(
  bytes: Uint8Array,
  start: number,
  end: number,
  step: Step,
): StepsFault | undefined {
  const outcome = stepsOfDecimal(asciiText(bytes, start, end), step)
  return outcome.kind === 'unavailable' ? outcome.reason : undefined
}

/**
 * A decimal text as a whole number of steps, exactly, or the reason why it is none.
 *
 * Accepts what JSON and CSV write: an optional sign, digits, a point, an exponent.
 */
export function stepsOfDecimal(text: string, step: Step): Outcome<number, StepsFault> {
  const whole = wholeSteps(text, step)
  if (whole.kind === 'unavailable') return whole
  const size = whole.value < 0n ? -whole.value : whole.value
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) return tooLarge(text, step)
  return available(Number(whole.value))
}

/**
 * Of a decimal text with 2^53 steps or more, the double that is exactly so many, if there is one.
 *
 * Coins that cost a hundredth of a cent are bought by the hundred million and divided to the eighth decimal: an order
 * of 112,716,000 is 1.1 * 10^16 lots, which a double tells exactly: they end in thirteen binary zeros.
 * What is read so may be kept, compared and written, and not be counted on from.
 *
 * @returns NaN when no double is this number, and below 2^53
 *
 * @example
 * largeStepsOfDecimal('112716000.00000000', { units: 1, decimals: 8 }) // => 11271600000000000
 * largeStepsOfDecimal('112716000.00000001', { units: 1, decimals: 8 }) // => NaN
 */
export function largeStepsOfDecimal(text: string, step: Step): number {
  const whole = wholeSteps(text, step)
  if (whole.kind === 'unavailable') return NaN
  const steps = Number(whole.value)
  const isLarge = steps > Number.MAX_SAFE_INTEGER && steps < 2 ** 63
  return isLarge && BigInt(steps) === whole.value ? steps : NaN
}

function wholeSteps(text: string, step: Step): Outcome<bigint, StepsFault> {
  const parts = decimalParts(text)
  if (parts === undefined) {
    return unavailable('not-a-number', `"${text}" is not a decimal number`)
  }
  const { mantissa, negative } = parts
  if (mantissa === 0n) return available(0n)
  const shift = step.decimals - parts.decimals
  // No price has this many digits, and 10n ** 1e9 would not return.
  if (shift > 400) return tooLarge(text, step)
  if (shift < -400) return offGrid(text, step)
  const numerator = shift >= 0 ? mantissa * 10n ** BigInt(shift) : mantissa
  const denominator = BigInt(step.units) * (shift >= 0 ? 1n : 10n ** BigInt(-shift))
  if (numerator % denominator !== 0n) return offGrid(text, step)
  const steps = numerator / denominator
  return available(negative ? -steps : steps)
}

/** A whole number of steps as decimal text, with exactly the step's decimals: 1.50 for 6 steps of 0.25. */
export function decimalOfSteps(steps: number, step: Step): string {
  const units = BigInt(steps) * BigInt(step.units)
  const digits = String(units < 0n ? -units : units).padStart(step.decimals + 1, '0')
  const cut = digits.length - step.decimals
  const sign = units < 0n ? '-' : ''
  return step.decimals === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`
}

/**
 * The step a venue writes as decimal text: `0.25` is 25 / 10^2, `0.10000000` is 1 / 10^1.
 *
 * @returns undefined when the text is no number above zero with a numerator that a double can count
 */
export function stepOfDecimal(text: string): Step | undefined {
  const parts = decimalParts(text)
  if (parts === undefined || parts.negative || parts.mantissa === 0n) return undefined
  let units = parts.mantissa
  let decimals = parts.decimals
  while (units % 10n === 0n && decimals > 0) {
    units /= 10n
    decimals--
  }
  if (decimals < 0) {
    if (decimals < -15) return undefined
    units *= 10n ** BigInt(-decimals)
    decimals = 0
  }
  return units > BigInt(Number.MAX_SAFE_INTEGER) || decimals > 30
    ? undefined
    : { units: Number(units), decimals }
}

const minus = 0x2d
const zero = 0x30
/** The point, counted from the digit zero as digits are. */
const pointDigit = 0x2e - zero

function readExactly(bytes: Uint8Array, start: number, end: number, step: Step): number {
  const outcome = stepsOfDecimal(asciiText(bytes, start, end), step)
  return outcome.kind === 'value' ? outcome.value : NaN
}

function offGrid(text: string, step: Step): Outcome<never, 'off-grid'> {
  return unavailable('off-grid', `${text} is no whole number of ${stepText(step)}`)
}

function tooLarge(text: string, step: Step): Outcome<never, 'too-large'> {
  return unavailable('too-large', `${text} is more than 2^53 - 1 times ${stepText(step)}`)
}

function stepText(step: Step): string {
  return decimalOfSteps(1, step)
}
