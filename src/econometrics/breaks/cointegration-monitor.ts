import { invariant } from '../../math/invariant.ts'
import { matrixFromColumns } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { factorQr, solveQr } from '../../math/qr.ts'
import {
  type CointegratingRegressionFault,
  isRounding,
  residualsFrom,
} from '../cointegration/cointegrating-regression.ts'
import { fmols } from '../cointegration/fmols.ts'
import { type ModifiedSample, modifiedSample } from '../cointegration/modified-sample.ts'
import {
  type WagnerWiedLevel,
  wagnerWiedCriticalValue,
  wagnerWiedRegressorsMax,
} from '../critical-values/wagner-wied.ts'
import { type KernelOptions, kernelCovariance } from '../long-run/long-run-covariance.ts'
import { seriesFault } from '../series-fault.ts'
import { trendColumns } from '../trend.ts'

export interface CointegrationMonitorOptions extends KernelOptions {
  /** Rows at which the watch ends, training included: training is to be 10 to 90 % of them. */
  readonly horizonRows: number
  /** Relation around a constant (`c`, default) or around a trend. */
  readonly trend?: 'c' | 'ct'
  /** Probability of an alarm up to the horizon where nothing changes; default `5%`. */
  readonly alpha?: WagnerWiedLevel
}

/** What a watch over a relation knows after some rows: a plain record, replaced at every step. */
export interface CointegrationMonitor {
  readonly trend: 'c' | 'ct'
  readonly alpha: WagnerWiedLevel
  readonly criticalValue: number
  readonly trainingRows: number
  readonly horizonRows: number
  /** x, constant, t (rows from 1); of training. */
  readonly coefficients: readonly number[]
  /** What of the changes of x, less their drift, is taken off y. */
  readonly loadings: readonly number[]
  readonly drifts: readonly number[]
  /** Of the residual given the changes of x. */
  readonly longRunVariance: number
  /** x of the last row. */
  readonly lastX: readonly number[]
  /** Sum of the residuals so far. */
  readonly sum: number
  /** Sums of its squares over training, and after. */
  readonly squaresInTraining: number
  readonly squaresAfter: number
  readonly rows: number
  /** The detector after the last row; 0 in training. */
  readonly statistic: number
  /** Row (from 0, training rows counted) of the first alarm; null where there was none. */
  readonly alarmRow: number | null
}

export type CointegrationMonitorFault = CointegratingRegressionFault | 'too-many-series'

/**
 * Trains a watch over a cointegrating relation on rows in which it is taken to hold; `stepCointegrationMonitor` then takes
 * one row at a time, `monitorCointegration` whole series.
 *
 * @param y m training values
 * @param xs 0 to 4 columns of m values; with none the watch is over the stationarity of y
 *
 * Null hypothesis, formulae, source, edges: see `monitorCointegration`.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 100 }, () => (level += random.normal()))
 * const y = x.map((value) => 2 * value + random.normal())
 * const monitor = expectValue(trainCointegrationMonitor(y, [x], { horizonRows: 300 }))
 * monitor.criticalValue > 0 // => true
 */
export function trainCointegrationMonitor(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: CointegrationMonitorOptions,
): Outcome<CointegrationMonitor, CointegrationMonitorFault> {
  const { trend = 'c', alpha = '5%', horizonRows } = options
  const share = y.length / horizonRows
  if (xs.length > wagnerWiedRegressorsMax) {
    return unavailable('too-many-series', `simulated for 0 to 4 regressors, got ${xs.length}`)
  }
  const fit = xs.length === 0 ? stationaryFit(y, options) : cointegratedFit(y, xs, options)
  if (fit.kind === 'unavailable') return fit
  invariant(
    share >= 0.1 && share <= 0.9,
    `training must be 10 to 90 % of the horizon, got ${y.length} of ${horizonRows} rows`,
  )
  const { residuals, ...trained } = fit.value
  let sum = 0
  let squaresInTraining = 0
  for (const residual of residuals) {
    sum += residual
    squaresInTraining += sum * sum
  }
  return available({
    trend,
    alpha,
    criticalValue: wagnerWiedCriticalValue({ trend, regressorCount: xs.length, share, alpha }),
    trainingRows: y.length,
    horizonRows,
    ...trained,
    lastX: xs.map((x) => x[x.length - 1]!),
    sum,
    squaresInTraining,
    squaresAfter: 0,
    rows: y.length,
    statistic: 0,
    alarmRow: null,
  })
}

/**
 * The watch after one more row; the one given is not changed. Not beyond the horizon, where the critical value ends.
 * Null hypothesis, formulae, source and check: as `monitorCointegration`, whose path it walks row by row. Cost: k.
 *
 * @param y the new value, finite
 * @param x the new values of the x, finite
 *
 * @example
 * const y = Float64Array.of(1, 3, 2, 4, 1, 2, 3, 1)
 * const monitor = expectValue(trainCointegrationMonitor(y, [], { horizonRows: 20 }))
 * stepCointegrationMonitor(monitor, 2, []).rows // => 9
 */
export function stepCointegrationMonitor(
  monitor: CointegrationMonitor,
  y: number,
  x: readonly number[],
): CointegrationMonitor {
  const { coefficients, loadings, drifts, lastX, horizonRows } = monitor
  invariant(x.length === lastX.length, `${x.length} values for ${lastX.length} regressors`)
  invariant(Number.isFinite(y) && x.every(Number.isFinite), 'a watched row must be finite')
  invariant(monitor.rows < horizonRows, `the watch ends at its horizon of ${horizonRows} rows`)
  const rows = monitor.rows + 1
  const row = [...x, 1, ...(monitor.trend === 'ct' ? [rows] : [])]
  let residual = y
  for (const [k, value] of row.entries()) residual -= coefficients[k]! * value
  for (const [k, value] of x.entries()) {
    residual -= loadings[k]! * (value - lastX[k]! - drifts[k]!)
  }
  const sum = monitor.sum + residual
  const squaresAfter = monitor.squaresAfter + sum * sum
  const weight = (rows / horizonRows) ** (monitor.trend === 'ct' ? 5 : 3)
  const excess = Math.abs(squaresAfter - monitor.squaresInTraining) / monitor.longRunVariance
  const statistic = excess / horizonRows / horizonRows / weight

  const alarmRow = monitor.alarmRow ?? (statistic > monitor.criticalValue ? rows - 1 : null)
  return { ...monitor, lastX: x, sum, squaresAfter, rows, statistic, alarmRow }
}

interface TrainingFit extends Pick<
  CointegrationMonitor,
  'coefficients' | 'loadings' | 'drifts' | 'longRunVariance'
> {
  readonly residuals: Float64Array
}

/** y on its deterministic terms. */
function stationaryFit(
  y: Float64Array,
  options: CointegrationMonitorOptions,
): Outcome<TrainingFit, CointegratingRegressionFault> {
  const { trend = 'c' } = options
  const fault = seriesFault(y, trend.length + 3, 'y')
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const columns = trendColumns(trend, y.length)
  const solution = solveQr(factorQr(matrixFromColumns(columns)), y)
  if (solution.kind === 'unavailable') return solution
  const residuals = residualsFrom(y, columns, solution.value)
  if (isRounding(residuals, y)) return unavailable('perfect-fit', 'y is exactly its trend')
  const covariance = kernelCovariance([residuals], { bandwidthRounding: 'up', ...options })
  return available({
    coefficients: Array.from(solution.value, (value, power) => value * y.length ** -power),
    loadings: [],
    drifts: [],
    longRunVariance: covariance.longRun[0]![0]!,
    residuals,
  })
}

/** y less what moves with x, on x and the deterministic terms; rows 2 on. */
function cointegratedFit(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: CointegrationMonitorOptions,
): Outcome<TrainingFit, CointegratingRegressionFault> {
  const { trend = 'c' } = options
  const fit = fmols(y, xs, { ...options, trend })
  if (fit.kind === 'unavailable') return fit
  const first = modifiedSample(y, xs, { ...options, trend })
  if (first.kind === 'unavailable') return first
  const { loadings, errors, unit }: ModifiedSample = first.value
  const changes = errors.slice(1).map((column) => column.map((value) => value / unit))
  return available({
    coefficients: fit.value.coefficients,
    loadings: Array.from(loadings),
    drifts: xs.map((x, k) => x[1]! - x[0]! - changes[k]![0]!),
    longRunVariance: fit.value.longRunVariance,
    residuals: residualsFrom(fit.value.residuals.subarray(1), changes, loadings),
  })
}
