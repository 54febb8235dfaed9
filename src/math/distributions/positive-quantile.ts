/** One tail of a distribution on the positive numbers, and what it should be. */
export interface TailProblem {
  /** The probability to hit, in (0, 1); at most 1/2 where its digits matter. */
  readonly target: number
  /** The tail at x > 0: P(X <= x) where `rises`, P(X > x) where not. */
  readonly tail: (x: number) => number
  readonly rises: boolean
  readonly density: (x: number) => number
  /** Where to begin; any positive number will do. */
  readonly start: number
}

// Halving log x from 1,455 (all positive doubles) to 1e-16 takes 64 steps; Newton needs a handful.
const STEPS_MAX = 200

/**
 * The x > 0 at which a tail has a given probability: the inverse of a distribution function.
 *
 *   log tail(x) = log target, by Newton's steps in log x, inside a bracket that is halved when a step leaves it
 *
 * In these coordinates a power-law tail is a straight line, so that one step finds quantiles of any size.
 * @returns 0 or Infinity where the answer is beyond the doubles
 */
export function positiveQuantile({ target, tail, rises, density, start }: TailProblem): number {
  let low = Number.MIN_VALUE
  let high = Number.MAX_VALUE
  let x = start > low && start < high ? start : 1
  for (let step = 0; step < STEPS_MAX; step++) {
    const probability = tail(x)
    const miss = logRatio(probability, target)
    if (miss === 0) return x
    if (miss < 0 === rises) low = x
    else high = x
    if (!(high - low > Number.EPSILON * high)) break
    const slope = ((rises ? 1 : -1) * x * density(x)) / probability // of log tail in log x
    const next = x * Math.exp(-miss / slope)
    const settled = Math.abs(miss) <= 4 * Number.EPSILON
    if (settled) return next > 0 && next < Infinity ? next : x
    x = next > low && next < high ? next : Math.sqrt(low) * Math.sqrt(high)
  }
  if (high === Number.MAX_VALUE) return Infinity
  return low === Number.MIN_VALUE ? 0 : x
}

/** log(a / b), exact where they nearly agree. */
function logRatio(a: number, b: number): number {
  const difference = (a - b) / b
  return Math.abs(difference) < 0.5 ? Math.log1p(difference) : Math.log(a) - Math.log(b)
}
