import { type Matrix, matrixFromColumns, matrixFromRows, multiply } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { factorQr, inverseGram, solveQr } from '../../math/qr.ts'
import { automaticBandwidth } from '../long-run/automatic-bandwidth.ts'
import { type KernelOptions, kernelCovariance } from '../long-run/long-run-covariance.ts'
import { nearCollinear } from '../regression/near-collinear.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { type Trend, trendColumnCount } from '../trend.ts'
import {
  type CointegratingRegression,
  type CointegratingRegressionFault,
  type ScaledColumns,
  coefficientNull,
  fitShare,
  inferenceFrom,
  isRounding,
  pairFault,
  residualsFrom,
  scaledColumns,
} from './cointegrating-regression.ts'
import {
  type LeadLagCriterion,
  type LeadsAndLags,
  chooseLeadsAndLags,
  dynamicColumns,
} from './leads-and-lags.ts'

export interface DolsOptions extends KernelOptions {
  /** Default `c`. */
  readonly trend?: Trend
  /** Leads of the changes of x; searched for where not given. */
  readonly leads?: number
  /** Lags of the changes of x; searched for where not given. */
  readonly lags?: number
  /** Longest that are tried; default ceil(12 (n / 100)^(1/4)), or what the rows allow. */
  readonly leadsMax?: number
  readonly lagsMax?: number
  /** What the search minimises; default `bic`. */
  readonly criterion?: LeadLagCriterion
  /** `equal` tries only as many leads as lags; default `any`. */
  readonly pairing?: 'any' | 'equal'
  /** `unadjusted` (default): one long-run variance of the residual; `robust`: that of the scores. */
  readonly errors?: 'unadjusted' | 'robust'
  /** Times n / (n - k) with all k columns; default false. */
  readonly smallSample?: boolean
}

/** Dynamic least squares; vectors hold the relation alone, not the changes beside it. Residuals: rows 1 + lags on. */
export interface DolsResult extends CointegratingRegression {
  readonly model: 'dols'
  readonly leads: number
  readonly lags: number
  readonly errors: 'unadjusted' | 'robust'
}

/**
 * Dynamic ordinary least squares: the cointegrating relation with leads and lags of the changes of x beside it.
 *
 *   y_t = b'x_t + d'D_t + sum_{i=-lags..leads} c_i'dx_{t+i} + e_t
 *   unadjusted  V = omega_e (Z'Z)^-1,   robust  V = n (Z'Z)^-1 Omega_ze (Z'Z)^-1
 *
 * y: n values. x: 1 or more series of n values, integrated of order one and not cointegrated among themselves. D: trend
 * (t from 1 on the first row used). Z: all columns. omega_e: long-run variance of e, Omega_ze of the scores z_t e_t,
 * under the kernel. Null hypothesis of each t value: that coefficient is zero; standard normal, whatever the dynamics
 * of dx, which plain least squares does not grant.
 *
 * Leads and lags minimise ln(SSR / rows) + k penalty / rows on the rows that the longest has. With `robust` and an
 * automatic bandwidth, that bandwidth depends on the units of the series, as arch's does.
 *
 * No value: constant, non-finite or too short series, dependent columns, nothing left but rounding. Cost: of the search
 * lagsMax QRs of n rows. Source: Saikkonen (1991), Econometric Theory 7, 1-21; Stock and Watson (1993), Econometrica
 * 61, 783-820. Checked against `DynamicOLS` of arch 8.0.0, whose conventions these are.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const y = x.map((value) => 3 + 2 * value + random.normal())
 * const { hedgeRatio, standardErrors, leads, lags } = expectValue(dols(y, [x]))
 * hedgeRatio[0] // => 1.99447
 * standardErrors[0] // => 0.00407103
 */
export function dols(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: DolsOptions = {},
): Outcome<DolsResult, CointegratingRegressionFault> {
  const { trend = 'c', errors = 'unadjusted', smallSample = false } = options
  const fault = pairFault(y, xs, 3)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const unit = unitScale(y)
  const xUnits = xs.map(unitScale)
  const scaled = {
    y: y.map((value) => value * unit),
    xs: xs.map((x, k) => x.map((value) => value * xUnits[k]!)),
  }
  const order = leadsAndLags(scaled.y, scaled.xs, options)
  if (order.kind === 'unavailable') return order
  const sample = dynamicColumns(scaled.y, scaled.xs, order.value)
  const levels = scaledColumns(sample.xs, trend, sample.y.length)
  const columns = [...levels.values, ...sample.changes]
  const factor = factorQr(matrixFromColumns(columns))
  const solution = solveQr(factor, sample.y)
  if (solution.kind === 'unavailable') return solution
  const residuals = residualsFrom(sample.y, columns, solution.value)
  if (isRounding(residuals, sample.y)) {
    return unavailable('perfect-fit', 'the relation holds exactly: nothing is left to judge it by')
  }
  const units: ScaledColumns = {
    values: columns,
    units: [
      ...levels.units.map((perUnit, k) => perUnit * (xUnits[k] ?? 1)),
      ...sample.changes.map((_, k) => xUnits[k % xs.length]!),
    ],
  }
  const gram = inverseGram(factor)
  const adjusted = smallSample ? sample.y.length / (sample.y.length - columns.length) : 1
  const { covariance, bandwidth } = chosenCovariance({ columns: units, residuals, gram }, options)
  const inference = inferenceFrom(
    {
      coefficients: solution.value,
      covariance: leadingBlock(covariance, levels.units.length, adjusted),
    },
    units.units.slice(0, levels.units.length),
    unit,
  )
  const own = kernelCovariance([residuals], { ...options, bandwidth })
  return available({
    model: 'dols',
    hedgeRatio: inference.coefficients.slice(0, xs.length),
    intercept: trend === 'n' ? null : inference.coefficients[xs.length]!,
    ...inference,
    residuals: residuals.map((value) => value / unit),
    residualVariance: (adjusted * own.shortRun[0]![0]!) / unit / unit,
    longRunVariance: (adjusted * own.longRun[0]![0]!) / unit / unit,
    ...fitShare(sample.y, residuals, { trend, columnCount: columns.length }),
    kernel: own.kernel,
    bandwidth,
    observations: sample.y.length,
    trend,
    nullHypothesis: coefficientNull,
    warnings: nearCollinear(factor, gram),
    ...order.value,
    errors,
  })
}

/** ceil(12 (n / 100)^(1/4)); where its columns leave no rows, as many as leave two rows a column. */
function longestTried(length: number, xCount: number, trend: Trend): number {
  const usual = Math.ceil(12 * (length / 100) ** 0.25)
  const rows = length - 1
  const columns = 2 * xCount + trendColumnCount(trend)
  if (rows - 2 * usual > columns + 2 * usual * xCount) return usual
  // rows - 2 k >= 2 (columns + 2 k xCount): with one row a column the criterion would praise a perfect fit.
  return Math.max(0, Math.floor((rows - 2 * columns) / (2 + 4 * xCount)))
}

/** Those given, or those the criterion picks. */
function leadsAndLags(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: DolsOptions,
): Outcome<LeadsAndLags, CointegratingRegressionFault> {
  const { trend = 'c', criterion = 'bic', pairing = 'any', leads, lags } = options
  const longest = longestTried(y.length, xs.length, trend)
  const leadsMax = leads ?? options.leadsMax ?? longest
  const lagsMax = lags ?? options.lagsMax ?? longest
  const rows = y.length - 1 - leadsMax - lagsMax
  const columnCount = xs.length * (2 + leadsMax + lagsMax) + trendColumnCount(trend)
  if (rows <= columnCount) {
    return unavailable(
      'too-few-rows',
      `${Math.max(0, rows)} rows are left for ${columnCount} columns`,
    )
  }
  if (leads !== undefined && lags !== undefined) return available({ leads, lags })
  const range = { leadsMin: leads ?? 0, leadsMax, lagsMin: lags ?? 0, lagsMax, pairing }
  const sample = dynamicColumns(y, xs, { leads: leadsMax, lags: lagsMax })
  const levels = scaledColumns(sample.xs, trend, rows).values
  const chosen = chooseLeadsAndLags({ y: sample.y, levels }, sample.changes, { range, criterion })
  return chosen === undefined
    ? unavailable('rank-deficient', 'the changes of x depend linearly on each other')
    : available(chosen)
}

/** Covariance of all coefficients in scaled units, and the bandwidth it was made with. */
function chosenCovariance(
  fit: {
    readonly columns: ScaledColumns
    readonly residuals: Float64Array
    readonly gram: Matrix
  },
  options: DolsOptions,
): { readonly covariance: Matrix; readonly bandwidth: number } {
  const { columns, residuals, gram } = fit
  if ((options.errors ?? 'unadjusted') === 'unadjusted') {
    const { longRun, bandwidth } = kernelCovariance([residuals], options)
    return { covariance: timesNumber(gram, longRun[0]![0]!), bandwidth }
  }
  const scores = columns.values.map((column) => column.map((value, t) => value * residuals[t]!))
  const { bandwidth = 'auto', kernel = 'bartlett' } = options
  const raw = scores.map((score, k) => score.map((value) => value / columns.units[k]!))
  const chosen = bandwidth === 'auto' ? automaticBandwidth(raw, kernel) : bandwidth
  const { longRun, bandwidth: used } = kernelCovariance(scores, { ...options, bandwidth: chosen })
  const meat = multiply(multiply(gram, matrixFromRows(longRun)), gram)
  return { covariance: timesNumber(meat, residuals.length), bandwidth: used }
}

function timesNumber(matrix: Matrix, factor: number): Matrix {
  return { ...matrix, data: matrix.data.map((value) => value * factor) }
}

function leadingBlock(matrix: Matrix, size: number, factor: number): Matrix {
  return matrixFromRows(
    Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_unused, j) => factor * matrix.data[j * matrix.rows + i]!),
    ),
  )
}
