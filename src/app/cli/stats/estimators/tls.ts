import { isRounding } from '../../../../econometrics/cointegration/cointegrating-regression.ts'
import { totalLeastSquaresSummary } from '../../../../econometrics/regression/total-least-squares-summary.ts'
import { totalLeastSquares } from '../../../../econometrics/regression/total-least-squares.ts'
import { available, unavailable } from '../../../../math/outcome.ts'
import type { Estimator } from './estimator.ts'

/** Total least squares: y and the one x are both taken to carry noise. */
export const tlsEstimator: Estimator = {
  knows: [],
  estimate: (y, [x]) => {
    const fit = totalLeastSquares(y, x!)
    if (fit.kind === 'unavailable') return fit
    const { hedgeRatio, intercept, orthogonalSumOfSquares, observations } = fit.value
    const residuals = y.map((value, row) => value - intercept - hedgeRatio * x![row]!)
    if (isRounding(residuals, y)) {
      return unavailable('perfect-fit', 'all points lie on one line: nothing is left to judge by')
    }
    return available({
      hedgeRatio: [hedgeRatio],
      intercept,
      coefficients: [hedgeRatio, intercept],
      orthogonalSumOfSquares,
      residuals,
      observations,
      trend: 'c',
      warnings: [],
      summary: ([name]) => totalLeastSquaresSummary(fit.value, { name: name! }),
    })
  },
}
