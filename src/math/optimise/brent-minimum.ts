/** Where a minimum is sought. */
export interface MinimumSearch {
  readonly low: number
  readonly high: number
  /** Relative width at which the search ends; 1.5e-8 by default: below it f has no digits to tell points apart. */
  readonly tolerance?: number
}

export interface Minimum {
  readonly x: number
  readonly value: number
  readonly converged: boolean
  readonly evaluations: number
}

// Golden sections alone would take 155 from the width of all doubles' exponents to 1.5e-8; Brent's needs a dozen.
const EVALUATIONS_MAX = 500
const GOLDEN = (3 - Math.sqrt(5)) / 2

/**
 * A local minimum of f between two points, by parabolas and golden sections.
 *
 * @param f continuous; where it has several minima, one of them is found. NaN counts as infinitely high
 * Source: Brent (1973), chapter 5 (localmin).
 *
 * @example
 * brentMinimum((x) => (x - 2) ** 2, { low: 0, high: 5 }).x // => 2
 */
export function brentMinimum(f: (x: number) => number, search: MinimumSearch): Minimum {
  const tolerance = search.tolerance ?? Math.sqrt(Number.EPSILON)
  let low = Math.min(search.low, search.high)
  let high = Math.max(search.low, search.high)
  const height = (x: number): number => {
    const value = f(x)
    return Number.isNaN(value) ? Infinity : value
  }
  const nearZero = 1e-6 * (high - low) // around a minimum at 0 no width is small against x
  const start = low + GOLDEN * (high - low)
  // The best point, the second best, and the one that was second before.
  let best = { x: start, value: height(start) }
  let second = best
  let third = best
  let step = 0
  let stepBefore = 0
  for (let evaluations = 1; evaluations < EVALUATIONS_MAX; evaluations++) {
    const middle = 0.5 * (low + high)
    const width = tolerance * (Math.abs(best.x) + nearZero)
    if (Math.abs(best.x - middle) <= 2 * width - 0.5 * (high - low)) {
      return { ...best, converged: true, evaluations }
    }
    const parabola = Math.abs(stepBefore) > width ? parabolaStep(best, second, third) : Number.NaN
    const inside = best.x + parabola > low && best.x + parabola < high
    const good = inside && Math.abs(parabola) < 0.5 * Math.abs(stepBefore)
    const golden = (best.x < middle ? high : low) - best.x
    stepBefore = good ? step : golden
    step = good ? parabola : GOLDEN * golden
    const near = good && (best.x + step - low < 2 * width || high - best.x - step < 2 * width)
    if (near) step = best.x < middle ? width : -width
    const x = best.x + (Math.abs(step) >= width ? step : step < 0 ? -width : width)
    const trial = { x, value: height(x) }
    if (trial.value <= best.value) {
      if (x < best.x) high = best.x
      else low = best.x
      ;[best, second, third] = [trial, best, second]
    } else {
      if (x < best.x) low = x
      else high = x
      if (trial.value <= second.value || second.x === best.x) [second, third] = [trial, second]
      else if (trial.value <= third.value || third.x === best.x || third.x === second.x)
        third = trial
    }
  }
  return { ...best, converged: false, evaluations: EVALUATIONS_MAX }
}

interface Point {
  readonly x: number
  readonly value: number
}

/** From the best point to the bottom of the parabola through three; NaN or infinite where there is none. */
function parabolaStep(best: Point, second: Point, third: Point): number {
  const toSecond = (best.x - second.x) * (best.value - third.value)
  const toThird = (best.x - third.x) * (best.value - second.value)
  const numerator = (best.x - third.x) * toThird - (best.x - second.x) * toSecond
  return -numerator / (2 * (toThird - toSecond))
}
