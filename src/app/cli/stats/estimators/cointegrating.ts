import { ccr, type CcrResult } from '../../../../econometrics/cointegration/ccr.ts'
import { cointegratingRegressionSummary } from '../../../../econometrics/cointegration/cointegrating-regression-summary.ts'
import { dols, type DolsResult } from '../../../../econometrics/cointegration/dols.ts'
import { fmols, type FmolsResult } from '../../../../econometrics/cointegration/fmols.ts'
import { available, type Outcome } from '../../../../math/outcome.ts'
import type { Estimator, Regression } from './estimator.ts'

/** Dynamic least squares. */
export const dolsEstimator: Estimator = {
  knows: ['kernel', 'bandwidth', 'leads', 'lags'],
  estimate: (y, xs, options) => {
    // `--errors` are of ordinary least squares.
    const { errors: _, ...rest } = options
    return regressionOf(dols(y, xs, rest))
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
