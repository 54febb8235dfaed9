import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import type { Calibration } from './platt.ts'

/**
 * Isotonic calibration: the curve that never falls and is nearest to the outcomes, by pooling adjacent violators.
 *
 *   min sum_i (y_i - f(s_i))^2   with f(s) <= f(s') for s < s'
 *
 * Equal scores have one value. Kept are the ends of every level stretch; `calibrated` goes straight between them, and
 * stays level beyond them.
 *
 * No value: no rows. Cost: a sort, then one pass. Source: M. Ayer et al. (1955), Annals of Mathematical Statistics 26,
 * 641-647. Checked against scikit-learn's IsotonicRegression.
 *
 * @example
 * const fit = expectValue(fitIsotonic(Float64Array.of(1, 2, 3), Float64Array.of(0, 1, 0)))
 * fit.probabilities // => [0, 0.5, 0.5]
 */
export function fitIsotonic(
  scores: Float64Array,
  y: Float64Array,
): Outcome<Extract<Calibration, { kind: 'isotonic' }>, 'too-few-rows'> {
  if (scores.length === 0) return unavailable('too-few-rows', 'none, at least 1 is needed')
  const order = Array.from(scores, (_, k) => k).toSorted((a, b) => scores[a]! - scores[b]!)
  const pools: { low: number; high: number; sum: number; weight: number }[] = []
  for (const row of order) {
    const score = scores[row]!
    const last = pools.at(-1)
    if (last !== undefined && last.high === score && last.low === score) {
      last.sum += y[row]!
      last.weight++
    } else pools.push({ low: score, high: score, sum: y[row]!, weight: 1 })
  }
  const stack: typeof pools = []
  for (const pool of pools) {
    let merged = pool
    while (stack.length > 0) {
      const before = stack.at(-1)!
      if (before.sum * merged.weight < merged.sum * before.weight) break
      stack.pop()
      merged = {
        low: before.low,
        high: merged.high,
        sum: before.sum + merged.sum,
        weight: before.weight + merged.weight,
      }
    }
    stack.push(merged)
  }
  const at: number[] = []
  const probabilities: number[] = []
  for (const { low, high, sum, weight } of stack) {
    at.push(low)
    probabilities.push(sum / weight)
    if (high === low) continue
    at.push(high)
    probabilities.push(sum / weight)
  }
  return available({ kind: 'isotonic', scores: at, probabilities })
}
