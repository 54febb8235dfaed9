import { expect, test } from 'vitest'
import { stream } from '../../../fixtures/econometrics/bootstrap/draws.ts'
import { expectAllClose, goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import { Random } from '../../math/random.ts'
import { holm } from './family-wise.ts'
import { romanoWolf, type RomanoWolfOptions } from './romano-wolf.ts'

interface GoldenCase {
  readonly name: string
  readonly seed: number
  readonly tests: number
  readonly count: number
  readonly shared: number
  readonly rejects: NonNullable<RomanoWolfOptions['rejects']>
  readonly expected: {
    readonly pValues: readonly number[]
    readonly adjustedPValues: readonly number[]
  }
}

/** The twin of the generator's draws. */
function drawn({ seed, tests, count, shared }: GoldenCase): {
  statistics: Float64Array
  replications: Float64Array[]
} {
  const next = stream(seed)
  const draw = (): number => 6 * next() - 3
  const statistics = Float64Array.from({ length: tests }, draw)
  const replications = Array.from({ length: count }, () => {
    const factor = draw()
    return Float64Array.from({ length: tests }, () => shared * factor + (1 - shared) * draw())
  })
  return { statistics, replications }
}

test.for(goldenCases('multiple-testing/romano-wolf') as readonly GoldenCase[])(
  'agrees with the algorithm of 2016 in numpy: $name',
  (golden) => {
    const { statistics, replications } = drawn(golden)
    const result = romanoWolf(statistics, replications, { rejects: golden.rejects })
    expect(result.tests).toBe(golden.tests)
    // Quotients of the same whole numbers.
    expectAllClose(result.pValues, golden.expected.pValues, 1e-15, 'p-values')
    expectAllClose(result.adjustedPValues, golden.expected.adjustedPValues, 1e-15, 'adjusted')
  },
)

/** Equally correlated normals. */
function correlated(random: Random, count: number, share: number): Float64Array {
  const factor = random.normal()
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(share) * factor + Math.sqrt(1 - share) * random.normal(),
  )
}

test('rejects a true null among twenty as often as alpha says, however they depend', () => {
  const runs = 400
  for (const share of [0, 0.5, 0.95]) {
    const random = new Random(17)
    let wrong = 0
    for (let run = 0; run < runs; run++) {
      const replications = Array.from({ length: 99 }, () => correlated(random, 20, share))
      const { adjustedPValues } = romanoWolf(correlated(random, 20, share), replications)
      if (adjustedPValues.some((value) => value <= 0.1)) wrong++
    }
    // The largest of 99 + 1 exchangeable maxima: exactly 0.1; binomial deviation 6, bound 3.5 of them.
    expect(Math.abs(wrong - 40), `correlation ${share}`).toBeLessThan(21)
  }
})

test('still holds among false nulls, and finds more than Holm where tests depend', () => {
  const runs = 200
  const random = new Random(18)
  let [wrong, found, foundByHolm] = [0, 0, 0]
  for (let run = 0; run < runs; run++) {
    const replications = Array.from({ length: 199 }, () => correlated(random, 12, 0.8))
    // Two false nulls, ten true ones.
    const statistics = correlated(random, 12, 0.8).map((value, k) => value + (k < 2 ? 2.5 : 0))
    const result = romanoWolf(statistics, replications)
    const byHolm = holm(Float64Array.from(result.pValues))
    if (result.adjustedPValues.slice(2).some((value) => value <= 0.1)) wrong++
    found += result.adjustedPValues.slice(0, 2).filter((value) => value <= 0.1).length
    foundByHolm += byHolm.slice(0, 2).filter((value) => value <= 0.1).length
  }
  // Binomial(200, 0.1): at most 20, deviation 4.2, bound 3.5 of them.
  expect(wrong).toBeLessThan(35)
  expect(found).toBeGreaterThan(1.1 * foundByHolm)
})

test('never below the single p-value, in the order of the statistics, NaN left out', () => {
  const random = new Random(19)
  const statistics = correlated(random, 8, 0.3)
  const replications = Array.from({ length: 60 }, () => correlated(random, 8, 0.3))
  const whole = romanoWolf(statistics, replications)
  const order = Array.from(statistics.keys()).toSorted((a, b) => statistics[b]! - statistics[a]!)
  for (const [place, k] of order.entries()) {
    expect(whole.adjustedPValues[k]).toBeGreaterThanOrEqual(whole.pValues[k]!)
    const before = order[Math.max(0, place - 1)]!
    expect(whole.adjustedPValues[k]).toBeGreaterThanOrEqual(whole.adjustedPValues[before]!)
  }
  const widened = romanoWolf(
    Float64Array.of(Number.NaN, ...statistics),
    replications.map((drawnValues) => Float64Array.of(99, ...drawnValues)),
  )
  expect(widened.tests).toBe(8)
  expect(widened.adjustedPValues[0]).toBeNaN()
  expect(widened.adjustedPValues.slice(1)).toEqual(whole.adjustedPValues)
})

test('a replication without a value counts against rejection; no tests and no replications', () => {
  const replications = [Float64Array.of(Number.NaN, 0), Float64Array.of(0, 0)]
  expect(romanoWolf(Float64Array.of(5, 4), replications).adjustedPValues).toEqual([2 / 3, 2 / 3])
  expect(romanoWolf(new Float64Array(0), [])).toMatchObject({ adjustedPValues: [], tests: 0 })
  expect(romanoWolf(Float64Array.of(5), []).adjustedPValues).toEqual([1])
})
