import type { StartRule } from './garch-spec.ts'

/** The variance that stands before the first row, and its derivative by mu. */
export interface StartVariance {
  readonly variance: number
  readonly byMu: number
}

/** Weights of the back-cast: 0.94^t over the first 75 rows, as arch has them. */
const DECAY = 0.94
const BACKCAST_ROWS = 75

/**
 * The start variances that do not move with mu, from the residuals about `centre`; undefined for `sample`, whose mean
 * square is taken anew at every mu.
 *
 *   backcast        sum_t 0.94^t e_t^2 / sum_t 0.94^t over t = 0 .. min(75, n) - 1
 *   fixed-variance  mean of e_t^2
 */
export function fixedStart(
  rule: StartRule,
  returns: Float64Array,
  centre: number,
): StartVariance | undefined {
  if (rule === 'sample') return undefined
  const rows = rule === 'backcast' ? Math.min(BACKCAST_ROWS, returns.length) : returns.length
  const decay = rule === 'backcast' ? DECAY : 1
  let weight = 1
  let weights = 0
  let sum = 0
  for (let t = 0; t < rows; t++) {
    sum += weight * (returns[t]! - centre) ** 2
    weights += weight
    weight *= decay
  }
  return { variance: sum / weights, byMu: 0 }
}
