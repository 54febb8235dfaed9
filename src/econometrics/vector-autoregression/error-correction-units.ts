import { deterministicTerms } from '../cointegration/deterministic-terms.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import type { RelationModel } from './cointegrating-relations.ts'
import type { ErrorCorrectionColumns } from './error-correction-columns.ts'
import { type ErrorCorrectionFit, errorCorrectionErrors } from './error-correction-fit.ts'
import { relationErrors } from './relation-errors.ts'
import { type Rows, transposed } from './row-matrices.ts'

/** The estimates of an error correction model in the units of the data. */
export interface ErrorCorrectionEstimates {
  /** One list a relation: how strongly each series moves when the relation is off by one. */
  readonly alpha: Rows
  readonly alphaErrors: Rows
  /** One list a relation: a coefficient a series, then the restricted term where there is one. */
  readonly beta: Rows
  /** Zero where a coefficient is fixed; null where the loadings vanish and nothing is known of them. */
  readonly betaErrors: Rows | null
  /** Gamma_1 .. Gamma_k: entry [i][j][l] is what the change of series l, i + 1 rows back, does to series j. */
  readonly gamma: readonly Rows[]
  readonly gammaErrors: readonly Rows[]
  /** One list a series: the unrestricted terms, constant before trend. */
  readonly deterministicCoefficients: Rows
  readonly deterministicErrors: Rows
  /** Sum of u u' / T. */
  readonly residualCovariance: Rows
  readonly residuals: readonly Float64Array[]
}

/** A fit in the scaled units of its columns, brought back to those of the data. */
export function inUnitsOfData(
  columns: ErrorCorrectionColumns,
  {
    model,
    fit,
    beta,
    deterministic,
  }: {
    readonly model: RelationModel
    readonly fit: ErrorCorrectionFit
    readonly beta: Rows
    readonly deterministic: DeterministicCase
  },
): ErrorCorrectionEstimates {
  const { changeUnits, concentratedUnits } = columns
  const outside = deterministicTerms[deterministic].outside.length
  const errors = errorCorrectionErrors(fit)
  const loadings = (rows: Rows): number[][] =>
    transposed(
      rows.map((row, k) =>
        row.map((value, i) => (value * fit.relationUnits[i]!) / changeUnits[k]!),
      ),
    )
  const rest = (rows: Rows): number[][] =>
    rows.map((row, k) => row.map((value, c) => (value * concentratedUnits[c]!) / changeUnits[k]!))
  const others = rest(fit.others)
  const otherErrors = rest(errors.others)
  return {
    alpha: loadings(fit.alpha),
    alphaErrors: loadings(errors.alpha),
    beta,
    betaErrors: relationErrors(columns, model, fit) ?? null,
    gamma: byLag(others, outside),
    gammaErrors: byLag(otherErrors, outside),
    deterministicCoefficients: others.map((row) => row.slice(0, outside)),
    deterministicErrors: otherErrors.map((row) => row.slice(0, outside)),
    residualCovariance: fit.covariance.map((row, i) =>
      row.map((value, j) => value / changeUnits[i]! / changeUnits[j]!),
    ),
    residuals: fit.residuals.map((column, k) => column.map((value) => value / changeUnits[k]!)),
  }
}

/** The columns after the first ones, a square block a lag. */
function byLag(rows: Rows, first: number): number[][][] {
  const size = rows.length
  const lags = (rows[0]!.length - first) / size
  return Array.from({ length: lags }, (_, lag) =>
    rows.map((row) => row.slice(first + lag * size, first + (lag + 1) * size)),
  )
}
