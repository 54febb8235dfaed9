import { invariant } from '../../math/invariant.ts'
import {
  type Matrix,
  columnOf,
  multiply,
  multiplyTransposed,
  transpose,
  zeroMatrix,
} from '../../math/matrix.ts'
import { type QrFactor, inverseGram, solveTriangle } from '../../math/qr.ts'
import { orthonormalColumns } from './orthonormal-columns.ts'

/** What the standard errors of a regression are robust to; `CoefficientErrors` says how each is made. */
export type ErrorsOption =
  | HeteroskedasticErrors
  | 'classical'
  | 'newey-west'
  | {
      readonly kind: 'newey-west'
      /** Whole, at least 0 and below the rows; default floor(4 (n/100)^(2/9)). */
      readonly lags?: number
      /** Times n / (n - k); default false. */
      readonly smallSample?: boolean
    }

type HeteroskedasticErrors = 'hc0' | 'hc1' | 'hc2' | 'hc3'

/**
 * The errors a result really has, Newey and West's with the number of lags that was used.
 *
 * - `classical`: s^2 (X'X)^-1 with s^2 = SSR / (n - k); right where errors have one variance and no memory
 * - `hc0` to `hc3`: (X'X)^-1 [sum_t w_t x_t x_t'] (X'X)^-1 with w_t = e_t^2, e_t^2 n / (n - k), e_t^2 / (1 - h_t),
 *   e_t^2 / (1 - h_t)^2; h_t = x_t' (X'X)^-1 x_t. Right whatever the variance of each error; `hc3` errs on the wide side
 *   in small samples
 * - `newey-west`: the same with the meat G_0 + sum_{l=1..lags} (1 - l / (lags + 1)) (G_l + G_l'),
 *   G_l = sum_t e_t e_{t-l} x_t x_{t-l}'. Right for errors with memory too
 */
export type CoefficientErrors =
  | { readonly kind: HeteroskedasticErrors | 'classical' }
  | { readonly kind: 'newey-west'; readonly lags: number; readonly smallSample: boolean }

/** The option with its defaults filled in, for a regression of n rows. */
export function chosenErrors(option: ErrorsOption, rows: number): CoefficientErrors {
  if (typeof option === 'string' && option !== 'newey-west') return { kind: option }
  const { lags = neweyWestLags(rows), smallSample = false } = option === 'newey-west' ? {} : option
  invariant(
    Number.isInteger(lags) && lags >= 0 && lags < rows,
    `Newey-West lags must be whole, from 0 to ${rows - 1}, got ${lags}`,
  )
  return { kind: 'newey-west', lags, smallSample }
}

/** The usual rule of thumb floor(4 (n/100)^(2/9)), after Newey and West (1994), for the Bartlett kernel. */
export function neweyWestLags(rows: number): number {
  return Math.min(Math.max(0, rows - 1), Math.floor(4 * (rows / 100) ** (2 / 9)))
}

/**
 * Covariance matrix of least-squares coefficients, k x k, in the units of the factor's columns.
 *
 * From X = Q R it is R^-1 [Q' W Q] R^-T, so that X'X is never formed. A row of leverage 1 has residual 0 and tells
 * nothing of its variance: it counts as 0 where HC2 and HC3 would divide 0 by 0.
 * Cost: 2 n k^2, Newey-West n k^2 (lags + 1). Source: White (1980), MacKinnon and White (1985);
 * Newey and West (1987), equation 5.
 */
export function coefficientCovariance(
  factor: QrFactor,
  residuals: Float64Array,
  errors: CoefficientErrors,
): Matrix {
  const { rows, columns } = factor
  const correction = rows / (rows - columns)
  if (errors.kind === 'classical') {
    let squares = 0
    for (const residual of residuals) squares += residual * residual
    return scaledMatrix(inverseGram(factor), squares / (rows - columns))
  }
  const q = orthonormalColumns(factor)
  if (errors.kind === 'newey-west') {
    const meat = bartlettMeat(weightedRows(q, residuals), errors.lags)
    return sandwich(factor, scaledMatrix(meat, errors.smallSample ? correction : 1))
  }
  const weighted = weightedRows(q, rootWeights(q, residuals, errors.kind))
  const meat = multiplyTransposed(weighted, weighted)
  return sandwich(factor, scaledMatrix(meat, errors.kind === 'hc1' ? correction : 1))
}

/** Square roots of the w_t, without the factor of hc1. */
function rootWeights(
  q: Matrix,
  residuals: Float64Array,
  kind: HeteroskedasticErrors,
): Float64Array {
  if (kind === 'hc0' || kind === 'hc1') return residuals
  return leverages(q).map((leverage, row) => {
    const left = 1 - leverage
    // What rounding leaves of 1 - 1 over thousands of rows.
    if (left < 1e-12) return 0
    return residuals[row]! / (kind === 'hc2' ? Math.sqrt(left) : left)
  })
}

function leverages(q: Matrix): Float64Array {
  const sums = new Float64Array(q.rows)
  for (let j = 0; j < q.columns; j++) {
    const column = columnOf(q, j)
    for (let row = 0; row < q.rows; row++) sums[row]! += column[row]! * column[row]!
  }
  return sums
}

function weightedRows(q: Matrix, weights: Float64Array): Matrix {
  const { rows, columns } = q
  const data = q.data.map((value, at) => value * weights[at % rows]!)
  return { rows, columns, data }
}

function bartlettMeat(scores: Matrix, lags: number): Matrix {
  const { columns } = scores
  const meat = multiplyTransposed(scores, scores)
  for (let lag = 1; lag <= lags; lag++) {
    const weight = 1 - lag / (lags + 1)
    const cross = multiplyTransposed(rowsOf(scores, lag, 0), rowsOf(scores, 0, lag))
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        meat.data[j * columns + i]! +=
          weight * (cross.data[j * columns + i]! + cross.data[i * columns + j]!)
      }
    }
  }
  return meat
}

/** Without the first `head` and the last `tail` rows. */
function rowsOf(matrix: Matrix, head: number, tail: number): Matrix {
  const cut = zeroMatrix(matrix.rows - head - tail, matrix.columns)
  for (let j = 0; j < matrix.columns; j++) {
    columnOf(cut, j).set(columnOf(matrix, j).subarray(head, matrix.rows - tail))
  }
  return cut
}

function sandwich(factor: QrFactor, meat: Matrix): Matrix {
  const { columns } = factor
  const inverse = zeroMatrix(columns, columns)
  for (let j = 0; j < columns; j++) {
    const unit = new Float64Array(columns)
    unit[j] = 1
    columnOf(inverse, j).set(solveTriangle(factor, unit, columns))
  }
  return multiply(multiply(inverse, meat), transpose(inverse))
}

function scaledMatrix({ rows, columns, data }: Matrix, factor: number): Matrix {
  return { rows, columns, data: data.map((value) => value * factor) }
}
