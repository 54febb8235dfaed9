import { InvalidArgumentError } from 'commander'
import { parseInstant, type Instant } from '../../core/time.ts'

// Parsers of option values. Commander puts the option's name before each message.

/** A finite number. */
export function finiteNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('expected a number.')
  return value
}

/** A finite number above zero. */
export function positiveNumber(text: string): number {
  const value = finiteNumber(text)
  if (value <= 0) throw new InvalidArgumentError('expected a number above 0.')
  return value
}

/** A finite number, zero or more. */
export function nonNegativeNumber(text: string): number {
  const value = finiteNumber(text)
  if (value < 0) throw new InvalidArgumentError('expected 0 or more.')
  return value
}

/** A probability strictly between 0 and 1. */
export function openProbability(text: string): number {
  const value = finiteNumber(text)
  if (value <= 0 || value >= 1) throw new InvalidArgumentError('expected a number between 0 and 1.')
  return value
}

/** A number from `least` to `most`, both allowed. */
export function numberWithin(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = finiteNumber(text)
    if (value < least || value > most) {
      throw new InvalidArgumentError(`expected a number from ${least} to ${most}.`)
    }
    return value
  }
}

/** A whole number of at least `least`, and at most `most` where that is given. */
export function wholeNumber(least: number, most?: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`expected a whole number of at least ${least}.`)
    }
    if (most !== undefined && value > most) {
      throw new InvalidArgumentError(`expected a whole number of at most ${most}.`)
    }
    return value
  }
}

/** A share above 0, at most all of it. */
export function share(text: string): number {
  const value = finiteNumber(text)
  if (value <= 0 || value > 1)
    throw new InvalidArgumentError('expected a share above 0, at most 1.')
  return value
}

/** A port; 0 asks the system for a free one. */
export function portNumber(text: string): number {
  const value = wholeNumber(0)(text)
  if (value > 65_535) throw new InvalidArgumentError('expected a port, 0 to 65535.')
  return value
}

/** An instant: ISO 8601 UTC or epoch milliseconds. */
export function instant(text: string): Instant {
  const value = parseInstant(text)
  if (value === undefined) {
    throw new InvalidArgumentError(
      'expected ISO 8601 in UTC (2023-03-10T04:30Z) or epoch milliseconds.',
    )
  }
  return value
}
