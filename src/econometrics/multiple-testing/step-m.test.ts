import { expect, test } from 'vitest'
import { goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import {
  type ComparisonCase,
  comparisonOf,
} from '../../../fixtures/econometrics/multiple-testing/comparison.ts'
import { expectValue } from '../../math/outcome.ts'
import { stepM } from './step-m.ts'
import { superiorPredictiveAbility } from './superior-predictive-ability.ts'

interface GoldenCase extends ComparisonCase {
  readonly alpha: number
  readonly expected: { readonly superior: readonly number[] }
}

const cases = goldenCases('multiple-testing/step-m') as readonly GoldenCase[]

test.for(cases)('agrees with arch: $name', (golden) => {
  const { losses, resampling } = comparisonOf(golden)
  const { alpha } = golden
  const options = { ...resampling, statistic: 'mean', alpha } as const
  const result = expectValue(stepM(losses[0]!, losses.slice(1), options))
  expect(result.superior).toEqual(golden.expected.superior)
})

test('the first step is the test of superior predictive ability, later steps are no stricter', () => {
  for (const golden of cases) {
    const { losses, resampling } = comparisonOf(golden)
    const models = losses.slice(1)
    for (const centre of ['lower', 'consistent', 'upper'] as const) {
      const steps = expectValue(stepM(losses[0]!, models, { ...resampling, centre }))
      const whole = expectValue(superiorPredictiveAbility(losses[0]!, models, resampling))
      expect(steps.criticalValues[0]).toBe(whole.criticalValues['5%'][centre])
      expect(steps.superior.length > 0).toBe(whole.statistic > whole.criticalValues['5%'][centre])
      expect(steps.criticalValues).toEqual(steps.criticalValues.toSorted((a, b) => b - a))
    }
  }
})
