import { expect, test } from 'vitest'
import { expectClose, goldenCases, needsSeries } from '../../../fixtures/econometrics/goldens.ts'
import { returnsOf, type ReturnsRecipe } from '../../../fixtures/econometrics/volatility/returns.ts'
import { expectValue } from '../../math/outcome.ts'
import { garchFilter } from './garch-filter.ts'
import type { GarchModelOptions } from './garch-spec.ts'

interface LikelihoodCase {
  readonly name: string
  readonly returns: ReturnsRecipe
  readonly options: GarchModelOptions
  readonly estimates: readonly number[]
  readonly expected: {
    readonly logLikelihood: number
    readonly firstVariances: readonly number[]
    readonly lastVariance: number
  }
}

// The same sums of up to 2,000 terms in another order: measured differences are below 1e-12.
const tolerance = 1e-11

test.for(goldenCases('volatility/likelihood') as readonly LikelihoodCase[])(
  'has the likelihood and variances of arch at fixed parameters: $name',
  ({ returns, options, estimates, expected }, context) => {
    needsSeries(returns.kind === 'changes' ? [returns.of] : [], context)
    const result = expectValue(garchFilter(returnsOf(returns), { ...options, estimates }))
    expectClose(result.logLikelihood, expected.logLikelihood, tolerance, 'log-likelihood')
    for (const [t, variance] of expected.firstVariances.entries()) {
      expectClose(result.conditionalVariances[t], variance, tolerance, `variance ${t}`)
    }
    expectClose(
      result.conditionalVariances.at(-1),
      expected.lastVariance,
      tolerance,
      'last variance',
    )
  },
)

interface FgarchCase extends Omit<LikelihoodCase, 'estimates' | 'expected'> {
  readonly expected: { readonly logLikelihood: number; readonly estimates: readonly number[] }
}

test.for(goldenCases('volatility/fgarch') as readonly FgarchCase[])(
  "has fGarch's likelihood at fGarch's estimates: $name",
  ({ returns, options, expected }, context) => {
    needsSeries(returns.kind === 'changes' ? [returns.of] : [], context)
    const { estimates, logLikelihood } = expected
    const result = expectValue(garchFilter(returnsOf(returns), { ...options, estimates }))
    expectClose(result.logLikelihood, logLikelihood, tolerance, 'log-likelihood')
  },
)

test('says where given parameters leave no variance', () => {
  const returns = Float64Array.of(1, -2, 0.5, 1)
  const outcome = garchFilter(returns, { mean: 'zero', estimates: [-5, 0.1, 0.5] })
  expect(outcome.kind === 'unavailable' && outcome.reason).toBe('variance-not-positive')
  const empty = garchFilter(new Float64Array(0), { mean: 'zero', estimates: [1, 0.1, 0.5] })
  expect(empty.kind === 'unavailable' && empty.reason).toBe('too-few-rows')
})

test('a forecast continues the recursion, its asymmetric part weighed by the law', () => {
  const returns = Float64Array.of(0.3, -1.2, 0.8)
  const given = { model: 'gjr', mean: 'zero', horizon: 3 } as const
  const symmetric = expectValue(
    garchFilter(returns, { ...given, estimates: [0.1, 0.05, 0.1, 0.8] }),
  )
  const last = symmetric.conditionalVariances[2]!
  const first = 0.1 + 0.05 * 0.64 + 0.8 * last
  expect(symmetric.forecast[0]).toBeCloseTo(first, 14)
  expect(symmetric.forecast[1]).toBeCloseTo(0.1 + (0.05 + 0.05 + 0.8) * first, 14)
  const skewed = expectValue(
    garchFilter(returns, {
      ...given,
      distribution: 'skewt',
      estimates: [0.1, 0.05, 0.1, 0.8, 5, -0.5],
    }),
  )
  // Skewed to the left: more than half of the variance comes from below.
  expect(skewed.forecast[1]).toBeGreaterThan(symmetric.forecast[1]! + 0.005)
})
