import { invariant } from '../../math/invariant.ts'
import { dot, elementOf, matrixFromColumns, type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { dependentColumn, factorQr, inverseGram, solveQr } from '../../math/qr.ts'

/** Several equations on the same regressors, each by least squares. */
export interface EquationSystem {
  /** Per equation, a coefficient for each regressor. */
  readonly coefficients: readonly (readonly number[])[]
  readonly residuals: readonly Float64Array[]
  /** (Z'Z)^-1 of the regressors Z. */
  readonly gramInverse: Matrix
  /** Residual cross-products, not divided by anything. */
  readonly residualProducts: Matrix
  readonly rows: number
}

/**
 * Regresses every column of `left` on all of `regressors`, by one QR. Without regressors the residuals are `left`.
 *
 * No value where a regressor is a combination of others, or where there are not more rows than regressors.
 */
export function equationSystem(
  left: readonly Float64Array[],
  regressors: readonly Float64Array[],
): Outcome<EquationSystem, 'rank-deficient' | 'too-few-rows'> {
  const rows = left[0]!.length
  if (rows <= regressors.length) {
    return unavailable(
      'too-few-rows',
      `${rows} rows for ${regressors.length} coefficients an equation`,
    )
  }
  const fitted = solved(left, regressors)
  if (fitted.kind === 'unavailable') return fitted
  const { coefficients, gramInverse } = fitted.value
  const residuals = left.map((column, k) => {
    const rest = column.slice()
    for (const [j, regressor] of regressors.entries()) {
      const coefficient = coefficients[k]![j]!
      for (let t = 0; t < rows; t++) rest[t]! -= coefficient * regressor[t]!
    }
    return rest
  })
  return available({
    coefficients,
    residuals,
    gramInverse,
    residualProducts: crossProducts(residuals),
    rows,
  })
}

function solved(
  left: readonly Float64Array[],
  regressors: readonly Float64Array[],
): Outcome<Pick<EquationSystem, 'coefficients' | 'gramInverse'>, 'rank-deficient'> {
  if (regressors.length === 0) {
    return available({ coefficients: left.map(() => []), gramInverse: zeroMatrix(0, 0) })
  }
  const factor = factorQr(matrixFromColumns(regressors))
  const dependent = dependentColumn(factor)
  if (dependent !== undefined) {
    return unavailable(
      'rank-deficient',
      `regressor ${dependent + 1} is a combination of those before it`,
    )
  }
  const coefficients = left.map((column) => {
    const solution = solveQr(factor, column)
    invariant(solution.kind === 'value', 'the columns are independent')
    return Array.from(solution.value)
  })
  return available({ coefficients, gramInverse: inverseGram(factor) })
}

/** The sums of products of every two columns. */
function crossProducts(columns: readonly Float64Array[]): Matrix {
  const size = columns.length
  const products = zeroMatrix(size, size)
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) products.data[j * size + i] = dot(columns[i]!, columns[j]!)
  }
  return products
}

/** Every element of a matrix times a factor. */
export function scaledMatrix(matrix: Matrix, factor: number): Matrix {
  return { ...matrix, data: matrix.data.map((value) => value * factor) }
}

/** A matrix as a list of its rows. */
export function rowsOf(matrix: Matrix): number[][] {
  return Array.from({ length: matrix.rows }, (_, i) =>
    Array.from({ length: matrix.columns }, (_unused, j) => elementOf(matrix, i, j)),
  )
}
