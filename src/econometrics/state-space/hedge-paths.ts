import { type HedgeIntercept, type HedgeVariances, hedgeModel } from './hedge-filter.ts'
import { type KalmanPath, kalmanFilter } from './kalman-filter.ts'
import { type ScaledRows, designOf } from './hedge-rows.ts'
import { kalmanSmoother } from './kalman-smoother.ts'

/** Row by row. NaN where the rows so far do not settle it yet. */
export interface HedgePaths {
  /** y less what intercept and hedge ratio of the row before make of x; NaN where a row is missing. */
  readonly innovations: Float64Array
  readonly innovationDeviations: Float64Array
  /** b given the rows up to this one, with its standard deviation. */
  readonly filteredHedgeRatios: Float64Array
  readonly filteredDeviations: Float64Array
  readonly filteredIntercepts: Float64Array
  /** b given all rows. */
  readonly smoothedHedgeRatios: Float64Array
  readonly smoothedDeviations: Float64Array
  readonly smoothedIntercepts: Float64Array
}

/** Filter and smoother with given variances (of the scaled rows), back in the units of the series. */
export function hedgePaths(
  rows: ScaledRows,
  variances: HedgeVariances,
  intercept: HedgeIntercept,
): { readonly kalman: KalmanPath; readonly paths: HedgePaths } {
  const model = hedgeModel(variances, intercept, rows.originX * rows.unitX)
  const design = designOf(rows, intercept)
  const kalman = kalmanFilter(model, rows.y, design)
  const smoothed = kalmanSmoother(model, kalman, design)
  const { size } = kalman
  const block = size * size
  const perUnit = rows.unitX / rows.unitY
  const isSettled = (t: number): boolean => (t + 1) * block >= kalman.diffuseCovariances.length
  // Diffuse before the row; after the last such row the states are settled.
  const known = (t: number, value: number): number => (isSettled(t) ? value : Number.NaN)
  const ratio = (means: Float64Array, t: number): number => means[(t + 1) * size - 1]! * perUnit
  const deviation = (covariances: Float64Array, t: number): number =>
    Math.sqrt(Math.max(0, covariances[(t + 1) * block - 1]!)) * perUnit
  const interceptAt = (means: Float64Array, t: number): number =>
    intercept === 'none'
      ? 0
      : rows.originY + means[t * size]! / rows.unitY - ratio(means, t) * rows.originX
  const column = (value: (t: number) => number): Float64Array =>
    Float64Array.from({ length: kalman.rows }, (_, t) => value(t))
  const isTraded = (t: number): boolean =>
    kalman.diffuseVariances[t] === 0 && !Number.isNaN(kalman.innovations[t]!)
  const { filteredMeans, filteredCovariances } = kalman
  return {
    kalman,
    paths: {
      innovations: column((t) => (isTraded(t) ? kalman.innovations[t]! / rows.unitY : Number.NaN)),
      innovationDeviations: column((t) =>
        isTraded(t) ? Math.sqrt(kalman.innovationVariances[t]!) / rows.unitY : Number.NaN,
      ),
      filteredHedgeRatios: column((t) => known(t, ratio(filteredMeans, t))),
      filteredDeviations: column((t) => known(t, deviation(filteredCovariances, t))),
      filteredIntercepts: column((t) => known(t, interceptAt(filteredMeans, t))),
      smoothedHedgeRatios: column((t) => ratio(smoothed.means, t)),
      smoothedDeviations: column((t) => deviation(smoothed.covariances, t)),
      smoothedIntercepts: column((t) => interceptAt(smoothed.means, t)),
    },
  }
}
