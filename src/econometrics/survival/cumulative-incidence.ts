import { invariant } from '../../math/invariant.ts'
import { riskTable, type Lifetimes, type RiskTable } from './lifetimes.ts'
import { logLogInterval } from './log-log-interval.ts'

/** The share that has ended by one cause after each distinct time of any end. */
export interface IncidenceCurve {
  readonly subjects: number
  /** Ascending; ends of every cause are in it. */
  readonly times: Float64Array
  readonly atRisk: Float64Array
  /** Ends by this cause. */
  readonly ends: Float64Array
  readonly incidence: Float64Array
  /** Of `incidence`, by the infinitesimal jackknife. */
  readonly standardErrors: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/**
 * Aalen-Johansen estimate of how many have ended by one of several causes: what happened, with the other causes at
 * work, and not what would have happened without them.
 *
 *   F_k(t) = sum over t_i <= t of  S(t_i-) d_ki / n_i
 *   Var F_k(t) = sum over subjects of  (dF_k(t) / dw_j)^2
 *
 * with S the Kaplan-Meier estimate over all causes, d_ki ends by cause k at t_i of n_i at risk, and w_j the weight of a
 * subject. The causes may depend on each other in any way; a subject of cause 0 must be censored independently.
 *
 * @param cause the cause asked for, from 1
 * @param level of the pointwise interval, which is symmetric in log(-log F); NaN where F is 0 or 1
 *
 * Cost: times by subjects. Source: O. O. Aalen, S. Johansen (1978), Scandinavian Journal of Statistics 5, 141-150.
 * Checked against R survival 3.5-3 `survfit` of a multi-state `Surv`.
 *
 * @example
 * const sample = { times: Float64Array.of(1, 2, 3, 4), causes: Uint8Array.of(1, 2, 1, 0) }
 * Array.from(cumulativeIncidence(sample, 1).incidence) // => [0.25,0.25,0.5]
 */
export function cumulativeIncidence(
  lifetimes: Lifetimes,
  cause: number,
  level: number = 0.95,
): IncidenceCurve {
  const { causes } = lifetimes
  const most = causes.reduce((greatest, each) => Math.max(greatest, each), cause)
  invariant(Number.isInteger(cause) && cause >= 1, `a cause of ${cause}`)
  const table = riskTable(lifetimes, most)
  const { times, atRisk, ends } = table
  const incidence = new Float64Array(times.length)
  const lower = new Float64Array(times.length)
  const upper = new Float64Array(times.length)
  const all = endsOfAll(table)
  const own = ends[cause - 1]!
  let survival = 1
  let sum = 0
  for (let at = 0; at < times.length; at++) {
    sum += (survival * own[at]!) / atRisk[at]!
    survival *= 1 - all[at]! / atRisk[at]!
    incidence[at] = sum
  }
  const standardErrors = jackknifeErrors(lifetimes, table, cause)
  for (let at = 0; at < times.length; at++) {
    ;[lower[at], upper[at]] = logLogInterval(incidence[at]!, standardErrors[at]!, level)
  }
  const subjects = causes.length
  return { subjects, times, atRisk, ends: own, incidence, standardErrors, lower, upper }
}

/**
 * The influence of each subject on S and F_k, carried from one time to the next:
 *
 *   d ln S(t)  += -(own end / n - d 1{at risk} / n^2) / (1 - d / n)
 *   d F_k(t)   += S(t-) (d ln S(t-) d_k / n + own end by k / n - d_k 1{at risk} / n^2)
 *
 * When all that are left end at once S is 0 from there on, and nothing follows that S(t-) could be multiplied by.
 */
function jackknifeErrors(
  { times: lived, causes }: Lifetimes,
  table: RiskTable,
  cause: number,
): Float64Array {
  const { times, atRisk, ends } = table
  const all = endsOfAll(table)
  const ofSurvival = new Float64Array(lived.length)
  const ofIncidence = new Float64Array(lived.length)
  const errors = new Float64Array(times.length)
  let survival = 1
  for (const [at, time] of times.entries()) {
    const n = atRisk[at]!
    const own = ends[cause - 1]![at]! / n
    const any = all[at]! / n
    let squares = 0
    for (let subject = 0; subject < lived.length; subject++) {
      const isAtRisk = lived[subject]! >= time
      const endsNow = isAtRisk && lived[subject] === time && causes[subject] !== 0
      const endsByCause = endsNow && causes[subject] === cause
      const ownChange = ((endsByCause ? 1 : 0) - (isAtRisk ? own : 0)) / n
      const change = ((endsNow ? 1 : 0) - (isAtRisk ? any : 0)) / n
      ofIncidence[subject]! += survival * (ofSurvival[subject]! * own + ownChange)
      ofSurvival[subject]! -= any < 1 ? change / (1 - any) : 0
      squares += ofIncidence[subject]! ** 2
    }
    survival *= 1 - any
    errors[at] = Math.sqrt(squares)
  }
  return errors
}

function endsOfAll({ times, ends }: RiskTable): Float64Array {
  return Float64Array.from(times.keys(), (at) => ends.reduce((sum, counts) => sum + counts[at]!, 0))
}
