import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'

/** Block lengths in rows, real numbers; round up for the block bootstraps. */
export interface BlockLength {
  /** Mean block length of the stationary bootstrap. */
  readonly stationary: number
  /** Block length of the circular and the moving block bootstrap. */
  readonly circular: number
}

/**
 * The block length that makes the bootstrap variance of a mean most exact.
 *
 *   b = (2 g^2 / d)^(1/3) n^(1/3),  at most ceil(min(3 sqrt(n), n / 3)), and at least 1
 *   g = sum_{|k| <= M} h(k/M) |k| r(k),  s = sum_{|k| <= M} h(k/M) r(k),  h(x) = min(1, 2 (1 - |x|))
 *   d = 2 s^2 (stationary), 4/3 s^2 (circular)
 *
 * r(k): autocovariance at lag k over n rows. M is twice the first lag m after which max(5, floor(log10 n))
 * autocorrelations in a row are within 2 sqrt(log10(n) / n); at most ceil(sqrt(n)) + max(5, floor(log10 n)).
 *
 * arch's value below 1 (an alternating or white series) is 1 here: there is no shorter block.
 *
 * No value: fewer than 8 rows, a constant or non-finite series. Cost: 3 n (sqrt(n) + 6).
 * Source: D. N. Politis, H. White (2004), Econometric Reviews 23, 53-70, with the correction of A. Patton, D. N.
 * Politis, H. White (2009), Econometric Reviews 28, 372-375. Checked against arch 8.0.0 `optimal_block_length`, whose
 * autocorrelations (each with the two partial sums of squares) we follow; Patton's own program trims to common rows.
 *
 * @example
 * const random = new Random(1)
 * let value = 0
 * const series = Float64Array.from({ length: 1000 }, () => (value = 0.8 * value + random.normal()))
 * expectValue(optimalBlockLength(series)).stationary > 10 // => true
 */
export function optimalBlockLength(
  series: Float64Array,
): Outcome<BlockLength, SeriesFault['reason']> {
  const fault = seriesFault(series, 8)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const rows = series.length
  const run = Math.max(5, Math.floor(Math.log10(rows)))
  const longest = Math.min(rows - 2, Math.ceil(Math.sqrt(rows)) + run)
  const { autocovariances, autocorrelations } = correlogram(series, longest)
  const band = 2 * Math.sqrt(Math.log10(rows) / rows)
  const quiet = firstQuietLag(autocorrelations, run, band)
  const reach = quiet === undefined ? longest : Math.min(longest, 2 * Math.max(1, quiet))
  let slope = 0
  let level = autocovariances[0]!
  for (let lag = 1; lag <= reach; lag++) {
    const both = 2 * Math.min(1, 2 * (1 - lag / reach)) * autocovariances[lag]!
    slope += lag * both
    level += both
  }
  const lengthMax = Math.ceil(Math.min(3 * Math.sqrt(rows), rows / 3))
  const length = (factor: number): number =>
    Math.max(1, Math.min(lengthMax, ((2 * slope ** 2 * rows) / (factor * level ** 2)) ** (1 / 3)))
  return available({ stationary: length(2), circular: length(4 / 3) })
}

/** The first lag m with |autocorrelation| < band at m .. m + run - 1. */
function firstQuietLag(
  autocorrelations: Float64Array,
  run: number,
  band: number,
): number | undefined {
  let quiet = 0
  // The last autocorrelation is not looked at: arch asks for one lag more than the run.
  for (let lag = 0; lag < autocorrelations.length - 1; lag++) {
    quiet = autocorrelations[lag]! < band ? quiet + 1 : 0
    if (quiet === run) return lag - run + 1
  }
  return undefined
}

function correlogram(
  series: Float64Array,
  longest: number,
): { autocovariances: Float64Array; autocorrelations: Float64Array } {
  const rows = series.length
  const scale = unitScale(series)
  const mean = series.reduce((sum, value) => sum + value * scale, 0) / rows
  const deviations = series.map((value) => value * scale - mean)
  const autocovariances = new Float64Array(longest + 1)
  const autocorrelations = new Float64Array(longest + 1)
  for (let lag = 0; lag <= longest; lag++) {
    let product = 0
    let late = 0
    let early = 0
    for (let t = lag; t < rows; t++) product += deviations[t]! * deviations[t - lag]!
    for (let t = lag + 1; t < rows; t++) {
      late += deviations[t]! ** 2
      early += deviations[t - lag - 1]! ** 2
    }
    autocovariances[lag] = product / rows
    autocorrelations[lag] = Math.abs(product) / Math.sqrt(late * early)
  }
  return { autocovariances, autocorrelations }
}
