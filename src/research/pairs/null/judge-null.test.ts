import { expect, test } from 'vitest'
import { romanoWolf } from '../../../econometrics/multiple-testing/romano-wolf.ts'
import { Random } from '../../../math/random.ts'
import { falseDiscoveryShare, judgeNull, type NullStatistics } from './judge-null.ts'

/** Universes of pairs that share a factor, differ in place, width and tail; the first one is the one seen. */
function exchangeable(random: Random, universes: number, pairs: number): NullStatistics {
  const row = (): Float64Array => {
    const common = random.normal()
    return Float64Array.from({ length: pairs }, (_, k) => {
      const own = k % 3 === 0 ? random.studentT(4) : random.normal()
      return -2 - k / pairs + (1 + (k % 4) / 4) * (0.5 * common + own)
    })
  }
  const drawn = new Float64Array(universes * pairs)
  for (let b = 0; b < universes; b++) drawn.set(row(), b * pairs)
  return { observed: row(), drawn, universes }
}

test('of a universe that is one more draw, a share a of the pairs has p <= a, however unlike they are', () => {
  const random = new Random(11)
  const [runs, universes, pairs] = [400, 39, 12]
  const levels = [0.002, 0.01, 0.05, 0.25, 0.5]
  const counts = levels.map(() => 0)
  for (let run = 0; run < runs; run++) {
    const { bootstrapPValues } = judgeNull(exchangeable(random, universes, pairs))
    levels.forEach((level, k) => {
      counts[k]! += bootstrapPValues.filter((p) => p <= level).length
    })
  }
  levels.forEach((level, k) => {
    const share = counts[k]! / (runs * pairs)
    // Pairs share a factor, so their number varies more than that of independent ones: twice as much here.
    const deviation = Math.sqrt((level * (1 - level)) / (runs * pairs))
    expect(Math.abs(share - level), `at ${level}: ${share}`).toBeLessThan(2 * 4 * deviation + 0.002)
  })
})

test('what stands out has the least p-value there is, and that one is small', () => {
  const statistics = exchangeable(new Random(2), 99, 50)
  statistics.observed[7] = -40
  statistics.observed[30] = -30
  const { bootstrapPValues, stepdownPValues } = judgeNull(statistics)
  expect(bootstrapPValues[7]).toBe(1 / (100 * 50))
  expect(bootstrapPValues[30]).toBe(2 / (100 * 50))
  expect([stepdownPValues[7], stepdownPValues[30]]).toEqual([0.01, 0.01])
})

test("each pair is held against its own universes: a wide pair's outlier is none", () => {
  const random = new Random(3)
  const [universes, pairs] = [199, 2]
  const drawn = new Float64Array(universes * pairs)
  for (let b = 0; b < universes; b++) {
    drawn[2 * b] = -2 + 0.5 * random.normal()
    drawn[2 * b + 1] = -2 + 3 * random.normal()
  }
  const { bootstrapPValues } = judgeNull({ observed: Float64Array.of(-5, -5), drawn, universes })
  expect(bootstrapPValues[0]).toBeLessThan(0.005)
  expect(bootstrapPValues[1]).toBeGreaterThan(0.1)
})

test('step-down p-values are those of Romano and Wolf on the same scale', () => {
  const statistics = exchangeable(new Random(4), 49, 3)
  const { observed, drawn, universes } = statistics
  const scaled = (pair: number, value: number): number => {
    const all = [observed[pair]!, ...Array.from({ length: 49 }, (_, b) => drawn[3 * b + pair]!)]
    const mean = all.reduce((sum, each) => sum + each, 0) / all.length
    const square = all.reduce((sum, each) => sum + (each - mean) ** 2, 0) / all.length
    return (value - mean) / Math.sqrt(square)
  }
  const plain = romanoWolf(
    observed.map((value, pair) => scaled(pair, value)),
    Array.from({ length: universes }, (_, b) =>
      drawn.slice(3 * b, 3 * b + 3).map((value, pair) => scaled(pair, value)),
    ),
    { rejects: 'small' },
  )
  expect([...judgeNull(statistics).stepdownPValues]).toEqual(plain.adjustedPValues)
})

test('a pair that was not tested has none; a universe without a statistic counts against rejection', () => {
  const observed = Float64Array.of(Number.NaN, -9)
  const drawn = Float64Array.of(-1, -2, -3, Number.NaN, -5, -2.5)
  const { bootstrapPValues, stepdownPValues } = judgeNull({ observed, drawn, universes: 3 })
  expect([bootstrapPValues[0], stepdownPValues[0]]).toEqual([Number.NaN, Number.NaN])
  // Itself and the universe without a statistic, of four.
  expect([bootstrapPValues[1], stepdownPValues[1]]).toEqual([0.5, 0.5])
})

test('no universes, and universes all alike, reject nothing', () => {
  const observed = Float64Array.of(-3, -4)
  expect([
    ...judgeNull({ observed, drawn: new Float64Array(0), universes: 0 }).stepdownPValues,
  ]).toEqual([1, 1])
  const alike = { observed, drawn: Float64Array.of(-3, -4, -3, -4), universes: 2 }
  expect([...judgeNull(alike).bootstrapPValues]).toEqual([1, 1])
})

test('the share of universes with a false discovery is counted by the rule itself', () => {
  const observed = new Float64Array(3)
  // p of -6 is 2e-6, of -4 0.007, of -3.4 0.04; twice that for a pair.
  const drawn = Float64Array.of(-1, -6, -1, -1, -2, -1, -3.4, -3.4, -3.4, -4, -1, -1)
  expect(falseDiscoveryShare({ observed, drawn, universes: 4 }, 0.05, 'c')).toBe(0.5)
  expect(falseDiscoveryShare({ observed, drawn, universes: 4 }, 0.1, 'c')).toBe(0.75)
  const untested = Float64Array.of(0, Number.NaN, 0)
  expect(falseDiscoveryShare({ observed: untested, drawn, universes: 4 }, 0.05, 'c')).toBe(0.25)
})
