import { invariant } from '../../math/invariant.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import {
  leastSquares,
  type LeastSquares,
  type LeastSquaresFault,
} from '../regression/least-squares.ts'
import { trendColumnCount } from '../trend.ts'
import { lagrangeMultiplier, type LagrangeMultiplierResult } from './lagrange-multiplier.ts'
import { usualLags } from './usual-lags.ts'

/** The test of Breusch and Godfrey. */
export interface BreuschGodfreyResult extends LagrangeMultiplierResult {
  readonly test: 'breusch-godfrey'
  readonly lags: number
}

/**
 * The test of Breusch and Godfrey: whether the errors of a regression remember, regressors that are lags of y included.
 *
 *   n (1 - SSR / e'e) of e_t on the regression's own columns and e_{t-1} .. e_{t-m}, zero before the first row
 *
 * Null hypothesis: the errors are not autocorrelated up to lag m. Large values reject; chi-squared with m degrees of
 * freedom.
 *
 * @param fit        of `leastSquares`
 * @param regressors the columns it was given; its trend is put back here
 * @param options    `lags`; default the smaller of 10 and a fifth of the rows
 * No value: no more rows than columns and lags, linearly dependent columns. Cost 2 n (k + m)^2.
 * Source: T. S. Breusch (1978), Australian Economic Papers 17, 334-355; L. G. Godfrey (1978), Econometrica 46, 1293-1301.
 * Checked against statsmodels 0.15.0 `acorr_breusch_godfrey` (regressions with a constant; without one that package adds
 * it to the auxiliary regression).
 *
 * @example
 * const random = new Random(1)
 * const x = Float64Array.from({ length: 200 }, () => random.normal())
 * let error = 0
 * const y = x.map((value) => value + (error = 0.5 * error + random.normal()))
 * expectValue(breuschGodfrey(expectValue(leastSquares(y, [x])), [x], { lags: 2 })).pValue < 0.001 // => true
 */
export function breuschGodfrey(
  fit: LeastSquares,
  regressors: readonly Float64Array[],
  options: { readonly lags?: number } = {},
): Outcome<BreuschGodfreyResult, LeastSquaresFault> {
  const { residuals, trend, residualSumOfSquares } = fit
  const rows = residuals.length
  const lags = options.lags ?? usualLags(rows)
  invariant(Number.isInteger(lags) && lags >= 1, `lags are a whole number from 1, got ${lags}`)
  const lagged = Array.from({ length: lags }, (_, k) =>
    residuals.map((_unused, t) => residuals[t - k - 1] ?? 0),
  )
  const auxiliary = leastSquares(residuals, [...regressors, ...lagged], { trend })
  if (auxiliary.kind === 'unavailable') return auxiliary
  return available({
    test: 'breusch-godfrey',
    ...lagrangeMultiplier({
      before: residualSumOfSquares,
      after: auxiliary.value.residualSumOfSquares,
      tested: lags,
      columns: regressors.length + trendColumnCount(trend) + lags,
      rows,
    }),
    lags,
    nullHypothesis: `the errors are not autocorrelated up to lag ${lags}`,
  })
}
