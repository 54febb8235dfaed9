import { invariant } from '../../math/invariant.ts'
import { matrixFromColumns, multiplyTransposed } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { factorQr, inverseGram, solveQr } from '../../math/qr.ts'
import { isRounding, residualsFrom } from '../cointegration/cointegrating-regression.ts'
import {
  movingEstimatesCriticalValue,
  movingEstimatesHeight,
  type WatchLengths,
  type WindowShare,
} from '../critical-values/moving-estimates.ts'
import {
  type OpenEndBoundary,
  openEndCriticalValue,
  openEndHeight,
} from '../critical-values/open-end-boundaries.ts'
import { type KernelOptions, kernelCovariance } from '../long-run/long-run-covariance.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import {
  innerProduct,
  largestChange,
  rowsOf,
  windowCoefficients,
  windowGram,
} from './coefficient-change.ts'

/**
 * - `ols-cusum`: sum of y less what the training coefficients say, from the first row of training on
 * - `recursive-cusum`: sum of the recursive residuals after training
 * - `recursive-estimates`: largest change of a coefficient estimated on all rows so far
 * - `moving-estimates`: largest change of a coefficient estimated on the last rows; up to an end, and alpha of 0.05 at most
 */
export type StabilityDetector =
  | 'ols-cusum'
  | 'recursive-cusum'
  | 'recursive-estimates'
  | 'moving-estimates'

export interface StabilityMonitorOptions extends KernelOptions {
  /** Default `ols-cusum`. */
  readonly detector?: StabilityDetector
  /** With a constant (`c`, default) or without. */
  readonly trend?: 'n' | 'c'
  /** Probability of an alarm, ever, where nothing changes; default 0.05. */
  readonly alpha?: number
  /** `autocorrelated` scales by the long-run deviation of the training residuals; default `independent`. */
  readonly errors?: 'independent' | 'autocorrelated'
  /** X'X by which changes of coefficients are weighed: that of training (default) or of the rows they are from. */
  readonly moments?: 'training' | 'updated'
  /** Of moving estimates: rows of the window over training rows; default 0.5. */
  readonly windowShare?: WindowShare
  /** Of moving estimates: end of the watch over training rows, these included; default 10. */
  readonly lengths?: WatchLengths
}

/** What a monitor knows after some rows: a plain record, replaced at every step. */
export interface StabilityMonitor {
  readonly detector: StabilityDetector
  readonly trend: 'n' | 'c'
  readonly moments: 'training' | 'updated'
  readonly alpha: number
  readonly boundaryKind: OpenEndBoundary | 'logarithm'
  readonly criticalValue: number
  readonly trainingRows: number
  /** null: none. */
  readonly horizonRows: number | null
  /** Last rows, [x, constant, y] each, of moving estimates; else empty. */
  readonly window: readonly (readonly number[])[]
  /** Of the training residuals: what the detector is counted in. */
  readonly deviation: number
  /** x, then the constant; of training. */
  readonly trained: readonly number[]
  /** X'X of training, k x k. */
  readonly gram: readonly (readonly number[])[]
  /** (X'X)^-1, coefficients and X'X of all rows so far. */
  readonly inverse: readonly (readonly number[])[]
  readonly coefficients: readonly number[]
  readonly gramSoFar: readonly (readonly number[])[]
  /** Partial sum of residuals. */
  readonly sum: number
  readonly rows: number
  /** Detector and boundary after the last row. */
  readonly statistic: number
  readonly boundary: number
  /** Row (from 0, training rows counted) of the first alarm; null where there was none. */
  readonly alarmRow: number | null
}

export type StabilityMonitorFault =
  | Exclude<SeriesFault['reason'], 'constant-series'>
  | 'rank-deficient'
  | 'perfect-fit'

/**
 * Trains a monitor of a regression on rows in which it is taken to hold; `stepStabilityMonitor` then takes one row at a
 * time, `monitorStability` whole series.
 *
 * @param y m training values
 * @param xs columns of m values, stationary or with moments that settle; may be empty with a constant
 *
 * Null hypothesis, formulae, source: see `monitorStability`. No value: fewer than k + 2 rows, non-finite values,
 * dependent columns, a fit without residual.
 *
 * @example
 * const random = new Random(1)
 * const y = Float64Array.from({ length: 100 }, () => random.normal())
 * let monitor = expectValue(trainStabilityMonitor(y, [], { alpha: 0.05 }))
 * while (monitor.alarmRow === null) monitor = stepStabilityMonitor(monitor, 1 + random.normal(), [])
 * monitor.alarmRow // => 111
 */
export function trainStabilityMonitor(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: StabilityMonitorOptions = {},
): Outcome<StabilityMonitor, StabilityMonitorFault> {
  const { detector = 'ols-cusum', trend = 'c', alpha = 0.05, moments = 'training' } = options
  const rows = y.length
  const constant = trend === 'c' ? [new Float64Array(rows).fill(1)] : []
  const columns = [...xs, ...constant]
  invariant(columns.length > 0, 'a regression on nothing')
  for (const series of [y, ...xs]) {
    invariant(series.length === rows, `y has ${rows} rows, x ${series.length}`)
    const fault = seriesFault(series, columns.length + 2)
    if (fault !== undefined && fault.reason !== 'constant-series') {
      return unavailable(fault.reason, fault.detail)
    }
  }
  const design = matrixFromColumns(columns)
  const factor = factorQr(design)
  const solution = solveQr(factor, y)
  if (solution.kind === 'unavailable') return solution
  const residuals = residualsFrom(y, columns, solution.value)
  if (isRounding(residuals, y)) {
    return unavailable('perfect-fit', 'the relation holds exactly: nothing to judge a change by')
  }
  const boundary = chosenBoundary(columns.length, options)
  const windowRows = Math.floor(windowShareOf(options) * rows)
  if (detector === 'moving-estimates' && windowRows <= columns.length) {
    return unavailable('too-few-rows', `a window of ${windowRows} for ${columns.length} columns`)
  }
  const gram = rowsOf(multiplyTransposed(design, design))
  const trained = Array.from(solution.value)
  return available({
    detector,
    trend,
    moments,
    alpha,
    ...boundary,
    trainingRows: rows,
    horizonRows:
      detector === 'moving-estimates' ? (options.lengths ?? defaultLengths) * rows : null,
    window:
      detector === 'moving-estimates'
        ? Array.from({ length: windowRows }, (_, t) =>
            [...columns, y].map((column) => column[rows - windowRows + t]!),
          )
        : [],
    deviation: deviationOf(residuals, columns.length, options),
    trained,
    gram,
    inverse: rowsOf(inverseGram(factor)),
    coefficients: trained,
    gramSoFar: gram,
    sum: detector === 'ols-cusum' ? residuals.reduce((sum, value) => sum + value, 0) : 0,
    rows,
    statistic: 0,
    boundary: heightOf(boundary, 1),
    alarmRow: null,
  })
}

/**
 * The monitor after one more row; the one given is not changed. Null hypothesis, formulae, source and check: as
 * `monitorStability`, whose path it walks row by row. Cost: k^2, with `recursive-estimates` k^3.
 *
 * @param y the new value, finite
 * @param x the new values of the x, finite
 *
 * @example
 * const monitor = expectValue(trainStabilityMonitor(Float64Array.of(1, 2, 1, 2, 1, 2), []))
 * stepStabilityMonitor(monitor, 1.5, []).rows // => 7
 */
export function stepStabilityMonitor(
  monitor: StabilityMonitor,
  y: number,
  x: readonly number[],
): StabilityMonitor {
  const row = monitor.trend === 'c' ? [...x, 1] : x
  invariant(
    row.length === monitor.trained.length,
    `${row.length} values for ${monitor.trained.length} columns`,
  )
  invariant(Number.isFinite(y) && row.every(Number.isFinite), 'a monitored row must be finite')
  invariant(
    monitor.horizonRows === null || monitor.rows < monitor.horizonRows,
    `the watch ends at its horizon of ${monitor.horizonRows} rows`,
  )
  const rows = monitor.rows + 1
  const grown = { ...withRow(monitor, y, row), rows, sum: monitor.sum + increment(monitor, y, row) }
  const statistic = statisticOf(grown)
  const boundary = heightOf(grown, rows / monitor.trainingRows)
  const alarmRow = monitor.alarmRow ?? (statistic > boundary ? rows - 1 : null)
  return { ...grown, statistic, boundary, alarmRow }
}

type Boundary = Pick<StabilityMonitor, 'boundaryKind' | 'criticalValue'>

const defaultLengths = 10

function windowShareOf(options: StabilityMonitorOptions): WindowShare {
  return options.windowShare ?? 0.5
}

function chosenBoundary(columnCount: number, options: StabilityMonitorOptions): Boundary {
  const { detector = 'ols-cusum', alpha = 0.05, lengths = defaultLengths } = options
  // The largest over the coefficients: each has its part of alpha.
  const each = alpha / columnCount
  if (detector === 'moving-estimates') {
    const law = { windowShare: windowShareOf(options), lengths, alpha: each }
    return { boundaryKind: 'logarithm', criticalValue: movingEstimatesCriticalValue(law) }
  }
  const boundaryKind = detector === 'recursive-cusum' ? 'motion' : 'bridge'
  const level = detector === 'recursive-estimates' ? each : alpha
  return { boundaryKind, criticalValue: openEndCriticalValue(boundaryKind, level) }
}

function heightOf({ boundaryKind, criticalValue }: Boundary, x: number): number {
  return boundaryKind === 'logarithm'
    ? movingEstimatesHeight(criticalValue, x)
    : openEndHeight(boundaryKind, criticalValue, x)
}

/** What a row adds to the partial sum, by the monitor before it. */
function increment(monitor: StabilityMonitor, y: number, row: readonly number[]): number {
  if (monitor.detector === 'ols-cusum') return y - innerProduct(row, monitor.trained)
  return monitor.detector === 'recursive-cusum' ? recursiveResidual(monitor, y, row) : 0
}

function statisticOf(monitor: StabilityMonitor): number {
  const { detector, deviation, trainingRows, trained, window, moments } = monitor
  const unit = deviation * Math.sqrt(trainingRows)
  if (detector === 'ols-cusum' || detector === 'recursive-cusum')
    return Math.abs(monitor.sum) / unit
  const isMoving = detector === 'moving-estimates'
  const rows = isMoving ? window.length : monitor.rows
  const coefficients = isMoving ? windowCoefficients(window) : monitor.coefficients
  const change = coefficients.map((value, k) => value - trained[k]!)
  const gramSoFar = (): StabilityMonitor['gramSoFar'] =>
    isMoving ? windowGram(window) : monitor.gramSoFar
  const largest =
    moments === 'training'
      ? largestChange(change, monitor.gram) / Math.sqrt(trainingRows)
      : largestChange(change, gramSoFar()) / Math.sqrt(rows)
  return (largest * rows) / unit
}

function deviationOf(
  residuals: Float64Array,
  columnCount: number,
  options: StabilityMonitorOptions,
): number {
  const degrees = residuals.length - columnCount
  const { shortRun, longRun } = kernelCovariance([residuals], options)
  const variance = options.errors === 'autocorrelated' ? longRun[0]![0]! : shortRun[0]![0]!
  return Math.sqrt((variance * residuals.length) / degrees)
}

/** (y - x'b) / sqrt(1 + x'Px) with the b and P of the rows before. */
function recursiveResidual(
  { coefficients, inverse }: StabilityMonitor,
  y: number,
  row: readonly number[],
): number {
  const spread =
    1 +
    innerProduct(
      row,
      inverse.map((line) => innerProduct(line, row)),
    )
  return (y - innerProduct(row, coefficients)) / Math.sqrt(spread)
}

/** The coefficients, (X'X)^-1, X'X and window with a row more, as far as the detector looks at them. */
function withRow(monitor: StabilityMonitor, y: number, row: readonly number[]): StabilityMonitor {
  const { detector, coefficients, inverse, gramSoFar } = monitor
  if (detector === 'ols-cusum') return monitor
  if (detector === 'moving-estimates') {
    return { ...monitor, window: [...monitor.window.slice(1), [...row, y]] }
  }
  const turned = inverse.map((line) => innerProduct(line, row))
  const spread = 1 + innerProduct(row, turned)
  const surprise = (y - innerProduct(row, coefficients)) / spread
  return {
    ...monitor,
    coefficients: coefficients.map((value, k) => value + turned[k]! * surprise),
    inverse: inverse.map((line, i) =>
      line.map((value, j) => value - (turned[i]! * turned[j]!) / spread),
    ),
    gramSoFar: gramSoFar.map((line, i) => line.map((value, j) => value + row[i]! * row[j]!)),
  }
}
