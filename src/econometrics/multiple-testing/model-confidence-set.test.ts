import { expect, test } from 'vitest'
import { goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import {
  type ComparisonCase,
  comparisonOf,
} from '../../../fixtures/econometrics/multiple-testing/comparison.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { modelConfidenceSet, type ModelConfidenceResult } from './model-confidence-set.ts'

interface GoldenCase extends ComparisonCase {
  readonly method: 'range' | 'max'
  readonly alpha: number
  readonly expected: Pick<ModelConfidenceResult, 'eliminationOrder' | 'included' | 'pValues'>
}

test.for(goldenCases('multiple-testing/model-confidence-set') as readonly GoldenCase[])(
  'agrees with arch: $name',
  (golden) => {
    const { losses, resampling } = comparisonOf(golden)
    const { method, alpha, expected } = golden
    const result = expectValue(modelConfidenceSet(losses, { ...resampling, method, alpha }))
    expect(result.eliminationOrder).toEqual(expected.eliminationOrder)
    expect(result.pValues).toEqual(expected.pValues)
    expect(result.included).toEqual(expected.included)
  },
)

test('keeps the best of equal models as often as it promises', () => {
  for (const method of ['range', 'max'] as const) {
    const runs = 150
    let kept = 0
    for (let seed = 0; seed < runs; seed++) {
      const random = new Random(seed)
      const losses = [0, 0, 0, 1].map((mean) =>
        Float64Array.from({ length: 80 }, () => (mean + random.normal()) ** 2),
      )
      const scheme = { kind: 'iid' } as const
      const options = { method, scheme, replications: 99, seed, alpha: 0.1 } as const
      const { included } = expectValue(modelConfidenceSet(losses, options))
      if ([0, 1, 2].every((k) => included.includes(k))) kept++
    }
    // At least 90 % of 150 in the limit; 3.7 is the deviation, and 80 rows are no limit.
    expect(kept).toBeGreaterThan(135 - 15)
  }
})

test('models that cannot be told apart stay together', () => {
  const random = new Random(2)
  const good = Float64Array.from({ length: 50 }, () => random.normal() ** 2)
  const poor = good.map((loss) => loss + 3 + 0.1 * random.normal())
  for (const method of ['range', 'max'] as const) {
    const { included, pValues } = expectValue(modelConfidenceSet([good, good, poor], { method }))
    expect(included).toEqual([0, 1])
    expect(pValues[1]).toBe(1)
  }
})

test('says why there is no set', () => {
  const losses = Float64Array.from({ length: 20 }, (_, t) => t)
  expect(modelConfidenceSet([losses])).toMatchObject({ reason: 'too-few-models' })
  expect(modelConfidenceSet([losses, losses.map(() => Infinity)])).toMatchObject({
    reason: 'not-finite',
  })
})
