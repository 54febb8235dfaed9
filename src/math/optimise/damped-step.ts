import { columnOf, dot, zeroMatrix, type Matrix } from '../matrix.ts'
import { applyQTransposed, factorQr } from '../qr.ts'
import { singularValues } from '../svd.ts'

/** |r + J p|^2 as a sum of squares along its own axes, with p measured in scaled variables. */
export interface LinearisedSquares {
  /** Singular values of J D^-1. */
  readonly stretches: Float64Array
  /** Residuals turned onto the left singular vectors. */
  readonly turned: Float64Array
  /** Right singular vectors. */
  readonly axes: Matrix
  /** Diagonal of D. */
  readonly scales: Float64Array
}

/** A step p with the damping that made it, and what the linearised model says of it. */
export interface DampedStep {
  readonly step: Float64Array
  /** |D p|. */
  readonly length: number
  readonly damping: number
  /** |J p|^2. */
  readonly linearChange: number
}

/** The sum of squares linearised at a point, by QR and the singular values of R. m >= n. Cost 2 m n^2. */
export function linearisedSquares(
  jacobian: Matrix,
  residuals: Float64Array,
  scales: Float64Array,
): LinearisedSquares {
  const { rows, columns } = jacobian
  const data = jacobian.data.map((value, at) => value / scales[Math.floor(at / rows)]!)
  const factor = factorQr({ rows, columns, data })
  const triangle = zeroMatrix(columns, columns)
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < j; i++)
      triangle.data[j * columns + i] = factor.reflections.data[j * rows + i]!
    triangle.data[j * columns + j] = factor.diagonal[j]!
  }
  const { left, values, right } = singularValues(triangle)
  const head = applyQTransposed(factor, residuals).subarray(0, columns)
  const turned = Float64Array.from({ length: columns }, (_, i) => dot(columnOf(left, i), head))
  return { stretches: values, turned, axes: right, scales }
}

// More's constants: the length is met to a tenth, and ten steps of Newton's have always been enough for that.
const LENGTH_SLACK = 0.1
const DAMPING_STEPS_MAX = 10

/**
 * The step that makes |r + J p|^2 least among those with |D p| <= radius.
 *
 *   p = -D^-1 V (S^2 + lambda)^-1 S U'r   with J D^-1 = U S V',   lambda >= 0 such that |D p| = radius where it binds
 *
 * lambda by Newton's iteration on 1/|D p(lambda)|, which is nearly linear, kept between bounds. Directions in which the
 * residuals do not move (S_i below n eps S_1) are left alone. Source: More (1978), The Levenberg-Marquardt algorithm:
 * implementation and theory, section 5; his elimination by rotations is replaced by singular values, which cost no more
 * for the few parameters of a regression and make lambda's equation a sum of n terms.
 */
export function dampedStep(squares: LinearisedSquares, radius: number): DampedStep {
  const { stretches, turned } = squares
  const floor = stretches.length * Number.EPSILON * (stretches[0] ?? 0)
  const free = lengthAt(squares, 0, floor)
  if (free.length <= (1 + LENGTH_SLACK) * radius) return stepAt(squares, 0, floor)
  let low = -(free.length - radius) / free.slope
  let high =
    Math.sqrt(turned.reduce((sum, value, i) => sum + (stretches[i]! * value) ** 2, 0)) / radius
  let damping = low
  for (let k = 0; k < DAMPING_STEPS_MAX; k++) {
    if (!(damping > low && damping < high)) damping = Math.max(0.001 * high, Math.sqrt(low * high))
    const { length, slope } = lengthAt(squares, damping, floor)
    const excess = length - radius
    if (Math.abs(excess) <= LENGTH_SLACK * radius) break
    if (excess < 0) high = damping
    else low = damping
    damping -= (excess / slope) * (length / radius)
  }
  return stepAt(squares, damping, floor)
}

/** |D p(lambda)| and its derivative. */
function lengthAt(
  { stretches, turned }: LinearisedSquares,
  damping: number,
  floor: number,
): { readonly length: number; readonly slope: number } {
  let squares = 0
  let change = 0
  for (let i = 0; i < stretches.length; i++) {
    const stretch = stretches[i]!
    if (stretch <= floor) continue
    const divisor = stretch * stretch + damping
    const move = (stretch * turned[i]!) / divisor
    squares += move * move
    change += (move * move) / divisor
  }
  const length = Math.sqrt(squares)
  return { length, slope: -change / length }
}

function stepAt(squares: LinearisedSquares, damping: number, floor: number): DampedStep {
  const { stretches, turned, axes, scales } = squares
  const step = new Float64Array(scales.length)
  let lengthSquared = 0
  let linearChange = 0
  for (let i = 0; i < stretches.length; i++) {
    const stretch = stretches[i]!
    if (stretch <= floor) continue
    const move = (-stretch * turned[i]!) / (stretch * stretch + damping)
    lengthSquared += move * move
    linearChange += (stretch * move) ** 2
    const axis = columnOf(axes, i)
    for (let j = 0; j < step.length; j++) step[j]! += (move * axis[j]!) / scales[j]!
  }
  return { step, length: Math.sqrt(lengthSquared), damping, linearChange }
}
