import type { Part } from '../part.ts'
import type { Reading } from '../reading.ts'
import type { Hole } from '../scan.ts'
import { slot, type Slot } from '../slots.ts'
import { readEpoch, readIso, timeText, type TimeUnit } from '../times.ts'

/** How an instant is written. */
export interface TimeFormat {
  readonly unit: TimeUnit
  /** In quotes? ISO 8601 always is. */
  readonly as: 'number' | 'text'
  /** Digits behind the point. */
  readonly decimals: number
}

export const seconds: TimeFormat = { unit: 'seconds', as: 'number', decimals: 0 }
export const milliseconds: TimeFormat = { unit: 'milliseconds', as: 'number', decimals: 0 }
export const millisecondsText: TimeFormat = { unit: 'milliseconds', as: 'text', decimals: 0 }
export const iso: TimeFormat = { unit: 'iso', as: 'text', decimals: 6 }

/** When the message, or all it tells, happened at the exchange. */
export function time(format: TimeFormat): Part {
  return timePart(format, 'message', slot.exchangeTime)
}

/** When the message was sent: its time, unless it says when what it tells happened. */
export function sentTime(format: TimeFormat): Part {
  return timePart(format, 'message', slot.sentTime)
}

/** When a trade or order among several happened. */
export function rowTime(format: TimeFormat): Part {
  return timePart(format, 'row', slot.rowTime)
}

/** The latest of many: a message's time where only its levels have some. */
export function latestTime(format: TimeFormat): Part {
  return {
    read(reading) {
      const micros = readTime(reading, format.unit)
      if (Number.isNaN(micros)) return false
      const { numbers } = reading
      if (!(numbers[slot.exchangeTime]! >= micros)) numbers[slot.exchangeTime] = micros
      return true
    },
    write: time(format).write,
  }
}

/** Reads an instant; NaN and a fault when there is none. */
export function readTime(reading: Reading, unit: TimeUnit): number {
  if (!reading.scalar()) return NaN
  const { source, from, to } = reading
  const micros = unit === 'iso' ? readIso(source, from, to) : readEpoch(source, from, to, unit)
  if (Number.isNaN(micros)) reading.failAtScalar(`a time in ${unit}`)
  return micros
}

/** An instant in JSON. */
export function timeJson(micros: number, { unit, as, decimals }: TimeFormat): string {
  const text = timeText(micros, unit, decimals)
  return as === 'text' ? `"${text}"` : text
}

function timePart(format: TimeFormat, whose: 'message' | 'row', name: Slot): Part {
  const isPlain = format.unit === 'milliseconds' && format.as === 'number'
  const read: Hole = (reading) => {
    const micros = readTime(reading, format.unit)
    reading.numbers[name] = micros
    return !Number.isNaN(micros)
  }
  const isEither = format.unit === 'milliseconds or microseconds' && format.as === 'number'
  const other = isEither ? { read, compiled: { kind: 'instant', place: name } as const } : read
  return {
    template: [isPlain ? { slot: name, scale: 1000 } : other],
    read,
    write(writing) {
      const micros = writing.timeOf(whose)
      if (Number.isNaN(micros)) return false
      writing.text += timeJson(micros, format)
      return true
    },
  }
}
