/** A span in which nothing was looked at: from the last instant before it to the first after it, microseconds. */
export interface Hole {
  readonly from: number
  readonly to: number
}

/** As long as a book may be silent and still be looked at. */
const hourMicroseconds = 3_600e6
/** A clock that looks every two hours has no holes for that. */
const usualStepsMost = 10

/**
 * Where instants are an hour apart or more, and ten times as far as they usually are (their median).
 *
 * @param times ascending, microseconds
 * @returns ascending; none of fewer than three instants
 *
 * @example
 * const minutes = [0, 1, 2, 3, 500, 501].map((minute) => minute * 60e6)
 * holesOf(Float64Array.from(minutes)) // => [{ from: 180e6, to: 30000e6 }]
 */
export function holesOf(times: Float64Array): Hole[] {
  if (times.length < 3) return []
  const steps = times.slice(1).map((time, k) => time - times[k]!)
  const usual = steps.toSorted()[steps.length >>> 1]!
  const least = Math.max(hourMicroseconds, usualStepsMost * usual)
  const holes: Hole[] = []
  for (const [k, step] of steps.entries()) {
    if (step >= least) holes.push({ from: times[k]!, to: times[k + 1]! })
  }
  return holes
}
