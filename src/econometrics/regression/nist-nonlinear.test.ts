import { expect, test } from 'vitest'
import {
  agreedDigits,
  fewestAgreedDigits,
  type NonlinearSet,
  nonlinearSets,
} from '../../../fixtures/nist/certified.ts'
import { nistModels, nistResponse } from '../../../fixtures/nist/models.ts'
import { expectValue } from '../../math/outcome.ts'
import { type NonlinearLeastSquares, nonlinearLeastSquares } from './nonlinear-least-squares.ts'

/** Of the eleven certified: a sum of squares known to eps fixes its minimum to the root of eps, about eight digits. */
const estimateDigits = 6.5
/** Derivatives by central differences have ten digits; conditioning takes some. */
const errorDigits = 6.5
const squaresDigits = 9

/** Lanczos 1 is made to fourteen digits: its residuals of 1e-13 are mostly the rounding of the model. */
const roundingRules = (name: string): boolean => name === 'Lanczos1'

const runs = nonlinearSets().flatMap((set) =>
  set.starts.map((start, k) => ({ set, start, from: k + 1, name: set.name, level: set.level })),
)

test.for(runs)(
  "meets NIST's certified nonlinear regression on $name ($level difficulty) from start $from",
  async ({ set, start, from, name }, { annotate }) => {
    const fit = fitFrom(set, start)
    const { certified } = set
    const digits = {
      estimates: fewestAgreedDigits(fit.parameters, certified.estimates, 11),
      errors: fewestAgreedDigits(fit.standardErrors, certified.standardDeviations, 11),
      squares: agreedDigits(fit.residualSumOfSquares, certified.residualSumOfSquares, 11),
    }
    const figures = Object.entries(digits).map(([what, value]) => `${what} ${value.toFixed(1)}`)
    await annotate(
      `${name}, start ${from}: agreed digits of 11: ${figures.join(', ')}; ${fit.iterations} iterations`,
    )
    expect(fit.converged).toBe(true)
    expect(digits.estimates).toBeGreaterThanOrEqual(estimateDigits)
    if (roundingRules(name)) return
    expect(digits.errors).toBeGreaterThanOrEqual(errorDigits)
    expect(digits.squares).toBeGreaterThanOrEqual(squaresDigits)
    expect(
      agreedDigits(fit.residualStandardDeviation, certified.residualStandardDeviation, 11),
    ).toBeGreaterThanOrEqual(squaresDigits)
  },
)

function fitFrom(set: NonlinearSet, start: readonly number[]): NonlinearLeastSquares {
  const model = nistModels[set.name]!
  const [x, x2] = set.xs
  const y = Float64Array.from(set.y, (value) => nistResponse(set.name, value))
  const fitted = (b: Float64Array): Float64Array =>
    Float64Array.from(x!, (value, row) => model(b, value, x2?.[row] ?? 0))
  return expectValue(nonlinearLeastSquares(y, fitted, start))
}
