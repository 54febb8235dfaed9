import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import { deterministicTerms, powerOfTime } from './deterministic-terms.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'

/** The three groups of columns of an error correction model, on the same rows. */
export interface ErrorCorrectionBlocks {
  /** dy_t, one column a series. */
  readonly changes: readonly Float64Array[]
  /** y_{t-1}, then the restricted term where there is one. */
  readonly levels: readonly Float64Array[]
  /** What is concentrated out of both: unrestricted terms, exogenous columns, then dy_{t-1} .. dy_{t-k}. */
  readonly concentrated: readonly Float64Array[]
  /** What each column of `levels` was multiplied by. */
  readonly levelScales: readonly number[]
  readonly lagDifferences: number
}

export interface BlockOptions {
  readonly deterministic: DeterministicCase
  readonly lagDifferences: number
  /** As long as the series; row t stands with dy_t. */
  readonly exogenous?: readonly Float64Array[]
  readonly compat?: 'statsmodels'
}

/**
 * Cuts series into the columns of dy_t = a b' (y_{t-1}, restricted) + G (unrestricted, dy_{t-1} .. dy_{t-k}) + e_t.
 *
 * Every series is multiplied by a power of two that brings it near 1, and t counts in units of the sample: the
 * eigenvalues do not depend on units, and what does is scaled back with `levelScales`.
 */
export function errorCorrectionBlocks(
  series: readonly Float64Array[],
  options: BlockOptions,
): Outcome<ErrorCorrectionBlocks, 'too-few-rows'> {
  const { deterministic, lagDifferences, exogenous = [], compat } = options
  const rows = errorCorrectionRows(series, options)
  if (rows.kind === 'unavailable') return rows
  // The package takes the trend out of the levels at the start, and then only means out of everything.
  const { inside, outside } =
    deterministicTerms[
      compat === undefined || deterministic === 'none' ? deterministic : 'constant'
    ]
  const scales = series.map(unitScale)
  const scaled = series.map((values, k) => scaledBy(values, scales[k]!))
  const prepared =
    compat === undefined || deterministic !== 'trend' ? scaled : scaled.map(withoutLine)
  const changes = prepared.map(differences)
  const power = (exponent: number): Float64Array => powerOfTime(exponent, rows.value)
  // Without lagged differences the package takes the level of the same row, not of the one before (its issue 7459).
  const firstLevel = compat !== undefined && lagDifferences === 0 ? 1 : lagDifferences
  const lagged = (lag: number): Float64Array[] =>
    changes.map((column) =>
      column.subarray(lagDifferences - lag, lagDifferences - lag + rows.value),
    )
  return available({
    changes: lagged(0),
    levels: [
      ...prepared.map((values) => values.subarray(firstLevel, firstLevel + rows.value)),
      ...inside.map(power),
    ],
    concentrated: [
      ...outside.map(power),
      ...exogenous.map((column) => column.subarray(1 + lagDifferences)),
      ...Array.from({ length: lagDifferences }, (_, k) => lagged(k + 1)).flat(),
    ],
    levelScales: [...scales, ...inside.map((exponent) => rows.value ** -exponent)],
    lagDifferences,
  })
}

/** How many rows the model has; none unless they are more than its columns. */
export function errorCorrectionRows(
  series: readonly Float64Array[],
  { deterministic, lagDifferences, exogenous = [] }: BlockOptions,
): Outcome<number, 'too-few-rows'> {
  const rows = series[0]!.length - 1 - lagDifferences
  const { inside, outside } = deterministicTerms[deterministic]
  const columnCount =
    series.length * (lagDifferences + 2) + inside.length + outside.length + exogenous.length
  if (rows > columnCount) return available(rows)
  return unavailable(
    'too-few-rows',
    `${series.length} series with ${lagDifferences} lagged differences need more than ${columnCount} rows after the lags, got ${Math.max(0, rows)}`,
  )
}

function differences(values: Float64Array): Float64Array {
  const changes = new Float64Array(values.length - 1)
  for (let t = 0; t < changes.length; t++) changes[t] = values[t + 1]! - values[t]!
  return changes
}

/** The series less its least-squares line over the whole sample. */
function withoutLine(values: Float64Array): Float64Array {
  const n = values.length
  const centre = (n - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const products = values.reduce((sum, value, t) => sum + (value - mean) * (t - centre), 0)
  const slope = products / ((n * (n * n - 1)) / 12)
  return values.map((value, t) => value - mean - slope * (t - centre))
}
