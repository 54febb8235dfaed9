import { factorCholesky, logDeterminant } from '../../math/cholesky.ts'
import { invariant } from '../../math/invariant.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { equationSystem, type EquationSystem, scaledMatrix } from './equation-system.ts'

/** Deterministic terms of each equation: none, a constant, a constant and the row number. */
export type VarTrend = 'n' | 'c' | 'ct'

export type VarFault = SeriesFault['reason'] | 'rank-deficient'

/** Several series on their common past, every series times a power of two that brings it near 1. */
export interface LaggedFit {
  /** In the scaled units. */
  readonly system: EquationSystem
  readonly trend: VarTrend
  readonly lags: number
  /** What each series was multiplied by. */
  readonly units: readonly number[]
  /** What each regressor was multiplied by. */
  readonly regressorUnits: readonly number[]
}

/** Likelihood and criteria of a vector autoregression. */
export interface VarCriteria {
  readonly logLikelihood: number
  readonly aic: number
  readonly bic: number
  readonly hqic: number
  readonly fpe: number
}

/**
 * Regresses all columns on the deterministic terms and their own lags, L1.y1, L1.y2 .. L2.y1 ..
 *
 * The row number counts the rows of the series from 1, as statsmodels and JMulTi have it. The first `skipped` usable
 * rows are left out, so that lag orders can be compared on the same rows.
 */
export function laggedFit(
  columns: readonly Float64Array[],
  options: { readonly lags: number; readonly trend: VarTrend; readonly skipped: number },
): Outcome<LaggedFit, VarFault> {
  const { lags, trend } = options
  invariant(columns.length > 0, 'a vector autoregression of no series')
  invariant(Number.isInteger(lags) && lags >= 0, `lags must be a whole number, got ${lags}`)
  const start = lags + options.skipped
  for (const [k, column] of columns.entries()) {
    invariant(column.length === columns[0]!.length, 'series of different lengths')
    const fault = seriesFault(column, start + 2, `series ${k + 1}`)
    if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  }
  const length = columns[0]!.length
  const rows = length - start
  const units = columns.map(unitScale)
  const scaled = columns.map((column, k) => scaledBy(column, units[k]!))
  const lagged = Array.from({ length: lags }, (_, lag) =>
    scaled.map((column) => column.subarray(start - lag - 1, start - lag - 1 + rows)),
  ).flat()
  const terms = Array.from({ length: trendTerms[trend].length }, (_, power) =>
    Float64Array.from({ length: rows }, (_unused, row) => ((start + row + 1) / length) ** power),
  )
  const system = equationSystem(
    scaled.map((column) => column.subarray(start)),
    [...terms, ...lagged],
  )
  if (system.kind === 'unavailable') return system
  return available({
    system: system.value,
    trend,
    lags,
    units,
    regressorUnits: [
      ...terms.map((_, power) => 1 / length ** power),
      ...Array.from({ length: lags }, () => units).flat(),
    ],
  })
}

/** What the deterministic regressors are called. */
export const trendTerms: Readonly<Record<VarTrend, readonly string[]>> = {
  n: [],
  c: ['constant'],
  ct: ['constant', 'trend'],
}

/**
 * Likelihood and criteria in the units of the data; undefined where the residual covariance has no logarithm.
 *
 *   log-likelihood = -T k / 2 (ln 2 pi + 1) - T/2 ln det S,   S = sum u u' / T
 *   AIC = ln det S + 2 f / T,   BIC: ln T f / T,   HQIC: 2 ln ln T f / T,   FPE = det S ((T + m) / (T - m))^k
 */
export function criteriaOf({ system, units }: LaggedFit): VarCriteria | undefined {
  const { residualProducts, rows, coefficients } = system
  const factor = factorCholesky(scaledMatrix(residualProducts, 1 / rows))
  if (factor.kind === 'unavailable') return undefined
  const logUnits = units.reduce((sum, unit) => sum + Math.log(unit), 0)
  const logDet = logDeterminant(factor.value) - 2 * logUnits
  const k = coefficients.length
  const perEquation = coefficients[0]!.length
  const free = k * perEquation
  return {
    logLikelihood: (-rows * k * (Math.log(2 * Math.PI) + 1)) / 2 - (rows * logDet) / 2,
    aic: logDet + (2 * free) / rows,
    bic: logDet + (Math.log(rows) * free) / rows,
    hqic: logDet + (2 * Math.log(Math.log(rows)) * free) / rows,
    fpe: Math.exp(logDet) * ((rows + perEquation) / (rows - perEquation)) ** k,
  }
}
