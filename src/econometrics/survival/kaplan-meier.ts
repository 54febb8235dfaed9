import { riskTable, type Lifetimes } from './lifetimes.ts'
import { logLogInterval } from './log-log-interval.ts'

/** The share that is still there after each distinct time of an end. */
export interface SurvivalCurve {
  readonly subjects: number
  /** Ascending; no other time changes the curve. */
  readonly times: Float64Array
  /** Subjects still there just before. */
  readonly atRisk: Float64Array
  readonly ends: Float64Array
  readonly survival: Float64Array
  /** Of `survival`, by Greenwood. */
  readonly standardErrors: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/**
 * Kaplan-Meier estimate of the probability of being there still.
 *
 *   S(t) = product over t_i <= t of (1 - d_i / n_i)
 *   Var S(t) = S(t)^2  sum over t_i <= t of  d_i / (n_i (n_i - d_i))     (Greenwood)
 *
 * with d_i ends at t_i of n_i at risk. Every cause counts as the same end. It is the law of the ends only where
 * censoring tells nothing about them: whoever is censored would have fared like those who were not.
 *
 * @param level of the pointwise interval, which is symmetric in log(-log S)
 * @returns empty columns where nobody ended. Once nobody is left, S is 0 and has no error or interval (NaN).
 *
 * Cost: one sort. Source: E. L. Kaplan, P. Meier (1958), JASA 53, 457-481; M. Greenwood (1926). Checked against R
 * survival 3.5-3 `survfit` (conf.type = "log-log").
 *
 * @example
 * const curve = kaplanMeier({ times: Float64Array.of(1, 2, 2, 3), causes: Uint8Array.of(1, 0, 1, 0) })
 * Array.from(curve.survival) // => [0.75,0.5]
 */
export function kaplanMeier(lifetimes: Lifetimes, level: number = 0.95): SurvivalCurve {
  const { causes } = lifetimes
  const table = riskTable({ ...lifetimes, causes: causes.map((cause) => Math.min(1, cause)) }, 1)
  const { times, atRisk } = table
  const ends = table.ends[0]!
  const survival = new Float64Array(times.length)
  const standardErrors = new Float64Array(times.length)
  const lower = new Float64Array(times.length)
  const upper = new Float64Array(times.length)
  let share = 1
  let sum = 0
  for (let at = 0; at < times.length; at++) {
    const left = atRisk[at]! - ends[at]!
    share *= left / atRisk[at]!
    sum += ends[at]! / (atRisk[at]! * left)
    survival[at] = share
    // 0 times infinity once nobody is left: NaN, as it should be.
    standardErrors[at] = share * Math.sqrt(sum)
    ;[lower[at], upper[at]] = logLogInterval(share, standardErrors[at]!, level)
  }
  const subjects = causes.length
  return { subjects, times, atRisk, ends, survival, standardErrors, lower, upper }
}
