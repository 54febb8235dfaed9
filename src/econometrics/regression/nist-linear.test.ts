import { expect, test } from 'vitest'
import {
  agreedDigits,
  fewestAgreedDigits,
  type LinearSet,
  linearSets,
} from '../../../fixtures/nist/certified.ts'
import { expectValue } from '../../math/outcome.ts'
import { type LeastSquares, leastSquares } from './least-squares.ts'
import { slopesTest } from './slopes-test.ts'

/**
 * Digits of the estimates a solver in doubles can be asked for: those our columns' condition number leaves of fifteen.
 * Filip's is 5e9, and his powers of x are rounded before anything is solved. Wampler 4 and 5 add noise 1e5 and 1e7 times
 * the polynomial's coefficients to it, Wampler 1 none at all, so that its errors stand against zero.
 */
const digitsRequired: Readonly<Record<string, number>> = {
  Norris: 12,
  Pontius: 11,
  NoInt1: 14,
  NoInt2: 14,
  Filip: 7,
  Longley: 11,
  Wampler1: 9,
  Wampler2: 12,
  Wampler3: 9,
  Wampler4: 7.5,
  Wampler5: 5.5,
}

/** Standard errors and fit: everywhere twelve digits, but for Filip, and for Wampler 1 whose values are zero. */
const fitDigitsRequired = (name: string): number => ({ Filip: 7, Wampler1: 9 })[name] ?? 12

test.for(linearSets())(
  "meets NIST's certified regression on $name ($level difficulty)",
  async (set, { annotate }) => {
    const fit = fitOf(set)
    const { certified } = set
    const degrees = fit.observations - certified.estimates.length
    const deviation = Math.sqrt(fit.residualSumOfSquares / degrees)
    const digits = {
      estimates: fewestAgreedDigits(constantFirst(set, fit.coefficients), certified.estimates, 15),
      errors: fewestAgreedDigits(
        constantFirst(set, fit.standardErrors),
        certified.standardDeviations,
        15,
      ),
      deviation: agreedDigits(deviation, certified.residualStandardDeviation, 15),
      rSquared: agreedDigits(fit.rSquared, certified.rSquared, 15),
    }
    const figures = Object.entries(digits).map(([name, value]) => `${name} ${value.toFixed(1)}`)
    await annotate(`${set.name}: agreed digits of 15: ${figures.join(', ')}`)
    expect(digits.estimates).toBeGreaterThanOrEqual(digitsRequired[set.name]!)
    expect(digits.errors).toBeGreaterThanOrEqual(fitDigitsRequired(set.name))
    expect(digits.deviation).toBeGreaterThanOrEqual(fitDigitsRequired(set.name))
    expect(digits.rSquared).toBeGreaterThanOrEqual(11)
    if (certified.fStatistic === null) return // an exact fit, where F is infinite
    // 1 - R^2 keeps what R^2 leaves it: five digits fewer for Norris, seven for Pontius.
    const { statistic } = slopesTest(fit)!
    expect(agreedDigits(statistic, certified.fStatistic, 15)).toBeGreaterThanOrEqual(8)
  },
)

test('warns of the two sets whose columns are close to dependent, and of no other', () => {
  const warned = linearSets().filter((set) => fitOf(set).warnings.length > 0)
  expect(warned.map(({ name }) => name)).toEqual(['Filip', 'Longley'])
  // Belsley's figure for Longley's columns at unit length.
  expect(fitOf(warned[1]!).warnings[0]!.detail).toContain('4.328e+4')
})

function fitOf(set: LinearSet): LeastSquares {
  const [x] = set.xs.map((column) => Float64Array.from(column))
  const y = Float64Array.from(set.y)
  const powers = set.certified.estimates.length - 1
  const columns =
    set.model === 'polynomial'
      ? Array.from({ length: powers }, (_, k) => x!.map((value) => value ** (k + 1)))
      : set.xs.map((column) => Float64Array.from(column))
  return expectValue(
    leastSquares(y, columns, { trend: set.model === 'through-origin' ? 'n' : 'c' }),
  )
}

function constantFirst(set: LinearSet, values: readonly number[]): readonly number[] {
  return set.model === 'through-origin' ? values : [values.at(-1)!, ...values.slice(0, -1)]
}
