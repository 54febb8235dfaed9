import { dot, type Matrix, multiply, transpose, zeroMatrix } from '../../math/matrix.ts'
import type { GarchLikelihood } from './garch-likelihood.ts'
import { directionColumns } from './garch-units.ts'

/**
 * Minus the second derivatives of the log-likelihood at x along some directions: matrix of directions x directions.
 *
 * Analytic where the likelihood has them, for which `evaluate` was last called at x; else by central differences of the
 * gradient.
 *
 * The step is 1e-5 of the parameters a direction moves: truncation and rounding are then both about 1e-9 of the result.
 * NaN where a step leaves the domain. EGARCH's |z| keeps its signs: the second derivative between the corners.
 */
export function curvatureAlong(
  likelihood: GarchLikelihood,
  x: Float64Array,
  directions: readonly Float64Array[],
): Matrix {
  if (likelihood.secondOrder !== undefined) {
    const across = directionColumns(x.length, directions)
    return multiply(transpose(across), multiply(likelihood.secondOrder.observed(), across))
  }
  const count = directions.length
  const curvature = zeroMatrix(count, count)
  const above = new Float64Array(x.length)
  const below = new Float64Array(x.length)
  likelihood.withSignsAt(x, () => {
    for (const [j, direction] of directions.entries()) {
      const reach = Math.sqrt(
        dot(
          direction,
          direction.map((value, i) => value * x[i]! ** 2),
        ),
      )
      const step = 1e-5 * Math.max(0.05, reach)
      const shifted = (by: number): Float64Array => x.map((value, i) => value + by * direction[i]!)
      const isInside =
        Number.isFinite(likelihood.evaluate(shifted(step), above)) &&
        Number.isFinite(likelihood.evaluate(shifted(-step), below))
      for (const [i, other] of directions.entries()) {
        const turn = dot(other, below) - dot(other, above)
        curvature.data[j * count + i] = isInside ? turn / (2 * step) : Number.NaN
      }
    }
  })
  return symmetric(curvature)
}

function symmetric({ rows, columns, data }: Matrix): Matrix {
  const mean = data.map(
    (value, k) => 0.5 * (value + data[(k % rows) * rows + Math.floor(k / rows)]!),
  )
  return { rows, columns, data: mean }
}
