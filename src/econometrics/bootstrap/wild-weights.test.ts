import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { drawWildWeights, type WildLaw } from './wild-weights.ts'

const rows = 100_000

const weights = (law: WildLaw, length = rows, seed = 5): Float64Array => {
  const target = new Float64Array(length)
  drawWildWeights(target, law, new Random(seed))
  return target
}

const momentOf = (values: Float64Array, power: number): number =>
  values.reduce((sum, value) => sum + value ** power, 0) / values.length

/** Moments 1 to 4, and the standard deviation of a weight to the third power. */
const laws = {
  rademacher: { moments: [0, 1, 0, 1], deviations: [1, 0, 1, 0] },
  // Sixth moment 5, eighth 13: each power of the golden section is a Lucas-like sum.
  mammen: { moments: [0, 1, 1, 2], deviations: [1, 1, 2, 3] },
  normal: { moments: [0, 1, 0, 3], deviations: [1, Math.sqrt(2), Math.sqrt(15), Math.sqrt(96)] },
} as const

test.for(['rademacher', 'mammen', 'normal'] as const)('%s weights have their moments', (law) => {
  const drawn = weights(law)
  for (const [k, expected] of laws[law].moments.entries()) {
    // Four standard errors; with none, rounding.
    const bound = Math.max(1e-12, (4 * laws[law].deviations[k]!) / Math.sqrt(rows))
    expect(Math.abs(momentOf(drawn, k + 1) - expected)).toBeLessThan(bound)
  }
})

test('the signs of neighbouring rows have nothing to do with each other', () => {
  const drawn = weights('rademacher')
  for (const lag of [1, 2, 31, 32, 33]) {
    let product = 0
    for (let t = lag; t < rows; t++) product += drawn[t]! * drawn[t - lag]!
    expect(Math.abs(product)).toBeLessThan(4 * Math.sqrt(rows))
  }
})

test('the same seed gives the same weights, and nothing is drawn for no rows', () => {
  expect(weights('mammen', 40, 8)).toEqual(weights('mammen', 40, 8))
  expect(weights('normal', 0)).toHaveLength(0)
})
