import { invariant } from '../../math/invariant.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import type { LeastSquaresFault } from '../regression/least-squares.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { auxiliaryRegression } from './auxiliary-regression.ts'
import type { LagrangeMultiplierResult } from './lagrange-multiplier.ts'
import { usualLags } from './usual-lags.ts'

export interface ArchLmOptions {
  /** Squares the next one is regressed on; default the smaller of 10 and a fifth of the rows. */
  readonly lags?: number
  /** Coefficients of the model these are residuals of: the rows count for as many less; default 0. */
  readonly modelDegrees?: number
}

/** Engle's test. */
export interface ArchLmResult extends LagrangeMultiplierResult {
  readonly test: 'arch-lm'
  readonly lags: number
}

/**
 * Engle's test for autoregressive conditional heteroskedasticity: whether volatility clusters.
 *
 *   (n - d) R^2 of e_t^2 on a constant and e_{t-1}^2 .. e_{t-m}^2,   n rows without the first m, d `modelDegrees`
 *
 * Null hypothesis: the variance does not depend on the last m squares. Large values reject; chi-squared with m degrees of
 * freedom.
 *
 * @param residuals about a mean of zero, as they are: their mean is not taken off
 * No value: constant or non-finite residuals, at most 2 m + 1 rows, squares that are linearly dependent. Cost 2 n m^2.
 * Source: R. F. Engle (1982), Econometrica 50, 987-1007. Checked against statsmodels 0.15.0 `het_arch`.
 *
 * @example
 * const random = new Random(1)
 * const { returns } = simulateGarch({ omega: 0.1, alpha: [0.3], beta: [0.6] }, { rows: 1000, random })
 * expectValue(archLm(returns, { lags: 5 })).pValue < 0.001 // => true
 */
export function archLm(
  residuals: Float64Array,
  options: ArchLmOptions = {},
): Outcome<ArchLmResult, SeriesFault['reason'] | LeastSquaresFault> {
  const { lags = usualLags(residuals.length), modelDegrees = 0 } = options
  invariant(Number.isInteger(lags) && lags >= 1, `lags are a whole number from 1, got ${lags}`)
  const fault = seriesFault(residuals, 2 * lags + 2, 'the series of residuals')
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const squares = scaledBy(residuals, unitScale(residuals)).map((value) => value * value)
  const lagged = Array.from({ length: lags }, (_, k) =>
    squares.subarray(lags - 1 - k, squares.length - 1 - k),
  )
  const tested = auxiliaryRegression(squares.subarray(lags), lagged, modelDegrees)
  if (tested.kind === 'unavailable') return tested
  return available({
    test: 'arch-lm',
    ...tested.value,
    lags,
    nullHypothesis: `the variance does not depend on the last ${lags === 1 ? 'square' : `${lags} squares`}`,
  })
}
