import { identityMatrix, type Matrix, zeroMatrix } from '../../math/matrix.ts'
import type { GarchSpec } from './garch-spec.ts'
import type { GarchLikelihood } from './garch-likelihood.ts'
import type { SmoothFunction } from './search/bounded-minimum.ts'

/** The coordinates of the search to the parameters and back: reciprocals of the shapes that ask for it. */
export function exchanged(spec: GarchSpec, x: Float64Array): Float64Array {
  return x.map((value, k) => (isReciprocal(spec, k) ? 1 / value : value))
}

function isReciprocal({ law, at }: GarchSpec, place: number): boolean {
  return law.shapes[place - at.shape]?.isReciprocal ?? false
}

/** Minus the log-likelihood as a function of the search's coordinates. */
export function searchFunction(spec: GarchSpec, likelihood: GarchLikelihood): SmoothFunction {
  return (x, gradient) => {
    const value = likelihood.evaluate(exchanged(spec, x), gradient)
    for (let k = 0; k < x.length; k++) {
      gradient[k]! *= isReciprocal(spec, k) ? 1 / (x[k]! * x[k]!) : -1
    }
    return -value
  }
}

/** A first guess of the curvature, in the search's coordinates and positive definite. */
export function searchCurvature(
  spec: GarchSpec,
  likelihood: GarchLikelihood,
  x: Float64Array,
): Matrix {
  const products = likelihood.information(exchanged(spec, x)) ?? identityMatrix(spec.size)
  const { data } = products
  const slope = x.map((value, k) => (isReciprocal(spec, k) ? -1 / (value * value) : 1))
  let largest = 0
  for (let j = 0; j < spec.size; j++) {
    for (let i = 0; i < spec.size; i++) data[j * spec.size + i]! *= slope[i]! * slope[j]!
    largest = Math.max(largest, data[j * spec.size + j]!)
  }
  // A direction in which all scores vanish would leave it singular.
  for (let j = 0; j < spec.size; j++) {
    data[j * spec.size + j] = data[j * spec.size + j]! * (1 + 1e-6) + 1e-10 * largest
  }
  return products
}

/** Sum over rows of s s', the rows of `scores` having `size` entries each. */
export function outerProducts(scores: Float64Array, size: number): Matrix {
  const products = zeroMatrix(size, size)
  const { data } = products
  for (let row = 0; row < scores.length; row += size) {
    for (let j = 0; j < size; j++) {
      const right = scores[row + j]!
      for (let i = 0; i <= j; i++) data[j * size + i]! += scores[row + i]! * right
    }
  }
  for (let j = 0; j < size; j++)
    for (let i = 0; i < j; i++) data[i * size + j] = data[j * size + i]!
  return products
}
