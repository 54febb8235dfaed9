import { expect, test } from 'vitest'
import { Random } from '../math/random.ts'
import { probabilityOfOverfitting } from './probability-of-overfitting.ts'

const normals = (random: Random, days: number, mean = 0): Float64Array =>
  Float64Array.from({ length: days }, () => mean + random.normal())

/** The definition, split by split, with days gathered and ratios taken anew. */
function plain(returns: readonly Float64Array[], blocks: number): number {
  const blockDays = Math.floor(returns[0]!.length / blocks)
  const ratio = (each: Float64Array, chosen: (block: number) => boolean): number => {
    const days = [...each.subarray(0, blocks * blockDays)].filter((_, day) =>
      chosen(Math.floor(day / blockDays)),
    )
    const mean = days.reduce((sum, value) => sum + value, 0) / days.length
    const variance = days.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (days.length - 1)
    return mean / Math.sqrt(variance)
  }
  let [overfit, splits] = [0, 0]
  for (let mask = 0; mask < 2 ** blocks; mask++) {
    const inside = (block: number): boolean => ((mask >> block) & 1) === 1
    const chosen = Array.from({ length: blocks }, (_, block) => inside(block))
    if (chosen.filter(Boolean).length !== blocks / 2) continue
    const here = returns.map((each) => ratio(each, inside))
    const there = returns.map((each) => ratio(each, (block) => !inside(block)))
    const best = there[here.indexOf(Math.max(...here))]!
    const rank = there.filter((value) => value < best).length + 1
    const share = rank / (returns.length + 1)
    if (Math.log(share / (1 - share)) <= 0) overfit++
    splits++
  }
  return overfit / splits
}

test('it is the share of splits that its definition counts', () => {
  const random = new Random(4)
  for (const configurations of [2, 5, 20]) {
    const returns = Array.from({ length: configurations }, () => normals(random, 67, 0.02))
    const found = probabilityOfOverfitting(returns, { blocks: 8 })!
    expect(found.splits).toBe(70)
    expect(found.probability).toBeCloseTo(plain(returns, 8), 12)
  }
})

test('among worthless configurations about half, with one that is good none', () => {
  const random = new Random(9)
  const shares = Array.from({ length: 30 }, () => {
    const worthless = Array.from({ length: 20 }, () => normals(random, 200))
    return probabilityOfOverfitting(worthless, { blocks: 8 })!.probability
  })
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.15)
  const worthless = Array.from({ length: 20 }, () => normals(random, 400))
  const found = probabilityOfOverfitting([...worthless, normals(random, 400, 0.5)])!
  expect(found.probability).toBeLessThan(0.01)
  expect(found.sharpeOutOfSample).toBeGreaterThan(5)
  expect(found.lossProbability).toBe(0)
})

test('one configuration, or days too few for two a block, have no answer', () => {
  const random = new Random(1)
  expect(probabilityOfOverfitting([normals(random, 100)])).toBeUndefined()
  expect(probabilityOfOverfitting([normals(random, 31), normals(random, 31)])).toBeUndefined()
  expect(probabilityOfOverfitting([])).toBeUndefined()
})

test('configurations that never trade rank together in the middle', () => {
  const flat = Array.from({ length: 3 }, () => new Float64Array(64))
  expect(probabilityOfOverfitting(flat)!.probability).toBe(1)
  expect(probabilityOfOverfitting(flat)!.sharpeInSample).toBe(0)
})
