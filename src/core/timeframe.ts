import { microsecondsPerSecond, type Duration } from './time.ts'

/** How long a bar lasts, as people write it: `1m`, `8h`, `1d`, `1w`. */
export interface Timeframe {
  readonly label: string
  readonly duration: Duration
}

const secondsPer: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
}

/** @returns undefined when the text is not a positive whole number followed by s, m, h, d or w */
export function parseTimeframe(label: string): Timeframe | undefined {
  const match = /^([1-9]\d*)([smhdw])$/.exec(label)
  if (match === null) return undefined
  const seconds = Number(match[1]) * secondsPer[match[2]!]!
  return { label, duration: (seconds * microsecondsPerSecond) as Duration }
}
