import { elementOf, type Matrix } from '../../math/matrix.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import type { LagRoot } from '../autoregression/lag-roots.ts'
import { rootWarnings } from '../autoregression/root-warnings.ts'
import type { EstimateWarning } from '../warning.ts'
import { companionRoots } from './companion.ts'
import {
  dependentResiduals,
  lagOrderCriteria,
  type LagOrderOptions,
  type VarCriterion,
} from './lag-order-criteria.ts'
import {
  criteriaOf,
  type LaggedFit,
  laggedFit,
  trendTerms,
  type VarCriteria,
  type VarFault,
  type VarTrend,
} from './lagged-fit.ts'

export interface VectorAutoregressionOptions extends LagOrderOptions {
  /** Lags of the levels; default 1 where there is no criterion. */
  readonly lags?: number
  /** Chooses the lags from 0 .. `maxLags`, in place of `lags`. */
  readonly criterion?: VarCriterion
}

/** A vector autoregression. Lists over equations follow the series; within one `parameterNames` says what is what. */
export interface VectorAutoregressionResult extends VarCriteria {
  readonly model: 'var'
  readonly lags: number
  readonly criterion: VarCriterion | null
  readonly trend: VarTrend
  readonly seriesCount: number
  /** `constant`, `trend`, then `L1.y1`, `L1.y2`, ... `L2.y1`, ... */
  readonly parameterNames: readonly string[]
  readonly coefficients: readonly (readonly number[])[]
  readonly standardErrors: readonly (readonly number[])[]
  /** A_1 .. A_p, each a list of rows: what the coefficients say of each lag. */
  readonly lagMatrices: readonly (readonly (readonly number[])[])[]
  /** Of the errors; divided by rows less coefficients an equation. */
  readonly residualCovariance: readonly (readonly number[])[]
  /** Of det(1 - A_1 z - ...); all beyond the unit circle where the process is stable. */
  readonly roots: readonly LagRoot[]
  readonly residuals: readonly Float64Array[]
  /** (Z'Z)^-1 of the regressors: with `residualCovariance` the covariance of all coefficients. */
  readonly gramInverse: Matrix
  /** The last `lags` rows of the data, oldest first: what forecasts start from. */
  readonly lastRows: readonly (readonly number[])[]
  /** Rows of the series, the last value of the trend's t. */
  readonly seriesRows: number
  /** Rows of each equation. */
  readonly observations: number
  readonly warnings: readonly EstimateWarning[]
}

/**
 * A vector autoregression by least squares, equation by equation.
 *
 *   y_t = c + d t + A_1 y_{t-1} + ... + A_p y_{t-p} + u_t,   S = sum u_t u_t' / (T - m),   S_ml = sum u_t u_t' / T
 *   cov(vec B) = (Z'Z)^-1 (x) S,   log-likelihood = -T k / 2 (ln 2 pi + 1) - T/2 ln det S_ml
 *   AIC = ln det S_ml + 2 f / T,   BIC: ln T f / T,   HQIC: 2 ln ln T f / T,   FPE = det S_ml ((T + m) / (T - m))^k
 *
 * k series, T rows, m coefficients an equation, f = k m; t counts the rows of the series from 1. Criteria are per row,
 * as Luetkepohl and statsmodels have them. A criterion weighs all orders on the same rows, then the best is fitted to
 * all it can use.
 *
 * @param columns 1 or more series of one length, in time order
 *
 * Null hypothesis of each z: the coefficient is zero. A root on or within the unit circle warns `unstable`: levels of
 * prices do; Granger tests in levels allow for it, forecasts and responses do not die out.
 *
 * No value: too few rows, a constant or non-finite series, regressors or residuals that depend linearly on each other.
 * Squares beyond 1e308 are infinite in `residualCovariance`. Cost: 2 T m^2, with a criterion times `maxLags`.
 * Source: H. Luetkepohl (2005), New Introduction to Multiple Time Series Analysis, sections 3.2 and 4.3.
 * Checked against statsmodels 0.15.0 `VAR`.
 *
 * @example
 * const random = new Random(1)
 * let last = 0
 * const x = Float64Array.from({ length: 300 }, () => random.normal())
 * const y = x.map((_, t) => (last = 0.5 * last + (x[t - 1] ?? 0) + random.normal()))
 * const fit = expectValue(vectorAutoregression([y, x], { lags: 1 }))
 * fit.coefficients[0][2] // => 1.035911
 */
export function vectorAutoregression(
  columns: readonly Float64Array[],
  options: VectorAutoregressionOptions = {},
): Outcome<VectorAutoregressionResult, VarFault> {
  const { trend = 'c', criterion } = options
  let lags = options.lags ?? 1
  if (criterion !== undefined) {
    const orders = lagOrderCriteria(columns, options)
    if (orders.kind === 'unavailable') return orders
    lags = orders.value.chosen[criterion]
  }
  const fit = laggedFit(columns, { lags, trend, skipped: 0 })
  if (fit.kind === 'unavailable') return fit
  const criteria = criteriaOf(fit.value)
  if (criteria === undefined) return dependentResiduals
  const inUnits = inUnitsOfData(fit.value)
  const lagMatrices = lagMatricesOf(inUnits.coefficients, lags, trend)
  const roots = companionRoots(lagMatrices)
  const length = columns[0]!.length
  return available({
    model: 'var',
    lags,
    criterion: criterion ?? null,
    trend,
    seriesCount: columns.length,
    parameterNames: namesOf(columns.length, lags, trend),
    ...inUnits,
    lagMatrices,
    ...criteria,
    roots,
    lastRows: Array.from({ length: lags }, (_, row) =>
      columns.map((column) => column[length - lags + row]!),
    ),
    seriesRows: length,
    observations: fit.value.system.rows,
    warnings: rootWarnings(roots, 'autoregressive'),
  })
}

function inUnitsOfData({
  system,
  units,
  regressorUnits,
}: LaggedFit): Pick<
  VectorAutoregressionResult,
  'coefficients' | 'standardErrors' | 'residualCovariance' | 'residuals' | 'gramInverse'
> {
  const { gramInverse, residualProducts, rows } = system
  const size = regressorUnits.length
  const degrees = rows - size
  const deviations = units.map((_, k) => Math.sqrt(elementOf(residualProducts, k, k) / degrees))
  return {
    coefficients: system.coefficients.map((row, k) =>
      row.map((value, j) => (value * regressorUnits[j]!) / units[k]!),
    ),
    standardErrors: units.map((unit, k) =>
      regressorUnits.map(
        (perUnit, j) => (Math.sqrt(elementOf(gramInverse, j, j)) * deviations[k]! * perUnit) / unit,
      ),
    ),
    residualCovariance: units.map((left, i) =>
      units.map((right, j) => elementOf(residualProducts, i, j) / degrees / left / right),
    ),
    residuals: system.residuals.map((column, k) => column.map((value) => value / units[k]!)),
    gramInverse: {
      ...gramInverse,
      data: gramInverse.data.map(
        (value, at) => value * regressorUnits[at % size]! * regressorUnits[Math.floor(at / size)]!,
      ),
    },
  }
}

function lagMatricesOf(
  coefficients: readonly (readonly number[])[],
  lags: number,
  trend: VarTrend,
): number[][][] {
  const k = coefficients.length
  return Array.from({ length: lags }, (_, lag) => {
    const first = trendTerms[trend].length + lag * k
    return coefficients.map((row) => row.slice(first, first + k))
  })
}

function namesOf(seriesCount: number, lags: number, trend: VarTrend): string[] {
  const lagged = Array.from({ length: lags }, (_, lag) =>
    Array.from({ length: seriesCount }, (_unused, k) => `L${lag + 1}.y${k + 1}`),
  )
  return [...trendTerms[trend], ...lagged.flat()]
}
