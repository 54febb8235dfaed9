import { expect, test } from 'vitest'
import { agreedDigits, anovaSets } from '../../../fixtures/nist/certified.ts'
import { expectValue } from '../../math/outcome.ts'
import { leastSquares } from './least-squares.ts'
import { slopesTest } from './slopes-test.ts'

/**
 * Digits of F, of fifteen. The data of SmLs04 lie around 1e6 + 0.4 and those of SmLs07 around 1e12 + 0.4: as doubles they
 * are off by 1e-10 and 1e-4 of a deviation of 0.1 before anything is computed. AtmWtAg has seven constant digits.
 */
const digitsRequired: Readonly<Record<string, number>> = {
  SiRstv: 12,
  AtmWtAg: 9.5,
  SmLs01: 14,
  SmLs04: 10,
  SmLs07: 4,
}

test.for(anovaSets())(
  "as a regression on treatments, meets NIST's certified analysis of variance of $name ($level difficulty)",
  async ({ name, groups, certified }, { annotate }) => {
    const y = Float64Array.from(groups.flat())
    const treatments = groups.slice(1).map((_, k) => {
      return Float64Array.from(groups.flatMap((group, g) => group.map(() => (g === k + 1 ? 1 : 0))))
    })
    const fit = expectValue(leastSquares(y, treatments))
    const degrees = fit.observations - fit.coefficients.length
    const deviation = Math.sqrt(fit.residualSumOfSquares / degrees)
    const digits = {
      F: agreedDigits(slopesTest(fit)!.statistic, certified.fStatistic, 15),
      rSquared: agreedDigits(fit.rSquared, certified.rSquared, 15),
      deviation: agreedDigits(deviation, certified.residualStandardDeviation, 15),
    }
    const figures = Object.entries(digits).map(([what, value]) => `${what} ${value.toFixed(1)}`)
    await annotate(`${name}: agreed digits of 15: ${figures.join(', ')}`)
    const least = digitsRequired[name]!
    expect(Math.min(...Object.values(digits))).toBeGreaterThanOrEqual(least)
  },
)
