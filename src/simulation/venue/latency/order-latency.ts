import { invariant } from '../../../math/invariant.ts'
import type { Random } from '../../../math/random.ts'
import type { LatencyModel } from './latency-model.ts'

/** Always the same. */
export function constantLatency(microseconds: number): LatencyModel {
  invariant(Number.isInteger(microseconds) && microseconds >= 1, `a latency of ${microseconds} us`)
  return { microsecondsAt: () => microseconds }
}

/** A distribution of latencies: logarithm normal above a floor. */
interface LognormalLatency {
  /** What no wire undercuts. */
  readonly floorUs: number
  /** Median of what comes on top. */
  readonly medianUs: number
  /** Standard deviation of its logarithm. */
  readonly sigma: number
}

/**
 * Drawn anew for each, one independent of the other: real delays come in bursts.
 *
 *   latency = floor + median * exp(sigma * z),  z standard normal
 */
export function lognormalLatency(terms: LognormalLatency, random: Random): LatencyModel {
  const { floorUs, medianUs, sigma } = terms
  invariant(floorUs >= 0 && medianUs > 0 && sigma >= 0, 'a lognormal latency')
  return {
    microsecondsAt: () =>
      Math.max(1, Math.round(floorUs + medianUs * Math.exp(sigma * random.normal()))),
  }
}

/** Latencies that were measured, ascending in time. */
export interface RecordedLatencies {
  readonly times: Float64Array
  /** Microseconds of one way. */
  readonly latencies: Float64Array
}

/** As it was measured, a line between two measurements; before the first and after the last as those. */
export function recordedLatency({ times, latencies }: RecordedLatencies): LatencyModel {
  invariant(times.length > 0 && times.length === latencies.length, 'latencies without a row')
  return {
    microsecondsAt(leaving) {
      const after = firstAfter(times, leaving)
      return Math.max(1, Math.round(between(after, leaving)))
    },
  }

  function between(after: number, leaving: number): number {
    if (after === 0) return latencies[0]!
    if (after === times.length) return latencies[after - 1]!
    const from = times[after - 1]!
    const part = (leaving - from) / (times[after]! - from)
    return latencies[after - 1]! + part * (latencies[after]! - latencies[after - 1]!)
  }
}

/** One way of measured round trips: the share of each that this way is thought to be. */
export function oneWay(roundTrips: RecordedLatencies, share: number): RecordedLatencies {
  invariant(share > 0 && share < 1, `a share of ${share} of a round trip`)
  return { times: roundTrips.times, latencies: roundTrips.latencies.map((each) => each * share) }
}

/** Position of the first time after an instant. */
function firstAfter(times: Float64Array, instant: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! <= instant) low = middle + 1
    else high = middle
  }
  return low
}
