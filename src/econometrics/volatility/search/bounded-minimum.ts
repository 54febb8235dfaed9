import { dot, type Matrix } from '../../../math/matrix.ts'
import { freeDirections, type LinearBound, slackOf } from './linear-bound.ts'
import { positiveDefinite } from './positive-definite.ts'
import { quadraticStep } from './quadratic-step.ts'

/** A function with its gradient, written into the given array; NaN outside the domain. */
export type SmoothFunction = (x: Float64Array, gradient: Float64Array) => number

export interface BoundedSearch {
  readonly start: Float64Array
  readonly bounds: readonly LinearBound[]
  /**
   * A positive definite guess of the second derivatives at the start, from which the search learns; or one where the
   * function was last called, asked for after every step.
   */
  readonly curvature: Matrix | ((x: Float64Array) => Matrix)
  readonly iterationsMax: number
  /** Largest element of the gradient along the free directions that counts as zero. */
  readonly gradientTolerance: number
}

export interface BoundedPoint {
  readonly x: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  /** The bounds x lies on and is pressed against. */
  readonly active: readonly LinearBound[]
  readonly iterations: number
  /** Largest element of the gradient after the bounds have taken their share. */
  readonly gradientNorm: number
}

// Sufficient decrease, as usual; 40 halvings are rounding.
const DECREASE = 1e-4
const HALVINGS_MAX = 40
/** Share of a value that the rounding of its sum may make up. */
const ROUNDING = 1e-13
/** So many steps in a row that gain less than this share of the value: a corner, or rounding. */
const STALLS_MAX = 4
const STALL = 1e-11
/** Distance from a bound that is rounding of a parameter of order one. */
const SNAP = 1e-9

/**
 * A minimum of a smooth function inside linear bounds, by sequential quadratic programming.
 *
 * Each step is the minimum of the local quadratic inside the bounds, shortened until the function falls enough; the
 * quadratic is given, or learns by Powell's damped form of the BFGS update. Never leaves the bounds. Ends where the
 * free gradient is within the tolerance, or where steps gain nothing but rounding: the caller judges by `gradientNorm`.
 * Source: Nocedal and Wright (2006), procedure 18.2 and section 18.3.
 */
export function boundedMinimum(f: SmoothFunction, search: BoundedSearch): BoundedPoint {
  const { bounds, curvature: known, gradientTolerance, iterationsMax } = search
  let x = search.start
  let gradient: Float64Array = new Float64Array(x.length)
  let value = f(x, gradient)
  let active: readonly LinearBound[] = bounds.filter((bound) => slackOf(bound, x) <= 0)
  let curvature: Matrix =
    typeof known === 'function' ? known(x) : { ...known, data: known.data.slice() }
  let iterations = 0
  let stalls = 0
  for (; iterations < iterationsMax && stalls < STALLS_MAX; iterations++) {
    const convex = positiveDefinite(curvature)
    curvature = convex.matrix
    const quadratic = quadraticStep(convex, gradient, { x, bounds, held: active })
    active = quadratic.active
    if (freeNorm(gradient, active) <= gradientTolerance && isOn(active, x)) break
    const next = descend(f, { x, value, gradient, step: quadratic.step, active })
    if (next === undefined) break
    if (typeof known === 'function') curvature = known(next.x)
    else {
      const change = next.x.map((entry, i) => entry - x[i]!)
      const turn = next.gradient.map((entry, i) => entry - gradient[i]!)
      learn(curvature, change, turn)
    }
    stalls = value - next.value <= STALL * Math.abs(value) ? stalls + 1 : 0
    ;({ x, value, gradient } = next)
  }
  const held = active.filter((bound) => isOn([bound], x))
  return { x, value, gradient, active: held, iterations, gradientNorm: freeNorm(gradient, held) }
}

/** Whether x lies on all of these bounds; a bound reached by a step is met to rounding. */
function isOn(bounds: readonly LinearBound[], x: Float64Array): boolean {
  return bounds.every((bound) => slackOf(bound, x) <= 1e-12)
}

/** x moved onto the bounds it has reached: what a step leaves of rounding would grow from one to the next. */
function snapped(x: Float64Array, active: readonly LinearBound[]): Float64Array {
  for (const bound of active) {
    const slack = slackOf(bound, x)
    if (Math.abs(slack) > SNAP) continue
    const square = dot(bound.weights, bound.weights)
    for (let i = 0; i < x.length; i++) x[i]! -= (slack * bound.weights[i]!) / square
  }
  return x
}

/** Largest element of what the bounds leave of the gradient. */
export function freeNorm(gradient: Float64Array, active: readonly LinearBound[]): number {
  if (active.length === 0) return Math.max(...gradient.map(Math.abs))
  const rest = new Float64Array(gradient.length)
  for (const direction of freeDirections(active, gradient.length)) {
    const share = dot(direction, gradient)
    for (let i = 0; i < rest.length; i++) rest[i]! += share * direction[i]!
  }
  return Math.max(...rest.map(Math.abs))
}

interface Descent {
  readonly x: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  readonly step: Float64Array
  readonly active: readonly LinearBound[]
}

/** The first of step, and shorter ones, at which the function has fallen enough; undefined where none does. */
function descend(
  f: SmoothFunction,
  { x, value, gradient, step, active }: Descent,
): { x: Float64Array; value: number; gradient: Float64Array } | undefined {
  const slope = dot(gradient, step)
  if (!(slope < 0)) return undefined
  // Where the promised fall drowns in the value's rounding, the gradient still tells the way.
  const rounding = ROUNDING * Math.abs(value)
  const isFlat = (found: number): boolean => -slope <= rounding && found <= value + rounding
  const norm = freeNorm(gradient, active)
  const there = new Float64Array(x.length)
  let share = 1
  for (let k = 0; k < HALVINGS_MAX; k++) {
    const point = snapped(
      x.map((entry, i) => entry + share * step[i]!),
      active,
    )
    const found = f(point, there)
    const isLower = found <= value + DECREASE * share * slope
    if (isLower || (isFlat(found) && freeNorm(there, active) < norm)) {
      return { x: point, value: found, gradient: there }
    }
    // The bottom of the parabola through both values and the slope, within a tenth and a half.
    const bottom = (-0.5 * slope * share * share) / (found - value - slope * share)
    share = Number.isFinite(bottom)
      ? Math.min(0.5 * share, Math.max(0.1 * share, bottom))
      : 0.25 * share
  }
  return undefined
}

/** Powell's damped BFGS update, in place: the curvature stays positive definite. */
function learn(curvature: Matrix, change: Float64Array, turn: Float64Array): void {
  const { data, rows } = curvature
  const product = change.map((_, i) => {
    let sum = 0
    for (let k = 0; k < rows; k++) sum += data[k * rows + i]! * change[k]!
    return sum
  })
  const old = dot(change, product)
  const seen = dot(change, turn)
  if (!(old > 0)) return
  const share = seen >= 0.2 * old ? 1 : (0.8 * old) / (old - seen)
  const damped = turn.map((entry, i) => share * entry + (1 - share) * product[i]!)
  const weight = dot(change, damped)
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < rows; i++) {
      data[j * rows + i]! += (damped[i]! * damped[j]!) / weight - (product[i]! * product[j]!) / old
    }
  }
}
