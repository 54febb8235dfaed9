import { later, type Duration, type Instant } from './time.ts'

/** A run of bars that should be there and are not. */
export interface Gap {
  /** Open of the first missing bar. */
  readonly from: Instant
  /** Open of the first bar present again. */
  readonly to: Instant
  readonly missingBars: number
}

/**
 * The holes in a series of bars. They are reported, never filled: a bar that was not traded has no price.
 *
 * @param opens    ascending bar opens, microseconds
 * @param duration length of a bar, microseconds
 */
export function findGaps(opens: Float64Array, duration: Duration): Gap[] {
  const gaps: Gap[] = []
  for (let row = 1; row < opens.length; row++) {
    const previous = opens[row - 1]! as Instant
    const open = opens[row]! as Instant
    const missingBars = Math.round((open - previous) / duration) - 1
    if (missingBars > 0) gaps.push({ from: later(previous, duration), to: open, missingBars })
  }
  return gaps
}
