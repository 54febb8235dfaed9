import type { KalmanPath } from './kalman-filter.ts'

/**
 * 1 / mean of 1 - observation / F_t, the newest row's weight in its own fitted value, over the later half of the rows.
 * Null where no state walks.
 */
export function filterMemory(path: KalmanPath, variances: Float64Array): number | null {
  const [observation, ...walks] = variances
  if (walks.every((variance) => variance === 0)) return null
  const weights = laterRows(path).map((t) => 1 - observation! / path.innovationVariances[t]!)
  return 1 / mean(weights)
}

/** 1 + mean of the filtered variance of the last state over the later half / its variance a row; null for 0. */
export function hedgeMemory(path: KalmanPath, walk: number): number | null {
  if (walk === 0) return null
  const block = path.size * path.size
  const variances = laterRows(path).map((t) => path.filteredCovariances[(t + 1) * block - 1]!)
  return 1 + mean(variances) / walk
}

/** Rows of the later half that are not missing; the last of all rows where there is none. */
function laterRows(path: KalmanPath): number[] {
  const rows: number[] = []
  for (let t = Math.floor(path.rows / 2); t < path.rows; t++) {
    if (!Number.isNaN(path.innovations[t]!) && path.diffuseVariances[t] === 0) rows.push(t)
  }
  return rows.length === 0 ? [path.rows - 1] : rows
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
