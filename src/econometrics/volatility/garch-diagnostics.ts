import { available, type Outcome } from '../../math/outcome.ts'
import { archLm, type ArchLmResult } from '../diagnostics/arch-lm.ts'
import { ljungBox, type LjungBoxResult } from '../diagnostics/ljung-box.ts'
import type { LeastSquaresFault } from '../regression/least-squares.ts'
import type { SeriesFault } from '../series-fault.ts'
import type { GarchResult } from './garch-result.ts'

/** What a variance model should have left nothing of. */
export interface GarchDiagnostics {
  /** Of the standardised residuals: memory the mean has missed. */
  readonly residuals: LjungBoxResult
  /** Of their squares: clusters the variance has missed. */
  readonly squares: LjungBoxResult
  readonly archLm: ArchLmResult
}

/**
 * Whether a variance model has caught what there was: `ljungBox` of its standardised residuals and of their squares, and
 * `archLm` of them.
 *
 * Null hypotheses: z_t = e_t / sqrt(h_t) and z_t^2 are not autocorrelated. No degree of freedom is taken off for the
 * parameters of the variance; fitting leaves less in the squares than chi-squared supposes (Li and Mak 1994), so that a
 * true GARCH(1,1) (alpha 0.1, beta 0.85, 1000 rows) is rejected at 5 % by 3.4 % of the tests of squares, 3.2 % of ARCH-LM.
 *
 * @param options `lags`; default the smaller of 10 and a fifth of the rows
 * No value: where one of the tests has none. Source: A. I. McLeod, W. K. Li (1983), Journal of Time Series Analysis 4,
 * 269-273; W. K. Li, T. K. Mak (1994), same journal 15, 627-636. Checked against statsmodels 0.15.0 on arch's residuals.
 *
 * @example
 * const random = new Random(4)
 * const { returns } = simulateGarch({ omega: 0.1, alpha: [0.1], beta: [0.8] }, { rows: 500, random })
 * expectValue(garchDiagnostics(expectValue(garch(returns)))).archLm.pValue > 0.05 // => true
 */
export function garchDiagnostics(
  { standardisedResiduals }: GarchResult,
  options: { readonly lags?: number } = {},
): Outcome<GarchDiagnostics, SeriesFault['reason'] | LeastSquaresFault> {
  const residuals = ljungBox(standardisedResiduals, options)
  if (residuals.kind === 'unavailable') return residuals
  const squares = ljungBox(
    standardisedResiduals.map((value) => value * value),
    options,
  )
  if (squares.kind === 'unavailable') return squares
  const clusters = archLm(standardisedResiduals, options)
  if (clusters.kind === 'unavailable') return clusters
  return available({ residuals: residuals.value, squares: squares.value, archLm: clusters.value })
}
