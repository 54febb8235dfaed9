import { leastSquares } from '../../../econometrics/regression/least-squares.ts'
import { available, type Outcome } from '../../../math/outcome.ts'

/** The series itself, or of several what is left of the first after a regression on the others and a constant. */
export function residualOrSeries(columns: readonly Float64Array[]): Outcome<Float64Array, string> {
  if (columns.length === 1) return available(columns[0]!)
  const fit = leastSquares(columns[0]!, columns.slice(1))
  return fit.kind === 'value' ? available(fit.value.residuals) : fit
}
