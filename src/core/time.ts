declare const instantBrand: unique symbol
declare const durationBrand: unique symbol

/** Microseconds since 1970-01-01T00:00Z, UTC, leap seconds not counted: an integer, exact in a double until 2255. */
export type Instant = number & { readonly [instantBrand]: true }

/** A length of time in microseconds: an integer. */
export type Duration = number & { readonly [durationBrand]: true }

const microsecondsPerMillisecond = 1_000
export const microsecondsPerSecond = 1_000_000
export const microsecondsPerDay = 86_400_000_000

/** The instant of epoch milliseconds (which may be fractional, down to the microsecond). */
export function instantFromMilliseconds(milliseconds: number): Instant {
  return Math.round(milliseconds * microsecondsPerMillisecond) as Instant
}

/** Epoch milliseconds of an instant: what files and JSON carry. */
export function millisecondsOf(instant: Instant): number {
  return instant / microsecondsPerMillisecond
}

/** The instant `duration` later (earlier when negative). */
export function later(instant: Instant, duration: Duration): Instant {
  return (instant + duration) as Instant
}

/** Number of the UTC day an instant lies in, counted from 1970-01-01. */
export function dayOf(instant: Instant): number {
  return Math.floor(instant / microsecondsPerDay)
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|\+00:?00)?)?$/

/**
 * The instant a person wrote: ISO 8601 in UTC (`2023-03-10`, `2023-03-10T04:30Z`) or epoch milliseconds.
 *
 * @returns undefined when the text is neither, names a day that does not exist, or carries another time zone
 */
export function parseInstant(text: string): Instant | undefined {
  if (/^-?\d+(\.\d{1,3})?$/.test(text)) {
    // Four digits alone are a year someone forgot to finish, not the fifth second of 1970.
    return text.length === 4 ? undefined : instantFromMilliseconds(Number(text))
  }
  const match = ISO.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const inRange =
    month! >= 1 &&
    month! <= 12 &&
    day! >= 1 &&
    day! <= daysInMonth(year!, month!) &&
    hour! <= 23 &&
    minute! <= 59 &&
    second! <= 59
  if (!inRange) return undefined
  const seconds = ((daysFromCivil(year!, month!, day!) * 24 + hour!) * 60 + minute!) * 60 + second!
  const microseconds = Number((match[7] ?? '').padEnd(6, '0'))
  return (seconds * microsecondsPerSecond + microseconds) as Instant
}

/** ISO 8601 in UTC, as short as the instant allows: `2023-03-10T04:30:00Z`, fractions only where there are any. */
export function formatInstant(instant: Instant): string {
  const days = dayOf(instant)
  const { year, month, day } = civilFromDays(days)
  const withinDay = instant - days * microsecondsPerDay
  const seconds = Math.floor(withinDay / microsecondsPerSecond)
  const fraction = withinDay - seconds * microsecondsPerSecond
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(twoDigits).join(':')
  const tail = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}T${clock}${tail}Z`
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0')
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

// Both conversions count years from March, so that the leap day is the last of its year and every month's start is
// a linear function of its number; an era is the 400 years after which the calendar repeats (146,097 days).
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}
