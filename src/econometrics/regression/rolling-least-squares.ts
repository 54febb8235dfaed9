import { factorCholesky, solveLower, solveLowerTransposed } from '../../math/cholesky.ts'
import { invariant } from '../../math/invariant.ts'
import { zeroMatrix } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { leastSquares } from './least-squares.ts'
import { RollingMoments } from './rolling-moments.ts'
import { scaledBy, unitScale } from './unit-scale.ts'

/** A regression of every window of so many rows. Paths follow the rows of the data; NaN before a window is full. */
export interface RollingLeastSquares {
  readonly model: 'rolling-least-squares'
  readonly window: number
  readonly trend: 'n' | 'c'
  /** A path a column: regressors, then the constant. */
  readonly coefficients: readonly Float64Array[]
  /** Classical. */
  readonly standardErrors: readonly Float64Array[]
  readonly residualStandardDeviation: Float64Array
  /** About the mean of the window where there is a constant, about zero where there is none. */
  readonly rSquared: Float64Array
  readonly observations: number
  /** How many windows were too close to dependent for moments and were solved by QR. */
  readonly windowsByQr: number
}

/**
 * Least squares over a moving window: row t has the regression of the `window` rows that end in t.
 *
 *   b_t = argmin sum_{s = t - window + 1 .. t} (y_s - x_s' b)^2
 *
 * @param y          n values
 * @param regressors columns of n values
 * @param options    `window`: rows, more than coefficients, at most n. `trend`: with a constant (`c`, default) or without;
 *   give t as a regressor where the window shall have its own trend
 *
 * Each row equals a fresh `leastSquares` of its window to 1e-9 (of the coefficient, or of its error where that is
 * larger): windows move by moments about a nearby point, summed afresh once every window, and a window whose columns,
 * y among them, are explained by the others to within 1e-4 is solved by QR instead. NaN where a window's columns are
 * dependent. Faults: fewer rows than the window, a value that is not finite. No later row changes an earlier one.
 * Cost: n k^2 and, for the windows by QR, 2 window k^2 each. Source: moments as in Chan, Golub and LeVeque (1983).
 * Checked against statsmodels 0.15.0 `RollingOLS` and against fresh regressions of every window.
 *
 * @example
 * const x = Float64Array.of(0, 1, 2, 3, 4, 5)
 * const y = Float64Array.of(1, 3, 5.5, 6, 7, 8.5)
 * const { coefficients } = expectValue(rollingLeastSquares(y, [x], { window: 3 }))
 * coefficients[0][1] // => NaN
 * coefficients[0][2] // => 2.25
 */
export function rollingLeastSquares(
  y: Float64Array,
  regressors: readonly Float64Array[],
  options: { readonly window: number; readonly trend?: 'n' | 'c' },
): Outcome<RollingLeastSquares, Exclude<SeriesFault['reason'], 'constant-series'>> {
  const { window, trend = 'c' } = options
  const columnCount = regressors.length + trend.replace('n', '').length
  invariant(columnCount > 0, 'a regression on nothing')
  invariant(
    Number.isInteger(window) && window > columnCount,
    `a window for ${columnCount} coefficients must be whole and larger, got ${window}`,
  )
  for (const series of [y, ...regressors]) {
    invariant(series.length === y.length, `y has ${y.length} rows, x ${series.length}`)
    const fault = seriesFault(series, window)
    if (fault !== undefined && fault.reason !== 'constant-series') {
      return unavailable(fault.reason, fault.detail)
    }
  }
  return available(rolled([...regressors, y], window, trend))
}

/** What one window gives; lists follow the columns. */
interface WindowFit {
  readonly coefficients: readonly number[]
  readonly standardErrors: readonly number[]
  readonly residualSumOfSquares: number
  readonly rSquared: number
}

function rolled(
  series: readonly Float64Array[],
  window: number,
  trend: 'n' | 'c',
): RollingLeastSquares {
  const units = series.map(unitScale)
  const scaled = series.map((values, k) => scaledBy(values, units[k]!))
  const unit = units.at(-1)!
  // What brings each coefficient back: the constant is only in the unit of y.
  const factors = [...units.slice(0, -1), ...(trend === 'c' ? [1] : [])].map((each) => each / unit)
  const rows = series[0]!.length
  const path = (): Float64Array => new Float64Array(rows).fill(Number.NaN)
  const coefficients = factors.map(path)
  const standardErrors = factors.map(path)
  const [residualStandardDeviation, rSquared] = [path(), path()]
  const moments = new RollingMoments(scaled, window, trend === 'c')
  let windowsByQr = 0
  for (let last = window - 1; last < rows; last++) {
    if (last >= window) moments.advance()
    let fit = fitFromMoments(moments, factors.length, { window, trend })
    if (fit === undefined) {
      windowsByQr++
      fit = fitByQr(scaled, { from: last - window + 1, window, trend })
    }
    if (fit === undefined) continue
    for (const [k, factor] of factors.entries()) {
      coefficients[k]![last] = fit.coefficients[k]! * factor
      standardErrors[k]![last] = fit.standardErrors[k]! * factor
    }
    const degrees = window - factors.length
    residualStandardDeviation[last] = Math.sqrt(fit.residualSumOfSquares / degrees) / unit
    rSquared[last] = fit.rSquared
  }
  return {
    model: 'rolling-least-squares',
    window,
    trend,
    coefficients,
    standardErrors,
    residualStandardDeviation,
    rSquared,
    observations: rows,
    windowsByQr,
  }
}

/** Share of a series the others must leave unexplained for moments to keep nine digits of sixteen. */
const UNEXPLAINED_MIN = 1e-4

/** From the correlations of columns and y, y last: its row of the factor holds the solution. Undefined: too close. */
function fitFromMoments(
  moments: RollingMoments,
  columnCount: number,
  { window, trend }: { readonly window: number; readonly trend: 'n' | 'c' },
): WindowFit | undefined {
  const slopeCount = columnCount - (trend === 'c' ? 1 : 0)
  const size = slopeCount + 1
  const norms = Array.from({ length: size }, (_, k) => Math.sqrt(moments.productOf(k, k)))
  if (!norms.every((norm) => norm > 0)) return undefined
  const correlations = zeroMatrix(size, size)
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      correlations.data[j * size + i] = moments.productOf(i, j) / norms[i]! / norms[j]!
    }
  }
  const factor = factorCholesky(correlations)
  if (factor.kind === 'unavailable') return undefined
  const { data } = factor.value
  for (let k = 0; k < size; k++) if (data[k * size + k]! ** 2 < UNEXPLAINED_MIN) return undefined
  const unexplained = data[slopeCount * size + slopeCount]! ** 2
  const triangle = zeroMatrix(slopeCount, slopeCount)
  for (let j = 0; j < slopeCount; j++) {
    for (let i = j; i < slopeCount; i++) triangle.data[j * slopeCount + i] = data[j * size + i]!
  }
  const bottom = Float64Array.from({ length: slopeCount }, (_, j) => data[j * size + slopeCount]!)
  const standardised = solveLowerTransposed(triangle, bottom)
  const yNorm = norms[slopeCount]!
  const slopes = [...standardised].map((value, k) => (value * yNorm) / norms[k]!)
  const residualSumOfSquares = unexplained * yNorm * yNorm
  const variance = residualSumOfSquares / (window - columnCount)
  const deviationAlong = (direction: Float64Array): number =>
    Math.sqrt(variance) * Math.hypot(...solveLower(triangle, direction))
  const slopeErrors = slopes.map((_, k) =>
    deviationAlong(new Float64Array(slopeCount).with(k, 1 / norms[k]!)),
  )
  const fit = { residualSumOfSquares, rSquared: 1 - unexplained }
  if (trend === 'n') return { coefficients: slopes, standardErrors: slopeErrors, ...fit }
  const means = Float64Array.from(slopes, (_, k) => moments.meanOf(k))
  const constant = slopes.reduce(
    (left, slope, k) => left - slope * means[k]!,
    moments.meanOf(slopeCount),
  )
  const alongMeans = deviationAlong(means.map((mean, k) => mean / norms[k]!))
  const constantError = Math.hypot(Math.sqrt(variance / window), alongMeans)
  return {
    coefficients: [...slopes, constant],
    standardErrors: [...slopeErrors, constantError],
    ...fit,
  }
}

/** A fresh regression of the window; undefined where its columns are dependent. */
function fitByQr(
  series: readonly Float64Array[],
  {
    from,
    window,
    trend,
  }: { readonly from: number; readonly window: number; readonly trend: 'n' | 'c' },
): WindowFit | undefined {
  const cut = series.map((values) => values.subarray(from, from + window))
  const fit = leastSquares(cut.at(-1)!, cut.slice(0, -1), { trend })
  return fit.kind === 'value' ? fit.value : undefined
}
