import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { expectValue } from '../../math/outcome.ts'
import { nullUniverse, type NullUniverseOptions } from './null-universe.ts'

const rows = 4001

/** Levels whose changes share a factor and follow each other with a row's delay; volatile in the second half. */
function levels(seed = 1): Float64Array[] {
  const random = new Random(seed)
  const columns = [new Float64Array(rows), new Float64Array(rows)]
  let before = 0
  for (let t = 1; t < rows; t++) {
    const size = t < rows / 2 ? 1 : 4
    const [own, shared] = [random.normal(), random.normal()]
    const first = size * (shared + 0.5 * own)
    const second = size * (shared + 0.5 * random.normal()) + 0.4 * before
    columns[0]![t] = columns[0]![t - 1]! + first
    columns[1]![t] = columns[1]![t - 1]! + second
    before = first
  }
  return columns
}

function drawn(options: NullUniverseOptions, seed = 2): Float64Array[] {
  const given = levels()
  const target = given.map(() => new Float64Array(rows))
  expectValue(nullUniverse(given, options)).draw(target, new Random(seed))
  return target
}

const changesOf = (level: Float64Array): Float64Array =>
  level.slice(1).map((value, t) => value - level[t]!)

function correlation(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let t = 0; t < Math.min(a.length, b.length); t++) {
    ab += a[t]! * b[t]!
    aa += a[t]! ** 2
    bb += b[t]! ** 2
  }
  return ab / Math.sqrt(aa * bb)
}

test('signs keep the size of every change and what the columns have in common, exactly', () => {
  const [first, second] = levels().map(changesOf)
  const [signedFirst, signedSecond] = drawn({}).map(changesOf)
  let flips = 0
  for (let t = 0; t < rows - 1; t++) {
    const sign = Math.sign(signedFirst![t]! / first![t]!)
    if (sign < 0) flips++
    // Levels of some hundreds are summed up and differenced again.
    expect(Math.abs(signedFirst![t]! - sign * first![t]!)).toBeLessThan(1e-11)
    expect(Math.abs(signedSecond![t]! - sign * second![t]!)).toBeLessThan(1e-11)
  }
  expect(Math.abs(flips - rows / 2)).toBeLessThan(2 * Math.sqrt(rows))
})

test.for([
  { law: 'mammen' },
  { law: 'normal' },
  { scheme: 'sieve' },
  { scheme: 'sieve-wild' },
  { scheme: 'sieve-wild', dynamics: 'own' },
] as const)('keeps the cross-correlation: %o', (options) => {
  const [first, second] = levels().map(changesOf)
  const expected = correlation(first!, second!)
  const found: number[] = []
  for (let seed = 0; seed < 8; seed++) {
    const [a, b] = drawn(options, seed).map(changesOf)
    found.push(correlation(a!, b!))
  }
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length
  // A correlation of 0.75 over 4,000 rows of uneven size has a deviation of some 0.01.
  expect(Math.abs(mean - expected)).toBeLessThan(0.02)
})

/** Sum of squares of the first column's changes in the second half over that in the first. */
function volatilityRatio(options: NullUniverseOptions): number {
  const [first] = drawn(options).map(changesOf)
  const half = (rows - 1) / 2
  return squareSum(first!.subarray(half)) / squareSum(first!.subarray(0, half))
}

const squareSum = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value ** 2, 0)

test('weights keep the path of volatility, drawn rows do not', () => {
  // 16 in the data; squares of 2,000 normals scatter by 3 %, times normal weights by 6 %.
  for (const options of [{}, { law: 'normal' }, { scheme: 'sieve-wild' }] as const) {
    expect(volatilityRatio(options)).toBeGreaterThan(12)
    expect(volatilityRatio(options)).toBeLessThan(20)
  }
  expect(volatilityRatio({ scheme: 'sieve' })).toBeLessThan(1.5)
})

test('a vector sieve keeps that one series follows the other, weights alone do not', () => {
  const follows = (options: NullUniverseOptions): number => {
    const [first, second] = drawn(options).map(changesOf)
    return correlation(first!, second!.subarray(1))
  }
  const [first, second] = levels().map(changesOf)
  const expected = correlation(first!, second!.subarray(1))
  expect(expected).toBeGreaterThan(0.25)
  expect(Math.abs(follows({ scheme: 'sieve-wild' }) - expected)).toBeLessThan(0.08)
  expect(Math.abs(follows({ scheme: 'sieve' }) - expected)).toBeLessThan(0.08)
  expect(Math.abs(follows({}))).toBeLessThan(0.08)
})

test('starts where the data start, and is the same for the same seed', () => {
  const given = levels().map((column) => column.map((value) => value + 7))
  for (const scheme of ['wild', 'sieve', 'sieve-wild'] as const) {
    const universe = expectValue(nullUniverse(given, { scheme }))
    const [a, b] = [1, 2].map(() => given.map(() => new Float64Array(rows)))
    universe.draw(a!, new Random(4))
    universe.draw(b!, new Random(4))
    expect(a).toEqual(b)
    expect(a!.map((column) => column[0])).toEqual([7, 7])
    expect(universe.sieveOrder === null).toBe(scheme === 'wild')
  }
})

test('a sieve says why there is none, signs need nothing', () => {
  const same = [Float64Array.from({ length: 40 }, (_, t) => t ** 2), new Float64Array(40)]
  same[1]!.set(same[0]!)
  expect(nullUniverse(same, { scheme: 'sieve' })).toMatchObject({ reason: 'rank-deficient' })
  expect(nullUniverse(same).kind).toBe('value')
  const nothing = expectValue(nullUniverse([new Float64Array(0)]))
  expect(nothing.sieveOrder).toBeNull()
})
