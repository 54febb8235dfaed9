import { microsecondsPerDay } from '../../core/time.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import type { ScheduleSpan } from './slices.ts'

/** How a day's volume is spread over its hours, as days before had it. */
export interface VolumeCurve {
  /** Length of a bin, microseconds; a whole number of them is a day. */
  readonly binLength: number
  /** Share of the day's volume in each bin; they add up to 1. */
  readonly shares: Float64Array
  /** Standard error of each share, over the days. */
  readonly standardErrors: Float64Array
  /** Days it was estimated on. */
  readonly days: number
}

/**
 * The mean over whole days of each bin's share of its day's volume.
 *
 *   share_b = 1/D sum_d v_db / v_d,   standard error = s_b / sqrt(D)
 *
 * Shares, not volumes, are averaged, so that one loud day does not count for ten. A day with a bin of no data is a day
 * like others: nothing was traded.
 *
 * @param times  instants in ascending order, UTC
 * @param volumes what was traded at each
 * @returns `too-few-days` below two whole days
 */
export function volumeCurve(
  times: ArrayLike<number>,
  volumes: ArrayLike<number>,
  binsPerDay: number,
): Outcome<VolumeCurve, 'too-few-days'> {
  const binLength = microsecondsPerDay / binsPerDay
  const byDay = new Map<number, Float64Array>()
  for (let k = 0; k < times.length; k++) {
    const day = Math.floor(times[k]! / microsecondsPerDay)
    const bins = byDay.get(day) ?? new Float64Array(binsPerDay)
    byDay.set(day, bins)
    bins[Math.floor((times[k]! - day * microsecondsPerDay) / binLength)]! += volumes[k]!
  }
  // The first and the last day are cut off somewhere, unless the data begin and end with them.
  const first = times.length === 0 ? NaN : Math.ceil((times[0]! - binLength) / microsecondsPerDay)
  const last =
    times.length === 0
      ? NaN
      : Math.floor((times[times.length - 1]! + binLength) / microsecondsPerDay)
  const shares = [...byDay]
    .filter(([day]) => day >= first && day < last)
    .map(([, bins]) => ({ bins, sum: bins.reduce((a, b) => a + b, 0) }))
    .filter(({ sum }) => sum > 0)
    .map(({ bins, sum }) => bins.map((volume) => volume / sum))
  if (shares.length < 2) {
    return unavailable(
      'too-few-days',
      `${shares.length} whole days with volume, at least 2 are needed`,
    )
  }
  const mean = new Float64Array(binsPerDay)
  const error = new Float64Array(binsPerDay)
  for (let bin = 0; bin < binsPerDay; bin++) {
    for (const day of shares) mean[bin]! += day[bin]! / shares.length
    let squares = 0
    for (const day of shares) squares += (day[bin]! - mean[bin]!) ** 2
    error[bin] = Math.sqrt(squares / (shares.length - 1) / shares.length)
  }
  return available({ binLength, shares: mean, standardErrors: error, days: shares.length })
}

/** What a curve expects in each interval of a span, in shares of a day: bins are even within. */
export function expectedShares(
  { binLength, shares }: VolumeCurve,
  span: ScheduleSpan,
): Float64Array {
  const { from, duration, slices } = span
  return Float64Array.from({ length: slices }, (_, k) => {
    let at = from + (duration * k) / slices
    const to = from + (duration * (k + 1)) / slices
    let sum = 0
    while (at < to) {
      const bin = Math.floor(at / binLength)
      const end = Math.min(to, (bin + 1) * binLength)
      const ofDay = ((bin % shares.length) + shares.length) % shares.length
      sum += (shares[ofDay]! * (end - at)) / binLength
      // A bin's end can be lost in rounding at instants this large.
      at = end > at ? end : to
    }
    return sum
  })
}

/** How far along an order is that takes a share of what others trade. */
export interface Participation {
  /** Part of all volume that is to be ours, in (0, 1). */
  readonly rate: number
  /** Least and most lots of a slice. */
  readonly least: number
  readonly most: number
}

/**
 * The next slice of an order that keeps to a share of volume: what is missing of its part of all that was traded since it
 * began, its own fills among it.
 *
 *   wanted = rate / (1 - rate) x (what others traded) - (what it filled)
 *
 * @param state `left` and `filled` of the order, `others`: what others traded since; all in lots
 *
 * @example
 * const terms = { rate: 0.1, least: 1, most: 1000 }
 * participationSlice(terms, { left: 500, filled: 40, others: 900 }) // => 60
 */
export function participationSlice(
  { rate, least, most }: Participation,
  state: { readonly left: number; readonly filled: number; readonly others: number },
): number {
  const wanted = Math.floor((rate / (1 - rate)) * state.others - state.filled + 1e-9)
  const slice = Math.min(wanted, most, state.left)
  // The last of an order may be less than a slice is worth.
  return slice < Math.min(least, state.left) ? 0 : slice
}
