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
    const outcome = dols(y, xs, rest)
    const regression = regressionOf(outcome)
    if (outcome.kind === 'unavailable' || regression.kind === 'unavailable') return regression
    return available({ ...regression.value, relationResiduals: offRelation(y, xs, outcome.value) })
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

/** y - b'x - d'D on every row: the residuals of dynamic least squares also lack the changes of x. */
function offRelation(
  y: Float64Array,
  xs: readonly Float64Array[],
  { coefficients, lags }: DolsResult,
): Float64Array {
  // t counts from the first row used, in the estimator's own coefficients.
  const terms = coefficients.slice(xs.length)
  return y.map((value, row) => {
    const t = row - lags
    const explained = xs.reduce((sum, x, k) => sum + coefficients[k]! * x[row]!, 0)
    return value - explained - terms.reduce((sum, term, power) => sum + term * t ** power, 0)
  })
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
