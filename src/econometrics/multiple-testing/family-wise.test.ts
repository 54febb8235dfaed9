import { expect, test } from 'vitest'
import { expectAllClose, goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import { bonferroni, holm } from './family-wise.ts'

interface GoldenCase {
  readonly name: string
  readonly pValues: readonly number[]
  readonly method: 'bonferroni' | 'holm'
  readonly expected: readonly number[]
}

test.for(goldenCases('multiple-testing/family-wise') as readonly GoldenCase[])(
  'agrees with multipletests of statsmodels: $name',
  ({ pValues, method, expected }) => {
    const adjusted = (method === 'holm' ? holm : bonferroni)(Float64Array.from(pValues))
    expect(adjusted).toHaveLength(expected.length)
    // One product each.
    expectAllClose(Array.from(adjusted), expected, 1e-15, 'adjusted')
  },
)

test('a test that could not be made is not counted', () => {
  for (const adjust of [bonferroni, holm]) {
    expect(Array.from(adjust(Float64Array.of(0.2, Number.NaN, 0.01)))).toEqual([
      adjust === holm ? 0.2 : 0.4,
      Number.NaN,
      0.02,
    ])
    expect(adjust(new Float64Array(0))).toHaveLength(0)
  }
})
