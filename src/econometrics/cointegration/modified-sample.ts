import { matrixFromColumns } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { factorQr, solveQr } from '../../math/qr.ts'
import {
  type KernelOptions,
  kernelCovariance,
  type LongRunCovariance,
} from '../long-run/long-run-covariance.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { type Trend, trendColumnCount, trendColumns } from '../trend.ts'
import {
  type CointegratingRegressionFault,
  isRounding,
  pairFault,
  residualsFrom,
} from './cointegrating-regression.ts'
import { conditionalOnChanges } from './conditional-on-changes.ts'

export interface ModifiedOptions extends KernelOptions {
  /** Default `c`. */
  readonly trend?: Trend
  /** Deterministic terms that are taken off x before its changes are; default those of `trend`. */
  readonly xTrend?: Trend
  /** Where: off the levels (default), or off the changes, in which a constant has no part. */
  readonly detrending?: 'levels' | 'changes'
  /** Long-run variance times (n - 1) / (n - 1 - k); default false. */
  readonly smallSample?: boolean
}

/** What the corrections of plain least squares are made from. All values in one unit, so that the largest is near 1. */
export interface ModifiedSample {
  readonly y: Float64Array
  readonly xs: readonly Float64Array[]
  /** x, then the deterministic terms, n rows each. */
  readonly columns: readonly Float64Array[]
  readonly trend: Trend
  /** What the series were multiplied by. */
  readonly unit: number
  /** What coefficients are to be multiplied by, beside 1 / unit. */
  readonly columnUnits: readonly number[]
  /** Coefficients of plain least squares. */
  readonly plain: Float64Array
  /** u and v on rows 2 to n: residual of plain least squares, changes of the detrended x. */
  readonly errors: readonly Float64Array[]
  /** Of the errors. */
  readonly covariance: LongRunCovariance
  /** Omega_22^-1 Omega_21. */
  readonly loadings: Float64Array
  /** Omega_11 - Omega_12 Omega_22^-1 Omega_21. */
  readonly conditionalVariance: number
}

/** The first step of fully modified least squares and of the canonical regression. */
export function modifiedSample(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: ModifiedOptions,
): Outcome<ModifiedSample, CointegratingRegressionFault> {
  const { trend = 'c' } = options
  const fault = pairFault(y, xs, xs.length + trendColumnCount(trend) + 3)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  // One unit for all: an automatic bandwidth looks at the sum of the series.
  const unit = Math.min(...[y, ...xs].map(unitScale))
  const scaledY = y.map((value) => value * unit)
  const scaledXs = xs.map((x) => x.map((value) => value * unit))
  const deterministic = trendColumns(trend, y.length)
  const columns = [...scaledXs, ...deterministic]
  const plain = solveQr(factorQr(matrixFromColumns(columns)), scaledY)
  if (plain.kind === 'unavailable') return plain
  const residuals = residualsFrom(scaledY, columns, plain.value)
  if (isRounding(residuals, scaledY)) {
    return unavailable('perfect-fit', 'the relation holds exactly: nothing is left to judge it by')
  }
  const changes = scaledXs.map((x) => detrendedChanges(x, options))
  const errors = [residuals.subarray(1), ...changes]
  const covariance = kernelCovariance(errors, { bandwidthRounding: 'up', ...options })
  const conditional = conditionalOnChanges(covariance.longRun)
  if (conditional === undefined) {
    return unavailable('rank-deficient', 'the changes of x depend linearly on each other')
  }
  return available({
    y: scaledY,
    xs: scaledXs,
    columns,
    trend,
    unit,
    columnUnits: [...xs.map(() => unit), ...deterministic.map((_, power) => y.length ** -power)],
    plain: plain.value,
    errors,
    covariance,
    ...conditional,
  })
}

/** Changes of x less its deterministic terms. */
function detrendedChanges(x: Float64Array, options: ModifiedOptions): Float64Array {
  const trend = options.xTrend ?? options.trend ?? 'c'
  const columns = trendColumns(trend, x.length)
  if (options.detrending === 'changes' && columns.length > 1) {
    return withoutColumns(changesOf(x), columns.slice(1).map(changesOf))
  }
  return changesOf(columns.length === 0 ? x : withoutColumns(x, columns))
}

function changesOf(series: Float64Array): Float64Array {
  return Float64Array.from({ length: series.length - 1 }, (_, t) => series[t + 1]! - series[t]!)
}

/** What least squares on the columns, which are independent powers of time, leaves of a series. */
function withoutColumns(series: Float64Array, columns: readonly Float64Array[]): Float64Array {
  const fit = solveQr(factorQr(matrixFromColumns(columns)), series)
  return fit.kind === 'value' ? residualsFrom(series, columns, fit.value) : series
}
