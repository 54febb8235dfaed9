import { unexplainedShareMin } from '../../../econometrics/cointegration/engle-granger.ts'
import { leastSquares } from '../../../econometrics/regression/least-squares.ts'
import { available, type Outcome, unavailable } from '../../../math/outcome.ts'

/** The series itself, or of several what is left of the first after a regression on the others and a constant. */
export function residualOrSeries(columns: readonly Float64Array[]): Outcome<Float64Array, string> {
  if (columns.length === 1) return available(columns[0]!)
  const fit = leastSquares(columns[0]!, columns.slice(1))
  if (fit.kind === 'unavailable') return fit
  const { rSquared, residuals } = fit.value
  if (rSquared < 1 - unexplainedShareMin) return available(residuals)
  return unavailable(
    'collinear-series',
    `the first is the same as the others up to a factor: R^2 = ${rSquared}`,
  )
}
