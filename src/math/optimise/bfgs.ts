import { columnOf, dot, identityMatrix, type Matrix } from '../matrix.ts'
import { lineFrom, wolfeStep, type LinePoint } from './line-search.ts'
import type { Objective, SearchResult } from './minimum-search.ts'
import { numericalGradient } from './numerical-gradient.ts'

export interface BfgsOptions {
  /** By central differences where it is not given. */
  readonly gradient?: (x: Float64Array) => Float64Array
  /**
   * Largest element of the gradient, against |f| at the start or the end, whichever is smaller, or 1 if both are: by
   * default 1e-8 with a given gradient, 1e-6 without.
   */
  readonly gradientTolerance?: number
  /** 500 by default. */
  readonly iterationsMax?: number
}

export interface BfgsResult extends SearchResult {
  /** Largest absolute element of the gradient at x. */
  readonly gradientNorm: number
}

/**
 * A local minimum of a smooth function, by the quasi-Newton steps of Broyden, Fletcher, Goldfarb and Shanno.
 *
 *   x <- x - s H g,   H <- (1 - r d y') H (1 - r y d') + r d d',   d = change of x, y of g, r = 1 / y'd
 *
 * @param f     n variables to a number; NaN and Infinity mark points outside its domain, `start` must be inside
 * @param start not changed
 * @returns never throws for want of convergence: then `converged` is false and x is the best point found
 * With s by a line search to the strong Wolfe conditions, so that H stays positive definite. Where no step descends H is
 * forgotten once. Source: Nocedal and Wright (2006), algorithm 6.1 with 6.20. Checked: its test problems.
 *
 * @example
 * const bowl = (x) => (x[0] - 1) ** 2 + 10 * (x[1] + 2) ** 2
 * const found = bfgs(bowl, Float64Array.of(0, 0))
 * Math.abs(found.x[1] + 2) < 1e-6 // => true
 */
export function bfgs(f: Objective, start: Float64Array, options: BfgsOptions = {}): BfgsResult {
  const tolerance = options.gradientTolerance ?? (options.gradient === undefined ? 1e-6 : 1e-8)
  const iterationsMax = options.iterationsMax ?? 500
  let evaluations = 0
  const counted: Objective = (x) => {
    evaluations++
    return f(x)
  }
  const gradientAt = options.gradient ?? ((x: Float64Array) => numericalGradient(counted, x))
  const evaluate = (x: Float64Array) => {
    const value = counted(x)
    // Outside the domain the gradient is of no use, and the line search does not look at it.
    return { value, gradient: Number.isFinite(value) ? gradientAt(x) : new Float64Array(x.length) }
  }
  let point = lineFrom(start, new Float64Array(start.length), evaluate)(0)
  let inverse = identityMatrix(start.length)
  let fresh = true
  let iterations = 0
  const atStart = Math.abs(point.value)
  const isConverged = (): boolean => {
    // The smaller of the two sizes: a function that falls for ever must not pass for flat because it has fallen far.
    const size = Math.max(1, Math.min(atStart, Math.abs(point.value)))
    return Number.isFinite(point.value) && normOf(point.gradient) <= tolerance * size
  }
  while (iterations < iterationsMax && Number.isFinite(point.value) && !isConverged()) {
    iterations++
    const direction = downhill(inverse, point.gradient)
    const slope = dot(point.gradient, direction)
    // A first step of length one at most: nothing is known yet of the scale.
    const first = fresh ? Math.min(1, 1 / Math.hypot(...point.gradient)) : 1
    const origin: LinePoint = { ...point, step: 0, slope }
    const next =
      slope < 0 ? wolfeStep(origin, lineFrom(point.x, direction, evaluate), first) : undefined
    if (next === undefined) {
      if (fresh) break
      inverse = identityMatrix(start.length)
      fresh = true
      continue
    }
    inverse = updated(inverse, point, next, fresh)
    fresh = false
    point = next
  }
  return {
    x: point.x,
    value: point.value,
    converged: isConverged(),
    iterations,
    evaluations,
    gradientNorm: normOf(point.gradient),
  }
}

function downhill(inverse: Matrix, gradient: Float64Array): Float64Array {
  return gradient.map((_, j) => -dot(columnOf(inverse, j), gradient)) // H is symmetric
}

function updated(inverse: Matrix, from: LinePoint, to: LinePoint, fresh: boolean): Matrix {
  const size = inverse.rows
  const change = to.x.map((value, i) => value - from.x[i]!)
  const turn = to.gradient.map((value, i) => value - from.gradient[i]!)
  const curvature = dot(change, turn)
  if (!(curvature > 0)) return inverse // the line search could not have it, or rounding ate it
  const data = inverse.data.slice()
  if (fresh) {
    // Nocedal and Wright 6.20: the scale of the first step's curvature.
    const scale = curvature / dot(turn, turn)
    for (let k = 0; k < data.length; k++) data[k] = data[k]! * scale
  }
  const scaled: Matrix = { rows: size, columns: size, data }
  const turned = turn.map((_, j) => dot(columnOf(scaled, j), turn)) // H y
  const factor = (1 + dot(turn, turned) / curvature) / curvature
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      data[j * size + i] =
        data[j * size + i]! +
        factor * change[i]! * change[j]! -
        (turned[i]! * change[j]! + change[i]! * turned[j]!) / curvature
    }
  }
  return scaled
}

function normOf(gradient: Float64Array): number {
  let most = 0
  for (const value of gradient) most = Math.abs(value) <= most ? most : Math.abs(value) // keeps a NaN
  return most
}
