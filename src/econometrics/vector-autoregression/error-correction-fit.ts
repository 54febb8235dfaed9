import { elementOf } from '../../math/matrix.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import {
  relationLevels,
  type RelationModel,
  scaledBasis,
  splitChanges,
} from './cointegrating-relations.ts'
import { equationSystem, type EquationSystem, rowsOf, scaledMatrix } from './equation-system.ts'
import type { ErrorCorrectionColumns } from './error-correction-columns.ts'
import { combinationsOf, inverseOf, productOf, type Rows, transposed } from './row-matrices.ts'

/** An error correction model with its relations given, in the scaled units of its columns. */
export interface ErrorCorrectionFit {
  /** Loadings, series x rank. */
  readonly alpha: Rows
  /** Coefficients of the concentrated columns, one list an equation. */
  readonly others: Rows
  readonly residuals: readonly Float64Array[]
  /** Divided by the rows. */
  readonly covariance: Rows
  /** (X'X)^-1 of the relations and the concentrated columns. */
  readonly gramInverse: EquationSystem['gramInverse']
  /** Covariance that the errors have as far as they move loadings: all of it, or its part along A. */
  readonly loadingCovariance: Rows
  /** What each relation was multiplied by. */
  readonly relationUnits: readonly number[]
}

/**
 * Loadings and everything else by least squares on the relations; with A the loadings come from the regression of
 * (A'A)^-1 A'dy_t given B'dy_t, and the rest from what they leave.
 *
 * @param beta H phi, a list of rows in the units of the data
 * Source: Johansen (1995), section 8.2.1; Luetkepohl (2005), section 7.2.
 */
export function errorCorrectionFit(
  columns: ErrorCorrectionColumns,
  model: RelationModel,
  beta: Rows,
): Outcome<ErrorCorrectionFit, 'collinear-series' | 'too-few-rows'> {
  const raw = model.rank === 0 ? [] : relationLevels(columns, beta)
  const relationUnits = raw.map(unitScale)
  const relations = raw.map((column, i) => scaledBy(column, relationUnits[i]!))
  const regressors = [...relations, ...columns.concentrated]
  const free = equationSystem(columns.changes, regressors)
  if (free.kind === 'unavailable') return faultOf(free)
  if (model.loadingBasis === undefined || model.rank === 0) {
    const { coefficients, residuals, residualProducts, gramInverse, rows } = free.value
    const covariance = rowsOf(scaledMatrix(residualProducts, 1 / rows))
    return available({
      alpha: coefficients.map((row) => row.slice(0, model.rank)),
      others: coefficients.map((row) => row.slice(model.rank)),
      residuals,
      covariance,
      gramInverse,
      loadingCovariance: covariance,
      relationUnits,
    })
  }
  const alpha = restrictedLoadings(columns, model.loadingBasis, relations)
  if (alpha.kind === 'unavailable') return alpha
  const explained = combinationsOf(relations, transposed(alpha.value))
  const unexplained = columns.changes.map((column, k) =>
    column.map((value, t) => value - explained[k]![t]!),
  )
  const rest = equationSystem(unexplained, columns.concentrated)
  if (rest.kind === 'unavailable') return faultOf(rest)
  const covariance = rowsOf(scaledMatrix(rest.value.residualProducts, 1 / rest.value.rows))
  return available({
    alpha: alpha.value,
    others: rest.value.coefficients,
    residuals: rest.value.residuals,
    covariance,
    gramInverse: free.value.gramInverse,
    loadingCovariance: alongBasis(covariance, scaledBasis(model.loadingBasis, columns.changeUnits)),
    relationUnits,
  })
}

function faultOf(system: {
  readonly reason: 'rank-deficient' | 'too-few-rows'
  readonly detail: string
}): Outcome<never, 'collinear-series' | 'too-few-rows'> {
  if (system.reason === 'too-few-rows') return unavailable('too-few-rows', system.detail)
  return unavailable('collinear-series', 'relations, lags and constants depend linearly')
}

function restrictedLoadings(
  columns: ErrorCorrectionColumns,
  loadingBasis: Rows,
  relations: readonly Float64Array[],
): Outcome<number[][], 'collinear-series' | 'too-few-rows'> {
  const { reacting, exogenous } = splitChanges(columns, loadingBasis)
  const system = equationSystem(reacting, [...relations, ...columns.concentrated, ...exogenous])
  if (system.kind === 'unavailable') return faultOf(system)
  const psi = system.value.coefficients.map((row) => row.slice(0, relations.length))
  return available(productOf(scaledBasis(loadingBasis, columns.changeUnits), psi))
}

/** A (A' S^-1 A)^-1 A'. */
function alongBasis(covariance: Rows, basis: Rows): Rows {
  const precision = inverseOf(covariance)
  const middle =
    precision === undefined
      ? undefined
      : inverseOf(productOf(productOf(transposed(basis), precision), basis))
  if (middle === undefined) return covariance
  return productOf(productOf(basis, middle), transposed(basis))
}

/** Standard errors of loadings and of everything else, in the scaled units: lists as `alpha` and `others`. */
export function errorCorrectionErrors(fit: ErrorCorrectionFit): {
  readonly alpha: number[][]
  readonly others: number[][]
} {
  const { alpha, gramInverse, covariance, loadingCovariance } = fit
  const rank = fit.relationUnits.length
  const size = gramInverse.rows
  const element = (i: number, j: number): number => elementOf(gramInverse, i, j)
  const corner = inverseOf(
    Array.from({ length: rank }, (_, i) => Array.from({ length: rank }, (_u, j) => element(i, j))),
  )
  /** Of one other coefficient: what comes with the loadings. */
  const throughLoadings = (j: number): number => {
    const side = Array.from({ length: rank }, (_, i) => element(i, j))
    const solved = (corner ?? []).map((row) => row.reduce((sum, v, i) => sum + v * side[i]!, 0))
    return side.reduce((sum, value, i) => sum + value * solved[i]!, 0)
  }
  const others = Array.from({ length: size - rank }, (_, c) => ({
    own: element(rank + c, rank + c),
    through: throughLoadings(rank + c),
  }))
  return {
    alpha: alpha.map((row, k) =>
      row.map((_, i) => Math.sqrt(loadingCovariance[k]![k]! * element(i, i))),
    ),
    others: alpha.map((_, k) =>
      others.map(({ own, through }) =>
        Math.sqrt(covariance[k]![k]! * (own - through) + loadingCovariance[k]![k]! * through),
      ),
    ),
  }
}
