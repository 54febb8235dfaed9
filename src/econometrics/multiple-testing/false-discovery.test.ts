import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectAllClose, goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import { benjaminiHochberg, benjaminiYekutieli } from './false-discovery.ts'

interface GoldenCase {
  readonly name: string
  readonly pValues: readonly number[]
  readonly method: 'bh' | 'by'
  readonly expected: readonly number[]
}

test.for(goldenCases('multiple-testing') as readonly GoldenCase[])(
  'agrees with multipletests of statsmodels: $name',
  ({ pValues, method, expected }) => {
    const adjust = method === 'bh' ? benjaminiHochberg : benjaminiYekutieli
    const adjusted = adjust(Float64Array.from(pValues))
    expect(adjusted.length).toBe(expected.length)
    // The same products and quotients, in another order: a few roundings.
    expectAllClose(Array.from(adjusted), expected, 1e-14, 'adjusted')
  },
)

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 })

test('never below the p-value, never above 1, and in the same order', () => {
  fc.assert(
    fc.property(probabilities, (values) => {
      const adjusted = benjaminiHochberg(Float64Array.from(values))
      const order = values.map((_, k) => k).toSorted((a, b) => values[a]! - values[b]!)
      for (const [place, k] of order.entries()) {
        expect(adjusted[k]).toBeGreaterThanOrEqual(values[k]!)
        expect(adjusted[k]).toBeLessThanOrEqual(1)
        const before = adjusted[order[place - 1] ?? k]!
        expect(adjusted[k]).toBeGreaterThanOrEqual(before)
      }
    }),
  )
})

test('rejects exactly what the step-up rule of the paper rejects', () => {
  fc.assert(
    fc.property(probabilities, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (values, q) => {
      const sorted = values.toSorted((a, b) => a - b)
      const last = sorted.findLastIndex((p, k) => (sorted.length * p) / (k + 1) <= q)
      const rejected = benjaminiHochberg(Float64Array.from(values)).filter((value) => value <= q)
      expect(rejected.length).toBe(last + 1)
    }),
  )
})

test('a test that was not made stays NaN and does not count', () => {
  const with3 = benjaminiYekutieli(Float64Array.of(0.01, Number.NaN, 0.04, 0.03))
  const without = benjaminiYekutieli(Float64Array.of(0.01, 0.04, 0.03))
  expect(Array.from(with3)).toEqual([without[0], Number.NaN, without[1], without[2]])
  expect(benjaminiHochberg(new Float64Array(0)).length).toBe(0)
  expect(Array.from(benjaminiHochberg(Float64Array.of(Number.NaN)))).toEqual([Number.NaN])
})
