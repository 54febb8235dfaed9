import { dot } from '../matrix.ts'

/** The function along a line, its slope there, and the gradient it came from. */
export interface LinePoint {
  readonly step: number
  readonly value: number
  readonly slope: number
  readonly x: Float64Array
  readonly gradient: Float64Array
}

/** Evaluates f and its gradient at a step along the direction. */
export type LineFunction = (step: number) => LinePoint

// Sufficient decrease and curvature, as usual for quasi-Newton directions (Nocedal and Wright, page 62).
const DECREASE = 1e-4
const CURVATURE = 0.9
// Doublings, then halvings: 2^-60 of a step that was about right is rounding.
const EXPANSIONS_MAX = 40
const SECTIONS_MAX = 60

/**
 * A step that satisfies the strong Wolfe conditions:
 *
 *   f(x + s p) <= f(x) + c1 s g'p  and  |g(x + s p)'p| <= c2 |g'p|,  c1 = 1e-4, c2 = 0.9
 *
 * @param origin the point at step 0, with a negative slope
 * @param along  the line; a value that is not a number counts as too high
 * @returns undefined where rounding leaves no such step; the best decrease found where only curvature could not be had
 * Source: Nocedal and Wright (2006), algorithms 3.5 and 3.6.
 */
export function wolfeStep(
  origin: LinePoint,
  along: LineFunction,
  firstStep: number,
): LinePoint | undefined {
  let before = origin
  let step = firstStep
  for (let k = 0; k < EXPANSIONS_MAX; k++) {
    const point = along(step)
    if (isTooHigh(origin, point) || (k > 0 && point.value >= before.value)) {
      return section(origin, along, { good: before, bad: point })
    }
    if (Math.abs(point.slope) <= -CURVATURE * origin.slope) return point
    if (point.slope >= 0) return section(origin, along, { good: point, bad: before })
    before = point
    step *= 2
  }
  return before === origin ? undefined : before // falls without end, as far as one can see
}

interface Bracket {
  /** The lowest point so far that decreases enough; the interval lies on its downhill side. */
  readonly good: LinePoint
  readonly bad: LinePoint
}

function section(origin: LinePoint, along: LineFunction, bracket: Bracket): LinePoint | undefined {
  let { good, bad } = bracket
  for (let k = 0; k < SECTIONS_MAX; k++) {
    const step = stepBetween(good, bad)
    if (step === good.step || step === bad.step) break
    const point = along(step)
    if (isTooHigh(origin, point) || point.value >= good.value) {
      bad = point
      continue
    }
    if (Math.abs(point.slope) <= -CURVATURE * origin.slope) return point
    if (point.slope * (bad.step - good.step) >= 0) bad = good
    good = point
  }
  return good.value < origin.value ? good : undefined
}

/** The bottom of the parabola through the good point, its slope and the bad value; the middle where it has none inside. */
function stepBetween(good: LinePoint, bad: LinePoint): number {
  const width = bad.step - good.step
  const bend = bad.value - good.value - good.slope * width
  const share = -(good.slope * width) / (2 * bend)
  return good.step + width * (share > 0.1 && share < 0.9 ? share : 0.5)
}

function isTooHigh(origin: LinePoint, point: LinePoint): boolean {
  return !(point.value <= origin.value + DECREASE * point.step * origin.slope)
}

/** x + step direction with the function there. */
export function lineFrom(
  x: Float64Array,
  direction: Float64Array,
  evaluate: (x: Float64Array) => { readonly value: number; readonly gradient: Float64Array },
): LineFunction {
  return (step) => {
    const there = x.map((value, i) => value + step * direction[i]!)
    const { value, gradient } = evaluate(there)
    return { step, value, gradient, slope: dot(gradient, direction), x: there }
  }
}
