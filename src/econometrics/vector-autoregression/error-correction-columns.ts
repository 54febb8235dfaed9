import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { deterministicTerms } from '../cointegration/deterministic-terms.ts'
import { errorCorrectionBlocks } from '../cointegration/error-correction-blocks.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'

/** The columns of an error correction model near 1, with what each was multiplied by. */
export interface ErrorCorrectionColumns {
  /** dy_t, one column a series. */
  readonly changes: readonly Float64Array[]
  /** y_{t-1}, then the restricted term where there is one. */
  readonly levels: readonly Float64Array[]
  /** Unrestricted terms, then dy_{t-1} .. dy_{t-k}. */
  readonly concentrated: readonly Float64Array[]
  readonly changeUnits: readonly number[]
  readonly levelUnits: readonly number[]
  readonly concentratedUnits: readonly number[]
  readonly rows: number
}

/**
 * Cuts series into the columns of the error correction model, the trend counted as statsmodels does.
 *
 * Row t of an unrestricted trend is the number of y_t in the series, from 1; of a restricted one that of y_{t-1}.
 */
export function errorCorrectionColumns(
  series: readonly Float64Array[],
  model: { readonly deterministic: DeterministicCase; readonly lagDifferences: number },
): Outcome<ErrorCorrectionColumns, SeriesFault['reason']> {
  const { lagDifferences } = model
  for (const [k, values] of series.entries()) {
    const fault = seriesFault(values, 3, `series ${k + 1}`)
    if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  }
  const blocks = errorCorrectionBlocks(series, model)
  if (blocks.kind === 'unavailable') return blocks
  const { changes, levels, concentrated, levelScales } = blocks.value
  const { inside, outside } = deterministicTerms[model.deterministic]
  const length = series[0]!.length
  const rows = changes[0]!.length
  const power = (first: number, exponent: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => ((first + row) / length) ** exponent)
  const changeUnits = levelScales.slice(0, series.length)
  return available({
    changes,
    levels: [
      ...levels.slice(0, series.length),
      ...inside.map((exponent) => power(lagDifferences + 1, exponent)),
    ],
    concentrated: [
      ...outside.map((exponent) => power(lagDifferences + 2, exponent)),
      ...concentrated.slice(outside.length),
    ],
    changeUnits,
    levelUnits: [...changeUnits, ...inside.map((exponent) => length ** -exponent)],
    concentratedUnits: [
      ...outside.map((exponent) => length ** -exponent),
      ...Array.from({ length: lagDifferences }, () => changeUnits).flat(),
    ],
    rows,
  })
}
