import { factorCholesky, solveCholesky } from '../../math/cholesky.ts'
import { type Matrix, dot, zeroMatrix } from '../../math/matrix.ts'
import type { Objective, SearchResult } from '../../math/optimise/minimum-search.ts'

/** First and second derivatives of a function at a point. */
export interface Curvature {
  readonly value: number
  readonly gradient: Float64Array
  readonly hessian: Matrix
}

/**
 * Gradient and Hessian by differences of fourth order: Richardson's (4 D(h) - D(2h)) / 3 of the central ones.
 *
 * @param steps h of each variable, about 0.005 of the length over which f bends: truncation is then 1e-9 of a second
 *   derivative, and rounding 4e4 that of f
 * Cost: 4 k^2 + 1 evaluations for k variables. NaN where f is not finite nearby.
 *
 * @example
 * const { hessian } = curvatureAt((x) => x[0] ** 4, Float64Array.of(2), Float64Array.of(0.01))
 * hessian.data[0] // => 48.000000
 */
export function curvatureAt(f: Objective, x: Float64Array, steps: Float64Array): Curvature {
  const size = x.length
  const value = f(x)
  const probe = x.slice()
  const at = (moves: readonly (readonly [variable: number, move: number])[]): number => {
    for (const [k, move] of moves) probe[k]! += move
    const found = f(probe)
    for (const [k] of moves) probe[k] = x[k]!
    return found
  }
  const gradient = new Float64Array(size)
  const hessian = zeroMatrix(size, size)
  for (let i = 0; i < size; i++) {
    const h = steps[i]!
    const [above, below] = [at([[i, h]]), at([[i, -h]])]
    const [far, near] = [at([[i, 2 * h]]), at([[i, -2 * h]])]
    gradient[i] = (8 * (above - below) - (far - near)) / (12 * h)
    hessian.data[i * (size + 1)] = (16 * (above + below) - (far + near) - 30 * value) / (12 * h * h)
    for (let j = 0; j < i; j++) {
      const cross = (scale: number): number => {
        const [a, b] = [scale * h, scale * steps[j]!]
        const same =
          at([
            [i, a],
            [j, b],
          ]) +
          at([
            [i, -a],
            [j, -b],
          ])
        const opposite =
          at([
            [i, a],
            [j, -b],
          ]) +
          at([
            [i, -a],
            [j, b],
          ])
        return (same - opposite) / (4 * a * b)
      }
      const mixed = (4 * cross(1) - cross(2)) / 3
      hessian.data[j * size + i] = mixed
      hessian.data[i * size + j] = mixed
    }
  }
  return { value, gradient, hessian }
}

// From where a quasi-Newton search leaves off his steps square the error: two or three are all there are digits for,
// a few more where it left off early.
const STEPS_MAX = 8
const HALVINGS_MAX = 6

/**
 * A minimum that a search came near to, to nearly all digits there are: Newton's steps as long as they do not ascend.
 *
 * @param f     smooth near `found`, its variables of length about 1
 * @param found what the search came to; its point is kept where the Hessian is not positive definite
 * @returns `converged` where the gradient ends below 1e-6 max(1, |f|), whatever the search said of itself
 *
 * @example
 * const bowl = (x) => (x[0] - 1) ** 2
 * const found = polishedMinimum(bowl, bfgs(bowl, Float64Array.of(0)))
 * Math.abs(found.x[0] - 1) < 1e-9 // => true
 */
export function polishedMinimum(f: Objective, found: SearchResult): SearchResult {
  let { x, value } = found
  const steps = new Float64Array(x.length).fill(0.005)
  let curvature = curvatureAt(f, x, steps)
  let evaluations = found.evaluations
  for (let step = 0; step < STEPS_MAX; step++) {
    evaluations += 4 * x.length * x.length + 2
    const factor = factorCholesky(curvature.hessian)
    if (factor.kind === 'unavailable') break
    const move = solveCholesky(factor.value, curvature.gradient)
    const next = shortened(f, x, value, move)
    if (next === undefined) break
    const gain = dot(move, curvature.gradient)
    ;({ x, value } = next)
    curvature = curvatureAt(f, x, steps)
    if (gain < 1e-14 * Math.max(1, Math.abs(value))) break
  }
  const slope = Math.max(0, ...curvature.gradient.map(Math.abs))
  return {
    x,
    value,
    converged: slope <= 1e-6 * Math.max(1, Math.abs(value)),
    iterations: found.iterations,
    evaluations,
  }
}

/** Newton's step, or a half, a quarter, ... of it: near a turn of the curvature the whole one goes too far. */
function shortened(
  f: Objective,
  x: Float64Array,
  value: number,
  move: Float64Array,
): { readonly x: Float64Array; readonly value: number } | undefined {
  for (let halving = 0; halving < HALVINGS_MAX; halving++) {
    const next = x.map((from, k) => from - move[k]! / 2 ** halving)
    const nextValue = f(next)
    // Rounding of f, not a hill, is what a step this short may climb.
    if (nextValue <= value + 1e-13 * Math.abs(value)) return { x: next, value: nextValue }
  }
  return undefined
}

/** Inverse of a symmetric positive definite matrix, or undefined where it is not: the covariance from an information. */
export function inverseOfPositive(matrix: Matrix): Matrix | undefined {
  if (matrix.data.some((value) => !Number.isFinite(value))) return undefined
  const factor = factorCholesky(matrix)
  if (factor.kind === 'unavailable') return undefined
  const inverse = zeroMatrix(matrix.rows, matrix.rows)
  for (let j = 0; j < matrix.rows; j++) {
    const unit = new Float64Array(matrix.rows)
    unit[j] = 1
    inverse.data.set(solveCholesky(factor.value, unit), j * matrix.rows)
  }
  return inverse
}
