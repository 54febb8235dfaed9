import { invariant } from '../../math/invariant.ts'
import { normalPdf, normalSurvival } from '../../math/distributions/normal.ts'
import { brentRoot } from '../../math/optimise/brent-root.ts'
import { expectValue } from '../../math/outcome.ts'

/**
 * A boundary that a process of partial sums stays under for ever with probability 1 - alpha; x = rows / training rows.
 *
 * - `bridge`: sqrt(x (x - 1) (a^2 + ln(x / (x - 1)))) for W(x) - x W(1), x > 1; crossed with probability
 *   2 (1 - Phi(a) + a phi(a))
 * - `motion`: sqrt(x (a^2 + ln x)) for W(x - 1), x >= 1; crossed with probability exp(-a^2 / 2)
 */
export type OpenEndBoundary = 'bridge' | 'motion'

/**
 * The a of a boundary that is crossed with probability alpha, ever.
 *
 * alpha between 0 and 1, exclusive. Source: Robbins and Siegmund (1970), Annals of Mathematical Statistics 41,
 * 1410-1429; Chu, Stinchcombe and White (1996), Econometrica 64, 1045-1065, section 3. Checked against strucchange 1.5
 * (`bridge`) and by simulation.
 *
 * @example
 * openEndCriticalValue('bridge', 0.05) // => 2.79548
 * openEndCriticalValue('motion', 0.05) // => 2.44775
 */
export function openEndCriticalValue(boundary: OpenEndBoundary, alpha: number): number {
  invariant(alpha > 0 && alpha < 1, `alpha must lie between 0 and 1, got ${alpha}`)
  if (boundary === 'motion') return Math.sqrt(-2 * Math.log(alpha))
  const excess = (a: number): number => 2 * (normalSurvival(a) + a * normalPdf(a)) - alpha
  // Falls from 1 at 0; at 40 it is 0 in doubles.
  return expectValue(brentRoot(excess, { low: 0, high: 40 }))
}

/**
 * The height of a boundary at x = rows / training rows; 0 for `bridge` at x = 1.
 *
 * @example
 * openEndHeight('motion', 2, 1) // => 2
 */
export function openEndHeight(boundary: OpenEndBoundary, criticalValue: number, x: number): number {
  const square = criticalValue * criticalValue
  if (boundary === 'motion') return Math.sqrt(x * (square + Math.log(x)))
  return x > 1 ? Math.sqrt(x * (x - 1) * (square + Math.log(x / (x - 1)))) : 0
}
