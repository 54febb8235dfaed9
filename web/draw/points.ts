import type { LineData, UTCTimestamp, WhitespaceData } from 'lightweight-charts'

/** A column as the charts take it; a missing value leaves a hole. Times: epoch milliseconds, ascending. */
export function pointsOf(
  times: readonly number[],
  values: readonly (number | null)[],
): (LineData | WhitespaceData)[] {
  return times.map((milliseconds, row) => {
    const time = secondsOf(milliseconds)
    const value = values[row] ?? null
    return value === null ? { time } : { time, value }
  })
}

export function secondsOf(milliseconds: number): UTCTimestamp {
  return Math.floor(milliseconds / 1_000) as UTCTimestamp
}

/** `#rrggbb` with an alpha: canvases do not know the page's colour functions everywhere. */
export function withAlpha(colour: string, alpha: number): string {
  const channel = (from: number): number => Number.parseInt(colour.slice(from, from + 2), 16)
  return `rgba(${channel(1)}, ${channel(3)}, ${channel(5)}, ${alpha})`
}
