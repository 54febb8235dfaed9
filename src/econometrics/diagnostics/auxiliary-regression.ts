import { available, type Outcome } from '../../math/outcome.ts'
import { leastSquares, type LeastSquaresFault } from '../regression/least-squares.ts'
import { lagrangeMultiplier, type LagrangeMultiplierResult } from './lagrange-multiplier.ts'

/** Whether columns explain y beyond its mean: the test of all slopes of a regression with constant. */
export function auxiliaryRegression(
  y: Float64Array,
  columns: readonly Float64Array[],
  modelDegrees = 0,
): Outcome<Omit<LagrangeMultiplierResult, 'test' | 'nullHypothesis'>, LeastSquaresFault> {
  const fit = leastSquares(y, columns)
  if (fit.kind === 'unavailable') return fit
  const { rSquared, observations: rows } = fit.value
  return available(
    lagrangeMultiplier({
      before: 1,
      after: 1 - rSquared,
      tested: columns.length,
      columns: columns.length + 1,
      rows,
      modelDegrees,
    }),
  )
}
