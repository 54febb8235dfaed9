import { available, type Outcome } from '../../math/outcome.ts'
import type { LeastSquares, LeastSquaresFault } from '../regression/least-squares.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { trendColumns } from '../trend.ts'
import { auxiliaryRegression } from './auxiliary-regression.ts'
import type { LagrangeMultiplierResult } from './lagrange-multiplier.ts'

/**
 * The test of Breusch and Pagan, in Koenker's form for errors of any law: whether their variance follows the regressors.
 *
 *   n R^2 of e_t^2 on a constant, the regressors and, where the fit has one, its trend
 *
 * Null hypothesis: the variance of the errors does not depend on the regressors. Large values reject; chi-squared with a
 * degree of freedom a slope.
 *
 * @param fit        of `leastSquares`
 * @param regressors the columns it was given; one at least, or a trend
 * No value: no more rows than columns. Cost 2 n k^2. Source: T. S. Breusch, A. R. Pagan (1979), Econometrica 47, 1287-1294;
 * R. Koenker (1981), Journal of Econometrics 17, 107-112. Checked against statsmodels 0.15.0 `het_breuschpagan`.
 *
 * @example
 * const random = new Random(1)
 * const x = Float64Array.from({ length: 200 }, () => random.uniform())
 * const y = x.map((value) => value + value * random.normal())
 * expectValue(breuschPagan(expectValue(leastSquares(y, [x])), [x])).pValue < 0.001 // => true
 */
export function breuschPagan(
  fit: LeastSquares,
  regressors: readonly Float64Array[],
): Outcome<LagrangeMultiplierResult, LeastSquaresFault> {
  const tested = auxiliaryRegression(squaresOf(fit), slopesOf(fit, regressors))
  if (tested.kind === 'unavailable') return tested
  return available({
    test: 'breusch-pagan',
    ...tested.value,
    nullHypothesis: 'the variance of the errors does not depend on the regressors',
  })
}

/**
 * White's test: whether the variance of the errors follows the regressors in any way a parabola shows.
 *
 *   n R^2 of e_t^2 on a constant, the regressors (and the trend of the fit), their squares and their products
 *
 * Null hypothesis: the variance of the errors does not depend on the regressors, their squares and products: the classical
 * standard errors hold. Large values reject; chi-squared with k (k + 3) / 2 degrees of freedom, k the slopes.
 *
 * @param fit        of `leastSquares`
 * @param regressors the columns it was given; one at least, or a trend
 * No value: no more rows than columns, columns whose squares or products are linearly dependent (a column of 0 and 1 is
 * its own square). Cost n k^4 / 2. Source: H. White (1980), Econometrica 48, 817-838. Checked against statsmodels 0.15.0
 * `het_white`.
 *
 * @example
 * const random = new Random(1)
 * const x = Float64Array.from({ length: 200 }, () => random.normal())
 * const y = x.map((value) => value + value * random.normal())
 * expectValue(whiteTest(expectValue(leastSquares(y, [x])), [x])).degreesOfFreedom // => 2
 */
export function whiteTest(
  fit: LeastSquares,
  regressors: readonly Float64Array[],
): Outcome<LagrangeMultiplierResult, LeastSquaresFault> {
  const slopes = slopesOf(fit, regressors).map((column) => scaledBy(column, unitScale(column)))
  const products = slopes.flatMap((left, i) =>
    slopes.slice(i).map((right) => left.map((value, row) => value * right[row]!)),
  )
  const tested = auxiliaryRegression(squaresOf(fit), [...slopes, ...products])
  if (tested.kind === 'unavailable') return tested
  return available({
    test: 'white',
    ...tested.value,
    nullHypothesis:
      'the variance of the errors does not depend on the regressors, their squares and products',
  })
}

function squaresOf({ residuals }: LeastSquares): Float64Array {
  return scaledBy(residuals, unitScale(residuals)).map((value) => value * value)
}

/** Every column of the fit but its constant. */
function slopesOf(
  { trend, observations }: LeastSquares,
  regressors: readonly Float64Array[],
): readonly Float64Array[] {
  return [...regressors, ...trendColumns(trend, observations).slice(1)]
}
