import { invariant } from '../../math/invariant.ts'
import { type Matrix, matrixFromColumns, multiplyTransposed } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { factorQr, inverseGram, solveQr } from '../../math/qr.ts'
import { symmetricEigen } from '../../math/symmetric-eigen.ts'
import { isRounding, residualsFrom } from '../cointegration/cointegrating-regression.ts'
import {
  type OpenEndBoundary,
  openEndCriticalValue,
  openEndHeight,
} from '../critical-values/open-end-boundaries.ts'
import { type KernelOptions, kernelCovariance } from '../long-run/long-run-covariance.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'

/**
 * - `ols-cusum`: sum of y less what the training coefficients say, from the first row of training on
 * - `recursive-cusum`: sum of the recursive residuals after training
 * - `recursive-estimates`: largest change of a coefficient estimated on all rows so far
 */
export type StabilityDetector = 'ols-cusum' | 'recursive-cusum' | 'recursive-estimates'

export interface StabilityMonitorOptions extends KernelOptions {
  /** Default `ols-cusum`. */
  readonly detector?: StabilityDetector
  /** With a constant (`c`, default) or without. */
  readonly trend?: 'n' | 'c'
  /** Probability of an alarm, ever, where nothing changes; default 0.05. */
  readonly alpha?: number
  /** `autocorrelated` scales by the long-run deviation of the training residuals; default `independent`. */
  readonly errors?: 'independent' | 'autocorrelated'
  /** X'X by which changes of coefficients are weighed: that of training (default) or of all rows so far. */
  readonly moments?: 'training' | 'updated'
}

/** What a monitor knows after some rows: a plain record, replaced at every step. */
export interface StabilityMonitor {
  readonly detector: StabilityDetector
  readonly trend: 'n' | 'c'
  readonly moments: 'training' | 'updated'
  readonly alpha: number
  readonly boundaryKind: OpenEndBoundary
  readonly criticalValue: number
  readonly trainingRows: number
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
  const boundaryKind = detector === 'recursive-cusum' ? 'motion' : 'bridge'
  const each = detector === 'recursive-estimates' ? alpha / columns.length : alpha
  const gram = rowsOf(multiplyTransposed(design, design))
  const trained = Array.from(solution.value)
  return available({
    detector,
    trend,
    moments,
    alpha,
    boundaryKind,
    criticalValue: openEndCriticalValue(boundaryKind, each),
    trainingRows: rows,
    deviation: deviationOf(residuals, columns.length, options),
    trained,
    gram,
    inverse: rowsOf(inverseGram(factor)),
    coefficients: trained,
    gramSoFar: gram,
    sum: detector === 'ols-cusum' ? residuals.reduce((sum, value) => sum + value, 0) : 0,
    rows,
    statistic: 0,
    boundary: openEndHeight(boundaryKind, openEndCriticalValue(boundaryKind, each), 1),
    alarmRow: null,
  })
}

/**
 * The monitor after one more row; the one given is not changed. Cost k^2, with `recursive-estimates` k^3.
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
  const rows = monitor.rows + 1
  const grown = monitor.detector === 'ols-cusum' ? monitor : withRow(monitor, y, row)
  const sum =
    monitor.detector === 'ols-cusum'
      ? monitor.sum + y - product(row, monitor.trained)
      : monitor.sum + recursiveResidual(monitor, y, row)
  const statistic =
    monitor.detector === 'recursive-estimates'
      ? coefficientChange(grown, rows)
      : Math.abs(sum) / (monitor.deviation * Math.sqrt(monitor.trainingRows))
  const x1 = rows / monitor.trainingRows
  const boundary = openEndHeight(monitor.boundaryKind, monitor.criticalValue, x1)
  const alarmRow = monitor.alarmRow ?? (statistic > boundary ? rows - 1 : null)
  return { ...grown, sum, rows, statistic, boundary, alarmRow }
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
    product(
      row,
      inverse.map((line) => product(line, row)),
    )
  return (y - product(row, coefficients)) / Math.sqrt(spread)
}

/** The coefficients, (X'X)^-1 and X'X with a row more. */
function withRow(monitor: StabilityMonitor, y: number, row: readonly number[]): StabilityMonitor {
  const { coefficients, inverse, gramSoFar } = monitor
  const turned = inverse.map((line) => product(line, row))
  const spread = 1 + product(row, turned)
  const surprise = (y - product(row, coefficients)) / spread
  return {
    ...monitor,
    coefficients: coefficients.map((value, k) => value + turned[k]! * surprise),
    inverse: inverse.map((line, i) =>
      line.map((value, j) => value - (turned[i]! * turned[j]!) / spread),
    ),
    gramSoFar: gramSoFar.map((line, i) => line.map((value, j) => value + row[i]! * row[j]!)),
  }
}

/** max_j |(M^(1/2) (b_k - b_m))_j| k / (s sqrt(m)), M = X'X / rows. */
function coefficientChange(monitor: StabilityMonitor, rows: number): number {
  const { trained, coefficients, deviation, trainingRows, moments } = monitor
  const [gram, count] =
    moments === 'training' ? [monitor.gram, trainingRows] : [monitor.gramSoFar, rows]
  const root = symmetricRoot(gram)
  const change = coefficients.map((value, k) => value - trained[k]!)
  const largest = Math.max(...root.map((line) => Math.abs(product(line, change))))
  return (largest * rows) / (Math.sqrt(count) * deviation * Math.sqrt(trainingRows))
}

/** The symmetric square root of a positive definite matrix. */
function symmetricRoot(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const size = rows.length
  const matrix: Matrix = { rows: size, columns: size, data: Float64Array.from(rows.flat()) }
  const { values, vectors } = symmetricEigen(matrix)
  return rows.map((_, i) =>
    rows.map((_unused, j) =>
      values.reduce(
        (sum, value, k) =>
          sum +
          Math.sqrt(Math.max(0, value)) * vectors.data[k * size + i]! * vectors.data[k * size + j]!,
        0,
      ),
    ),
  )
}

function product(left: readonly number[], right: readonly number[]): number {
  let sum = 0
  for (const [k, value] of left.entries()) sum += value * right[k]!
  return sum
}

function rowsOf({ rows, columns, data }: Matrix): readonly (readonly number[])[] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_unused, j) => data[j * rows + i]!),
  )
}
