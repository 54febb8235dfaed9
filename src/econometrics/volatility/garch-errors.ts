import { factorCholesky, solveCholesky } from '../../math/cholesky.ts'
import { type Matrix, multiply, transpose, zeroMatrix } from '../../math/matrix.ts'

/** Standard errors in the order of the parameters; null where there is none. */
export interface GarchErrors {
  /** From the inverse Hessian. */
  readonly hessian: readonly (number | null)[]
  /** From the sandwich inverse Hessian x outer products x inverse Hessian (Bollerslev and Wooldridge 1992). */
  readonly robust: readonly (number | null)[]
  /** From the inverse sum of outer products of the scores (Berndt, Hall, Hall and Hausman 1974). */
  readonly opg: readonly (number | null)[]
}

export interface ErrorIngredients {
  /** Minus the second derivatives along the free directions. */
  readonly curvature: Matrix
  /** Sum over rows of the products of the scores. */
  readonly products: Matrix
  /** The free directions as columns, in the units of the report: parameters x free. */
  readonly directions: Matrix
  /** The same in the units of the scores. */
  readonly scoreDirections: Matrix
}

/**
 * Three kinds of standard errors of a maximum that may lie on bounds: the law of the parameters that move inside the
 * bounds met, the others held where they are. A parameter that a bound fixes has none; two that only move against each
 * other share one.
 */
export function garchErrors(parts: ErrorIngredients): GarchErrors {
  const { curvature, directions, scoreDirections } = parts
  const products = multiply(transpose(scoreDirections), multiply(parts.products, scoreDirections))
  const inverse = inverted(curvature)
  const inverseProducts = inverted(products)
  const sandwich = inverse && multiply(inverse, multiply(products, inverse))
  return {
    hessian: rootsOf(directions, inverse),
    robust: rootsOf(directions, sandwich),
    opg: rootsOf(directions, inverseProducts),
  }
}

/** The inverse of a positive definite matrix, or undefined where it is not. */
function inverted(matrix: Matrix): Matrix | undefined {
  const lower = factorCholesky(matrix)
  if (lower.kind !== 'value') return undefined
  const inverse = zeroMatrix(matrix.rows, matrix.rows)
  for (let j = 0; j < matrix.rows; j++) {
    const axis = new Float64Array(matrix.rows)
    axis[j] = 1
    inverse.data.set(solveCholesky(lower.value, axis), j * matrix.rows)
  }
  return inverse
}

/** Roots of the diagonal of directions x covariance x directions'. */
function rootsOf(directions: Matrix, covariance: Matrix | undefined): (number | null)[] {
  return Array.from({ length: directions.rows }, (_, row) => {
    if (covariance === undefined) return null
    let variance = 0
    let reach = 0
    for (let j = 0; j < directions.columns; j++) {
      const right = directions.data[j * directions.rows + row]!
      reach = Math.max(reach, Math.abs(right))
      for (let i = 0; i < directions.columns; i++) {
        variance +=
          directions.data[i * directions.rows + row]! *
          covariance.data[j * covariance.rows + i]! *
          right
      }
    }
    // No free direction moves it: a bound holds it.
    return reach > 0 && variance > 0 ? Math.sqrt(variance) : null
  })
}
