import { riskTable, stepAt, type Lifetimes } from './lifetimes.ts'

/**
 * Weights with which those whose fate at a horizon is known stand for those who were censored before it.
 *
 *   w_j = 1 / G(T_j-)   ended at T_j <= h
 *   w_j = 1 / G(h-)     still there at h
 *   w_j = 0             censored before h
 *
 * with G the Kaplan-Meier estimate of not being censored yet. The mean over all subjects of w_j 1{ended by h} is then
 * 1 - S(h) of `kaplanMeier`, and the same weights make any other mean over fates: of a forecast's hits, of its squared
 * errors. Like it they rest on censoring that tells nothing about the ends.
 *
 * @param horizon in the unit of the times; one censored at it is known to be there still
 * @returns one a subject; they sum to the number of subjects in expectation. All 0 where everybody is censored before.
 *
 * Cost: one sort. Source: J. M. Robins, D. M. Finkelstein (2000), Biometrics 56, 779-788; E. Graf et al. (1999),
 * Statistics in Medicine 18, 2529-2545 for forecasts. Checked against R survival 3.5-3: the curve of the censorings,
 * and the identity with `survfit`.
 *
 * @example
 * const sample = { times: Float64Array.of(1, 2, 3), causes: Uint8Array.of(1, 0, 1) }
 * Array.from(censoringWeights(sample, 3)) // => [1,0,2]
 */
export function censoringWeights(lifetimes: Lifetimes, horizon: number): Float64Array {
  const { times, causes } = lifetimes
  const uncensored = uncensoredShare(lifetimes)
  const start = 1
  const shareBefore = (time: number): number =>
    stepAt(uncensored, time, { start, jumps: 'left out' })
  const atHorizon = shareBefore(horizon)
  return times.map((time, subject) => {
    if (time <= horizon && causes[subject] !== 0) return 1 / shareBefore(time)
    return time >= horizon ? 1 / atHorizon : 0
  })
}

/** G after each time of a censoring. At equal times ends come first, and are not at risk of being censored any more. */
function uncensoredShare({ times, causes }: Lifetimes): {
  readonly times: Float64Array
  readonly values: Float64Array
} {
  const endedBy = new Map<number, number>()
  for (const [subject, time] of times.entries()) {
    if (causes[subject] !== 0) endedBy.set(time, (endedBy.get(time) ?? 0) + 1)
  }
  const censored = causes.map((cause) => (cause === 0 ? 1 : 0))
  const table = riskTable({ times, causes: censored }, 1)
  let share = 1
  const values = table.times.map((time, at) => {
    const left = table.atRisk[at]! - (endedBy.get(time) ?? 0)
    share *= 1 - table.ends[0]![at]! / left
    return share
  })
  return { times: table.times, values }
}
