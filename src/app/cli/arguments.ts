import { InvalidArgumentError } from 'commander'
import { parseTimeframe, type Timeframe } from '../../core/timeframe.ts'
import { parseInstant, type Duration, type Instant } from '../../core/time.ts'
import { readNumber, type NumberLimit } from '../../protocol/number-limits.ts'

// Parsers of option values. Commander puts the option's name before each message.

/** How long bars last: 1s, 1m, 8h, 1d. */
export function timeframe(text: string): Timeframe {
  const parsed = parseTimeframe(text)
  if (parsed !== undefined) return parsed
  throw new InvalidArgumentError('expected one like 1m, 1h or 1d.')
}

/** A finite number. */
export function finiteNumber(text: string): number {
  return numberOf(text, { kind: 'any' })
}

/** The fee of a venue in basis points; a rebate is below zero. */
export function feeBps(text: string): number {
  return numberOf(text, { kind: 'fee-bps' })
}

/** A finite number above zero. */
export function positiveNumber(text: string): number {
  return numberOf(text, { kind: 'positive' })
}

/** A finite number, zero or more. */
export function nonNegativeNumber(text: string): number {
  return numberOf(text, { kind: 'non-negative' })
}

/** A probability strictly between 0 and 1. */
export function openProbability(text: string): number {
  return numberOf(text, { kind: 'open-probability' })
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
  return (text) => numberOf(text, { kind: 'whole', least, ...(most === undefined ? {} : { most }) })
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

function numberOf(text: string, limit: NumberLimit): number {
  const read = readNumber(text, limit)
  if (read.kind === 'value') return read.value
  throw new InvalidArgumentError(`expected ${read.expected}.`)
}

/** A length of time: `500ms`, `30s`, `10m`, `2h`, `1d`. */
export function duration(text: string): Duration {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  const microseconds = match === null ? Number.NaN : Number(match[1]) * unitMicroseconds[match[2]!]!
  if (!(microseconds > 0))
    throw new InvalidArgumentError('expected a length of time like 30s, 10m or 2h')
  return Math.round(microseconds) as Duration
}

const unitMicroseconds: Readonly<Record<string, number>> = {
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3_600e6,
  d: 86_400e6,
}
