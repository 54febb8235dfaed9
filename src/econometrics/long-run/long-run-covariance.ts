import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { automaticBandwidth } from './automatic-bandwidth.ts'
import { type Kernel, kernelWeights } from './kernels.ts'

/** How far and with what weights autocovariances are summed up. */
export interface KernelOptions {
  /** Default `bartlett`. */
  readonly kernel?: Kernel
  /** Not negative, or `auto` (default): chosen from the data by `automaticBandwidth`. */
  readonly bandwidth?: number | 'auto'
  /** `up`: the bandwidth, given or chosen, is rounded up to a whole number; `none` leaves it. */
  readonly bandwidthRounding?: 'none' | 'up'
}

/** Covariances of k series over all lags together; k x k, row by row. */
export interface LongRunCovariance {
  /** Omega = shortRun + oneSidedStrict + oneSidedStrict'. */
  readonly longRun: readonly (readonly number[])[]
  /** Lambda = shortRun + oneSidedStrict: lag 0 in it. */
  readonly oneSided: readonly (readonly number[])[]
  /** Lags from 1 on: entry (a, b) joins series a at t with series b before t. */
  readonly oneSidedStrict: readonly (readonly number[])[]
  /** Lag 0 alone. */
  readonly shortRun: readonly (readonly number[])[]
  readonly kernel: Kernel
  /** The one used, after rounding. */
  readonly bandwidth: number
  readonly observations: number
}

/**
 * The long-run covariance of several stationary series, two-sided and one-sided.
 *
 *   Omega = G(0) + sum_{i >= 1} w_i (G(i) + G(i)'),   Lambda = G(0) + sum_{i >= 1} w_i G(i)
 *   G(i) = (1/n) sum_t v_t v_{t-i}'
 *
 * w: the kernel's weights. Omega is what the variance of a mean over n rows is n times of; for k = 1 it is 2 pi times the
 * spectral density at zero. All three kernels give an Omega that is never indefinite.
 *
 * @param columns k >= 1 series of n >= 2 finite values
 * @param options `centre`: `mean` (default) takes each series' mean off first, `none` takes the series as they are
 *   (residuals). `kernel` (bartlett), `bandwidth` (auto), `bandwidthRounding` (none)
 *
 * No value: fewer than 2 rows, a value that is no finite number. Series that are constant have zeros. Values beyond
 * 1e150 overflow. Cost: n k^2 times the bandwidth, times n with the quadratic spectral kernel. Source: Newey and West
 * (1987, 1994); Andrews (1991). Checked against `arch.covariance.kernel` of arch 8.0.0.
 *
 * @example
 * const random = new Random(1)
 * let value = 0
 * const series = Float64Array.from({ length: 4000 }, () => (value = 0.5 * value + random.normal()))
 * const { longRun, shortRun, bandwidth } = expectValue(longRunCovariance([series]))
 * longRun[0][0] // => 3.73227
 * shortRun[0][0] // => 1.34268
 * bandwidth // => 20.6001
 */
export function longRunCovariance(
  columns: readonly Float64Array[],
  options: KernelOptions & { readonly centre?: 'mean' | 'none' } = {},
): Outcome<LongRunCovariance, Exclude<SeriesFault['reason'], 'constant-series'>> {
  invariant(columns.length > 0, 'a long-run covariance of no series')
  for (const column of columns) {
    const fault = seriesFault(column, 2)
    if (fault !== undefined && fault.reason !== 'constant-series') {
      return unavailable(fault.reason, fault.detail)
    }
  }
  const centred = (options.centre ?? 'mean') === 'mean' ? columns.map(withoutMean) : columns
  return available(kernelCovariance(centred, options))
}

/** The same of series that are known to be finite and centred; what estimators call. */
export function kernelCovariance(
  columns: readonly Float64Array[],
  options: KernelOptions,
): LongRunCovariance {
  const { kernel = 'bartlett', bandwidth: chosen = 'auto', bandwidthRounding = 'none' } = options
  const rows = columns[0]?.length ?? 0
  for (const column of columns) {
    invariant(column.length === rows, `a series of ${column.length} rows beside one of ${rows}`)
  }
  const exact = chosen === 'auto' ? automaticBandwidth(columns, kernel) : chosen
  const bandwidth = bandwidthRounding === 'up' ? Math.ceil(exact) : exact
  const weights = kernelWeights(kernel, bandwidth, rows)
  const table = (entry: (a: number, b: number) => number): number[][] =>
    columns.map((_, a) => columns.map((_unused, b) => entry(a, b)))
  const shortRun = table((a, b) => laggedProduct(columns[a]!, columns[b]!, 0))
  const oneSidedStrict = table((a, b) => {
    let sum = 0
    for (let lag = 1; lag < weights.length; lag++) {
      sum += weights[lag]! * laggedProduct(columns[a]!, columns[b]!, lag)
    }
    return sum
  })
  return {
    longRun: table((a, b) => shortRun[a]![b]! + oneSidedStrict[a]![b]! + oneSidedStrict[b]![a]!),
    oneSided: table((a, b) => shortRun[a]![b]! + oneSidedStrict[a]![b]!),
    oneSidedStrict,
    shortRun,
    kernel,
    bandwidth,
    observations: rows,
  }
}

/** (1/n) sum_t left_t right_{t-lag}. */
function laggedProduct(left: Float64Array, right: Float64Array, lag: number): number {
  let sum = 0
  for (let t = lag; t < left.length; t++) sum += left[t]! * right[t - lag]!
  return sum / left.length
}

function withoutMean(column: Float64Array): Float64Array {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length
  return column.map((value) => value - mean)
}
