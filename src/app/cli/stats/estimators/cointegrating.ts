import { ccr, type CcrResult } from '../../../../econometrics/cointegration/ccr.ts'
import { cointegratingRegressionSummary } from '../../../../econometrics/cointegration/cointegrating-regression-summary.ts'
import { dols, type DolsResult } from '../../../../econometrics/cointegration/dols.ts'
import { fmols, type FmolsResult } from '../../../../econometrics/cointegration/fmols.ts'
import { leastSquares } from '../../../../econometrics/regression/least-squares.ts'
import { available, expectValue, type Outcome } from '../../../../math/outcome.ts'
import type { Estimator, Regression } from './estimator.ts'

/** Dynamic least squares. */
export const dolsEstimator: Estimator = {
  knows: ['kernel', 'bandwidth', 'leads', 'lags'],
  estimate: (y, xs, options) => {
    // `--errors` are of ordinary least squares.
    const { errors: _, ...rest } = options
    const outcome = dols(y, xs, rest)
    if (outcome.kind === 'unavailable') return outcome
    const residuals = distanceOf(y, xs, outcome.value)
    return regressionOf(available({ ...outcome.value, residuals }))
  },
}

/** Fully modified least squares. */
export const fmolsEstimator: Estimator = {
  knows: ['kernel', 'bandwidth'],
  estimate: (y, xs, options) => regressionOf(fmols(y, xs, options)),
}

/** The canonical cointegrating regression. */
export const ccrEstimator: Estimator = {
  knows: ['kernel', 'bandwidth'],
  estimate: (y, xs, options) => regressionOf(ccr(y, xs, options)),
}

function regressionOf(
  outcome: Outcome<DolsResult | FmolsResult | CcrResult, string>,
): Outcome<Regression, string> {
  if (outcome.kind === 'unavailable') return outcome
  const { value } = outcome
  return available({
    ...value,
    summary: (names) => cointegratingRegressionSummary(value, { names }),
  })
}

/**
 * y less the relation alone. The residuals of dynamic least squares lack what the leads and lags explain as well: of
 * ETH on BTC they come back half as fast.
 */
function distanceOf(
  y: Float64Array,
  xs: readonly Float64Array[],
  { hedgeRatio, trend }: DolsResult,
): Float64Array {
  const apart = y.map((value, row) =>
    xs.reduce((rest, x, k) => rest - hedgeRatio[k]! * x[row]!, value),
  )
  if (trend === 'n') return apart
  const fit = leastSquares(apart, [], { trend })
  // A constant and a line are never dependent, and dols has seen that the rows are enough.
  return expectValue(fit).residuals
}
