import { available, unavailable, type Outcome } from '../outcome.ts'

/** Where a root is sought. */
export interface RootSearch {
  readonly low: number
  readonly high: number
  /** The root is found to this absolute width, but never more closely than doubles are spaced; 0 by default. */
  readonly tolerance?: number
}

// Bisection alone would take 1,075 halvings between the extremes of doubles; Brent's bound is its square.
const EVALUATIONS_MAX = 2_000

/**
 * A point where f changes sign, by inverse quadratic steps, secants and bisection.
 *
 * @param f continuous; its signs at the two ends must differ (zero counts as found)
 * @returns `no-sign-change` where they do not or f is not a number there, `not-converged` if f turns NaN on the way
 * Source: Brent (1973), chapter 4 (zeroin).
 *
 * @example
 * expectValue(brentRoot((x) => x * x - 2, { low: 0, high: 2 })) // => 1.41421
 */
export function brentRoot(
  f: (x: number) => number,
  { low, high, tolerance = 0 }: RootSearch,
): Outcome<number, 'no-sign-change' | 'not-converged'> {
  let a = low
  let b = high
  let fa = f(a)
  let fb = f(b)
  if (fa === 0) return available(a)
  if (fb === 0) return available(b)
  if (!(fa < 0 !== fb < 0) || Number.isNaN(fa) || Number.isNaN(fb)) {
    return unavailable('no-sign-change', `f(${low}) = ${fa} and f(${high}) = ${fb}`)
  }
  let c = a
  let fc = fa
  let step = b - a
  let stepBefore = step
  for (let evaluations = 2; evaluations < EVALUATIONS_MAX; evaluations++) {
    if (fb < 0 === fc < 0) {
      ;[c, fc] = [a, fa]
      step = b - a
      stepBefore = step
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      ;[a, fa, b, fb, c, fc] = [b, fb, c, fc, b, fb] // b is the better end
    }
    const width = 2 * Number.EPSILON * Math.abs(b) + 0.5 * tolerance + Number.MIN_VALUE
    const half = 0.5 * (c - b)
    if (Math.abs(half) <= width || fb === 0) return available(b)
    const trial = interpolated({ a, b, c, fa, fb, fc })
    const good =
      Math.abs(stepBefore) >= width &&
      Math.abs(fa) > Math.abs(fb) &&
      trial / half > 0 &&
      Math.abs(trial) < Math.min(1.5 * Math.abs(half) - 0.5 * width, 0.5 * Math.abs(stepBefore))
    stepBefore = good ? step : half
    step = good ? trial : half
    ;[a, fa] = [b, fb]
    b += Math.abs(step) > width ? step : Math.sign(half) * width
    fb = f(b)
    if (Number.isNaN(fb)) return unavailable('not-converged', `f(${b}) is not a number`)
  }
  return unavailable('not-converged', `no root within ${EVALUATIONS_MAX} evaluations`)
}

interface Points {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly fa: number
  readonly fb: number
  readonly fc: number
}

/** The step from b to where the secant, or with three points the inverse parabola, is zero. */
function interpolated({ a, b, c, fa, fb, fc }: Points): number {
  const s = fb / fa
  if (a === c) return ((c - b) * s) / (s - 1)
  const q = fa / fc
  const r = fb / fc
  const p = s * ((c - b) * q * (q - r) - (b - a) * (r - 1))
  return -p / ((q - 1) * (r - 1) * (s - 1))
}
