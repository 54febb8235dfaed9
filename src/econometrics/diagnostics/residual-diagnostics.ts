import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import type { LeastSquaresFault } from '../regression/least-squares.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { archLm, type ArchLmResult } from './arch-lm.ts'
import { jarqueBera, type JarqueBeraResult } from './jarque-bera.ts'
import { ljungBox, type LjungBoxOptions, type LjungBoxResult } from './ljung-box.ts'

/** What residuals should not show: memory, clusters of volatility, a law that is not normal. */
export interface ResidualDiagnostics {
  readonly ljungBox: LjungBoxResult
  readonly archLm: ArchLmResult
  readonly jarqueBera: JarqueBeraResult
}

/**
 * The three tests of a series of residuals: `ljungBox`, `archLm` and `jarqueBera`, each of the deviations from the mean.
 *
 * @param options `lags` of the first two (default the smaller of 10 and a fifth of the rows), `modelDegrees` of the model
 * Null hypothesis of each, source and what it was checked against: there. The three are not corrected for each other: of
 * white normal noise one or another rejects at 5 % more often than that. No value: where one of them has none. Cost:
 * that of `archLm`, 2 n lags^2.
 *
 * @example
 * const random = new Random(1)
 * const noise = Float64Array.from({ length: 200 }, () => random.normal())
 * expectValue(residualDiagnostics(noise)).jarqueBera.pValue > 0.05 // => true
 */
export function residualDiagnostics(
  residuals: Float64Array,
  options: LjungBoxOptions = {},
): Outcome<ResidualDiagnostics, SeriesFault['reason'] | LeastSquaresFault> {
  const fault = seriesFault(residuals, 2, 'the series of residuals')
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const scaled = scaledBy(residuals, unitScale(residuals))
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length
  const deviations = scaled.map((value) => value - mean)
  const memory = ljungBox(deviations, options)
  if (memory.kind === 'unavailable') return memory
  const clusters = archLm(deviations, options)
  if (clusters.kind === 'unavailable') return clusters
  const law = jarqueBera(deviations)
  if (law.kind === 'unavailable') return law
  return available({ ljungBox: memory.value, archLm: clusters.value, jarqueBera: law.value })
}
