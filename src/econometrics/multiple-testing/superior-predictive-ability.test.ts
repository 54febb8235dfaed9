import { expect, test } from 'vitest'
import {
  expectClose,
  goldenCases,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import {
  type ComparisonCase,
  comparisonOf,
} from '../../../fixtures/econometrics/multiple-testing/comparison.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { realityCheck } from './reality-check.ts'
import {
  superiorPredictiveAbility,
  type SuperiorAbilityResult,
} from './superior-predictive-ability.ts'

interface GoldenCase extends ComparisonCase {
  readonly statistic: 'mean' | 'studentised'
  readonly expected: Pick<SuperiorAbilityResult, 'statistic' | 'pValues' | 'criticalValues'>
}

test.for(goldenCases('multiple-testing/superior-predictive-ability') as readonly GoldenCase[])(
  'agrees with arch (mean) and with Hansen in numpy (studentised): $name',
  (golden) => {
    const { losses, resampling } = comparisonOf(golden)
    const result = expectValue(
      superiorPredictiveAbility(losses[0]!, losses.slice(1), {
        ...resampling,
        statistic: golden.statistic,
      }),
    )
    const { expected } = golden
    expect(result.replications).toBe(golden.count)
    expectClose(result.statistic, expected.statistic, statisticTolerance, 'statistic')
    expect(result.pValues).toEqual(expected.pValues)
    for (const level of ['1%', '5%', '10%'] as const) {
      for (const centre of ['lower', 'consistent', 'upper'] as const) {
        const [found, wanted] = [result.criticalValues[level], expected.criticalValues[level]]
        expectClose(found[centre], wanted[centre], statisticTolerance, `${level} ${centre}`)
      }
    }
  },
)

interface RealityCase extends ComparisonCase {
  readonly expected: { readonly pValue: number }
}

test.for(goldenCases('multiple-testing/reality-check') as readonly RealityCase[])(
  'the reality check agrees with that of arch: $name',
  (golden) => {
    const { losses, resampling } = comparisonOf(golden)
    const result = expectValue(realityCheck(losses[0]!, losses.slice(1), resampling))
    expect(result.pValue).toBe(golden.expected.pValue)
  },
)

function lossesAround(random: Random, mean: number, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, () => (mean + random.normal()) ** 2)
}

test('the best of twenty equal models is called better about as often as the level says', () => {
  const runs = 200
  let rejected = 0
  for (let seed = 0; seed < runs; seed++) {
    const random = new Random(300 + seed)
    const models = Array.from({ length: 20 }, () => lossesAround(random, 0, 60))
    const result = superiorPredictiveAbility(lossesAround(random, 0, 60), models, {
      scheme: { kind: 'iid' },
      replications: 99,
      seed,
    })
    if (expectValue(result).pValues.consistent < 0.1) rejected++
  }
  // Binomial(200, 0.1) has mean 20 and deviation 4.2; with 60 rows the asymptotic test may be out by a few percent.
  expect(rejected).toBeGreaterThan(4)
  expect(rejected).toBeLessThan(36)
})

test('centres order the p-values, and poor models do not spoil the consistent one', () => {
  const random = new Random(9)
  const benchmark = lossesAround(random, 0.6, 300)
  const good = lossesAround(random, 0.25, 300)
  const poor = Array.from({ length: 40 }, (_, k) => lossesAround(random, 1.5 + k / 10, 300))
  const { lower, consistent, upper } = expectValue(
    superiorPredictiveAbility(benchmark, [good, ...poor], { statistic: 'mean' }),
  ).pValues
  expect(lower).toBeLessThanOrEqual(consistent)
  expect(consistent).toBeLessThan(upper)
  const alone = expectValue(superiorPredictiveAbility(benchmark, [good], { statistic: 'mean' }))
  expect(Math.abs(alone.pValues.consistent - consistent)).toBeLessThan(0.03)
})

test('says why models cannot be compared', () => {
  const losses = lossesAround(new Random(1), 0, 30)
  const bad = losses.slice().fill(Number.NaN, 2, 3)
  expect(superiorPredictiveAbility(losses, [])).toMatchObject({ reason: 'too-few-models' })
  expect(superiorPredictiveAbility(losses, [bad])).toMatchObject({ reason: 'not-finite' })
  expect(superiorPredictiveAbility(losses, [losses])).toMatchObject({ reason: 'identical-losses' })
  expect(realityCheck(losses, [losses])).toMatchObject({ kind: 'value' })
  const few = losses.slice(0, 7)
  expect(realityCheck(few, [few.map((loss) => loss + 1)])).toMatchObject({ reason: 'too-few-rows' })
})
