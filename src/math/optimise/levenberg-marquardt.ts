import { invariant } from '../invariant.ts'
import { columnOf, dot, type Matrix } from '../matrix.ts'
import { type DampedStep, dampedStep, linearisedSquares } from './damped-step.ts'
import { numericalJacobian } from './numerical-jacobian.ts'

export interface LevenbergMarquardtOptions {
  /** Derivatives of the residuals, m x n; by central differences where it is not given. */
  readonly jacobian?: (x: Float64Array) => Matrix
  /** Relative fall of the sum of squares, found and foretold, that counts as none; default 1e-15. */
  readonly squaresTolerance?: number
  /** Length of the trusted step against that of x, both scaled, that counts as none; default 1e-12. */
  readonly stepTolerance?: number
  /** 1,000 by default. */
  readonly iterationsMax?: number
}

export interface LevenbergMarquardtResult {
  readonly x: Float64Array
  readonly residuals: Float64Array
  readonly sumOfSquares: number
  /** At x. */
  readonly jacobian: Matrix
  readonly converged: boolean
  /**
   * Why it ended: the sum of squares no longer falls, the step is too short to matter, no squares are left; or, not
   * converged, a variable that no longer moves the residuals, the limit of iterations, a start outside the domain.
   */
  readonly ended:
    | 'squares'
    | 'step'
    | 'exact'
    | 'insensitive'
    | 'iterations'
    | 'start-outside-domain'
  readonly iterations: number
  /** Calls of the residuals, those for derivatives included. */
  readonly evaluations: number
  /** Largest cosine between the residuals and a column of the Jacobian: zero at a stationary point. */
  readonly gradientCosine: number
}

// The first step may change x by its own length, in scaled variables. MINPACK allows a hundred times that, and BoxBOD's
// first start is then lost: it lands where exp(-b2 x) is 0 and nothing moves any more.
const RADIUS_FIRST = 1
// A step is taken when it brings this share of what was foretold.
const SHARE_MIN = 1e-4

/**
 * A local minimum of a sum of squares, by the method of Levenberg and Marquardt in More's form.
 *
 *   minimise |r(x)|^2;   p minimises |r + J p|^2 within |D p| <= radius;   x <- x + p where that does what it promised
 *
 * @param residuals n variables to m >= n numbers; any NaN or infinity marks a point outside the domain
 * @param start     not changed
 * @returns never throws for want of convergence: then `converged` is false and x is the best point found
 * D: for each variable the largest norm its column of J has had, so that units do not matter. The radius grows where the
 * linear model foretold three quarters of the fall and shrinks where it foretold less than one.
 * Cost an iteration: 2 m n^2 and, without `jacobian`, 2 n evaluations. Source: More (1978); MINPACK's user guide (1980).
 * Checked: the 27 nonlinear regressions of NIST from both of their starts.
 *
 * @example
 * const t = [0, 1, 2, 3]
 * const y = [2, 1.21, 0.74, 0.45]
 * const decay = ([level, rate]) => Float64Array.from(t, (time, k) => y[k] - level * Math.exp(-rate * time))
 * const fit = levenbergMarquardt(decay, Float64Array.of(1, 1))
 * fit.converged // => true
 * fit.x[1] // => 0.49817
 */
export function levenbergMarquardt(
  residuals: (x: Float64Array) => Float64Array,
  start: Float64Array,
  options: LevenbergMarquardtOptions = {},
): LevenbergMarquardtResult {
  const { squaresTolerance = 1e-15, stepTolerance = 1e-12, iterationsMax = 1000 } = options
  let evaluations = 0
  const valuesAt = (x: Float64Array): Float64Array => {
    evaluations++
    return residuals(x)
  }
  const { jacobian: given } = options
  const pointAt = (x: Float64Array, values: Float64Array): Point => {
    const jacobian = given === undefined ? numericalJacobian(valuesAt, x, values) : given(x)
    return { x, residuals: values, norm: normOf(values), jacobian }
  }
  let point = pointAt(start.slice(), valuesAt(start).slice())
  const { rows } = point.jacobian
  invariant(rows >= start.length, `${rows} residuals for ${start.length} variables`)
  if (!Number.isFinite(point.norm)) return resultOf(point, 'start-outside-domain', 0, evaluations)
  let scales = new Float64Array(start.length)
  let radius = 0
  let iterations = 0
  for (; iterations < iterationsMax; iterations++) {
    if (point.norm === 0) return resultOf(point, 'exact', iterations, evaluations)
    scales = largerScales(scales, point.jacobian)
    if (iterations === 0) radius = RADIUS_FIRST * (scaledNorm(start, scales) || 1)
    const squares = linearisedSquares(point.jacobian, point.residuals, scales)
    for (;;) {
      const trial = dampedStep(squares, radius)
      if (iterations === 0) radius = Math.min(radius, trial.length || radius)
      const x = point.x.map((value, j) => value + trial.step[j]!)
      const values = valuesAt(x).slice()
      const judged = judge(point.norm, normOf(values), trial)
      radius = nextRadius(radius, trial, judged)
      const taken = judged.share >= SHARE_MIN
      const settled =
        Math.abs(judged.fall) <= squaresTolerance && judged.foretold <= squaresTolerance
      if (taken) point = pointAt(x, values)
      if (settled || radius <= stepTolerance * scaledNorm(point.x, scales)) {
        const reason = settled ? 'squares' : 'step'
        const ended = isInsensitive(point.jacobian, scales) ? 'insensitive' : reason
        return resultOf(point, ended, iterations + 1, evaluations)
      }
      if (taken) break
    }
  }
  return resultOf(point, 'iterations', iterations, evaluations)
}

interface Point {
  readonly x: Float64Array
  readonly residuals: Float64Array
  readonly norm: number
  readonly jacobian: Matrix
}

interface Judgement {
  /** 1 - |r(x + p)|^2 / |r(x)|^2, -1 where it rose tenfold or left the domain. */
  readonly fall: number
  readonly foretold: number
  /** fall / foretold. */
  readonly share: number
  /** Half the derivative of the relative sum of squares along p, negative. */
  readonly slope: number
}

function judge(from: number, to: number, trial: DampedStep): Judgement {
  const fall = 0.1 * to < from ? 1 - (to / from) ** 2 : -1
  const linear = trial.linearChange / from / from
  const damped = (trial.damping * trial.length * trial.length) / from / from
  const foretold = linear + 2 * damped
  return { fall, foretold, share: foretold === 0 ? 0 : fall / foretold, slope: -(linear + damped) }
}

/** More's rule: shorter after a bad step, by the parabola through what is known; twice the step after a good one. */
function nextRadius(radius: number, trial: DampedStep, { fall, share, slope }: Judgement): number {
  if (share <= 0.25) {
    const parabola = fall >= 0 ? 0.5 : (0.5 * slope) / (slope + 0.5 * fall)
    const shrink = fall > -1 ? Math.max(0.1, parabola) : 0.1
    return shrink * Math.min(radius, trial.length / 0.1)
  }
  return trial.damping === 0 || share >= 0.75 ? 2 * trial.length : radius
}

function largerScales(scales: Float64Array, jacobian: Matrix): Float64Array<ArrayBuffer> {
  return scales.map((scale, j) => {
    const norm = normOf(columnOf(jacobian, j))
    return Math.max(scale, norm) || 1
  })
}

/** A variable whose column has vanished: any value of it would do as well, so that none has been found. */
function isInsensitive(jacobian: Matrix, scales: Float64Array): boolean {
  return scales.some((scale, j) => normOf(columnOf(jacobian, j)) <= Number.EPSILON * scale)
}

function resultOf(
  { x, residuals, norm, jacobian }: Point,
  ended: LevenbergMarquardtResult['ended'],
  iterations: number,
  evaluations: number,
): LevenbergMarquardtResult {
  let gradientCosine = 0
  for (let j = 0; j < x.length; j++) {
    const column = columnOf(jacobian, j)
    const size = normOf(column) * norm
    if (size > 0) gradientCosine = Math.max(gradientCosine, Math.abs(dot(column, residuals)) / size)
  }
  return {
    x,
    residuals,
    sumOfSquares: norm * norm,
    jacobian,
    converged: ended === 'squares' || ended === 'step' || ended === 'exact',
    ended,
    iterations,
    evaluations,
    gradientCosine,
  }
}

function scaledNorm(x: Float64Array, scales: Float64Array): number {
  return normOf(x.map((value, j) => value * scales[j]!))
}

/** Euclidean; NaN or Infinity where an element is. */
function normOf(values: Float64Array): number {
  let largest = 0
  for (const value of values) {
    if (!Number.isFinite(value)) return Number.NaN
    largest = Math.max(largest, Math.abs(value))
  }
  if (largest === 0) return 0
  let sum = 0
  for (const value of values) sum += (value / largest) ** 2
  return largest * Math.sqrt(sum)
}
