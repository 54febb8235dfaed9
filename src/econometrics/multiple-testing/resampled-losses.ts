import { invariant } from '../../math/invariant.ts'
import { momentsOf } from '../../math/moments.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { type BlockScheme, drawRowSets } from '../bootstrap/draw-rows.ts'
import { seriesFault } from '../series-fault.ts'

/** How the rows of a comparison of models are resampled; the same rows for all models. */
export interface ComparisonOptions {
  /** Default: stationary, mean block floor(sqrt(n)). */
  readonly scheme?: BlockScheme
  /** Default 1,000. */
  readonly replications?: number
  /** Default 1. */
  readonly seed?: number
  /** Rows already drawn, one set a replication; then `replications` and `seed` are not used. */
  readonly rowSets?: readonly Int32Array[]
}

export type ComparisonFault = 'too-few-rows' | 'not-finite' | 'too-few-models' | 'identical-losses'

/** What every comparison of models starts from. */
export interface ResampledLosses {
  readonly rows: number
  /** Mean of each column. */
  readonly means: Float64Array
  /** Mean of each column in each replication. */
  readonly replications: readonly Float64Array[]
  /** Rows a block has, on average. */
  readonly meanBlockLength: number
}

/** Rows below which log(log(n)) and the mean of a block mean nothing. */
const rowsMin = 8

/** The column means of the data and of every replication. Cost: replications x rows x columns. */
export function resampledLosses(
  columns: readonly Float64Array[],
  options: ComparisonOptions,
): Outcome<ResampledLosses, 'too-few-rows' | 'not-finite'> {
  const rows = columns[0]?.length ?? 0
  for (const [k, column] of columns.entries()) {
    invariant(column.length === rows, `losses of ${rows} and of ${column.length} rows`)
    const fault = seriesFault(column, rowsMin, `column ${k + 1}`)
    if (fault !== undefined && fault.reason !== 'constant-series') {
      return unavailable(fault.reason, fault.detail)
    }
  }
  const scheme = options.scheme ?? {
    kind: 'stationary',
    meanBlockLength: Math.floor(Math.sqrt(rows)),
  }
  const count = options.replications ?? 1000
  invariant(Number.isInteger(count) && count >= 1, `replications are a whole number, got ${count}`)
  const sets = options.rowSets ?? drawRowSets({ rows, count, scheme, seed: options.seed ?? 1 })
  invariant(sets.length > 0, 'no replications')
  return available({
    rows,
    means: Float64Array.from(columns, (column) => momentsOf(column).mean),
    replications: sets.map((set) => meansOfRows(columns, set)),
    meanBlockLength: blockLengthOf(scheme),
  })
}

function blockLengthOf(scheme: BlockScheme): number {
  if (scheme.kind === 'iid') return 1
  return scheme.kind === 'stationary' ? scheme.meanBlockLength : scheme.blockLength
}

function meansOfRows(columns: readonly Float64Array[], rows: Int32Array): Float64Array {
  return Float64Array.from(columns, (column) => {
    let sum = 0
    for (const row of rows) sum += column[row]!
    return sum / rows.length
  })
}

/**
 * The variance of sqrt(n) times a column's mean, as the stationary bootstrap of mean block length L has it:
 *
 *   r(0) + 2 sum_{i=1..n-1} k(i) r(i),   k(i) = (1 - i/n) (1 - 1/L)^i + (i/n) (1 - 1/L)^(n - i)
 *
 * r(i): autocovariance over n. Cost n^2 / 2. Source: D. N. Politis, J. P. Romano (1994), lemma 1; P. R. Hansen (2005).
 */
export function stationaryMeanVariance(column: Float64Array, meanBlockLength: number): number {
  const rows = column.length
  const mean = momentsOf(column).mean
  const deviations = column.map((value) => value - mean)
  const stays = 1 - 1 / meanBlockLength
  let variance = 0
  for (let lag = 0; lag < rows; lag++) {
    let product = 0
    for (let t = lag; t < rows; t++) product += deviations[t]! * deviations[t - lag]!
    const share = lag / rows
    const weight = (1 - share) * stays ** lag + share * stays ** (rows - lag)
    variance += ((lag === 0 ? 1 : 2 * weight) * product) / rows
  }
  return variance
}
