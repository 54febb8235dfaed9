import fc from 'fast-check'
import { expect, test } from 'vitest'
import { microsecondsPerDay, type Duration, type Instant } from '../../core/time.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { iceberg, icebergFilled, showNext } from './iceberg.ts'
import { refillRate, squareRootLaw } from './impact-estimates.ts'
import { alarmed, calmed, scheduled, stepAt, stepFilled, type Alarm } from './schedule-state.ts'
import { evenShares, slicesOf, withoutCrumbs } from './slices.ts'
import { expectedShares, participationSlice, volumeCurve } from './volume-curve.ts'

const span = (slices: number) => ({ from: 0 as Instant, duration: 1000 as Duration, slices })

test('slices are whole lots that add up to the order, each within a lot of its share', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 1e6 }),
      (shares, lots) => {
        const slices = slicesOf(span(shares.length), shares, lots)
        const all = shares.reduce((a, b) => a + b, 0)
        expect(slices.reduce((sum, slice) => sum + slice.lots, 0)).toBe(lots)
        for (const [k, slice] of slices.entries()) {
          expect(Number.isInteger(slice.lots) && slice.lots >= 0).toBe(true)
          expect(Math.abs(slice.lots - (lots * shares[k]!) / all)).toBeLessThanOrEqual(1.000001)
        }
      },
    ),
    { seed: 3 },
  )
})

test('no slice is less than an order may be, and none of it is lost', () => {
  const slices = slicesOf(span(6), [50, 20, 3, 2, 1, 1], 77)
  const lots = withoutCrumbs(slices, 5).map((slice) => slice.lots)
  expect(lots).toEqual([50, 20, 0, 7, 0, 0])
  expect(withoutCrumbs(slices, 100).every((slice) => slice.lots === 0)).toBe(true)
})

test('varied shares stay within their variation and are the same again for one seed', () => {
  const drawn = evenShares(50, 0.3, new Random(5))
  expect(evenShares(50, 0.3, new Random(5))).toEqual(drawn)
  expect(drawn.every((share) => share >= 0.7 && share <= 1.3)).toBe(true)
  expect(new Set(drawn).size).toBe(50)
})

test('a volume curve is found again in days drawn from it, within its errors', () => {
  const truth = Float64Array.from({ length: 24 }, (_, hour) => 1 + Math.sin(hour / 4) ** 2)
  const all = truth.reduce((a, b) => a + b, 0)
  const random = new Random(11)
  const times: number[] = []
  const volumes: number[] = []
  for (let hour = 0; hour < 24 * 60; hour++) {
    times.push(hour * 3_600_000_000 + 1)
    // Days differ in loudness by a factor of e and more, hours in their own noise.
    volumes.push(
      truth[hour % 24]! * Math.exp(Math.floor(hour / 24) % 3) * (1 + 0.2 * random.normal()),
    )
  }
  const curve = expectValue(volumeCurve(times, volumes, 24))
  expect(curve.days).toBe(60)
  const off = [...curve.shares].filter(
    (share, hour) => Math.abs(share - truth[hour]! / all) > 3 * curve.standardErrors[hour]!,
  )
  expect(off).toEqual([])
  const day = { from: 0 as Instant, duration: microsecondsPerDay as Duration, slices: 10 }
  expect(expectedShares(curve, day).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
  expect(volumeCurve(times.slice(0, 30), volumes, 24)).toMatchObject({ reason: 'too-few-days' })
})

test('participation keeps its share of all volume, its own among it', () => {
  const random = new Random(2)
  let [filled, others] = [0, 0]
  for (let k = 0; k < 2000; k++) {
    others += random.integerBelow(100)
    filled += participationSlice({ rate: 0.1, least: 5, most: 400 }, { left: 1e6, filled, others })
    expect(filled / (filled + others + 1e-9)).toBeLessThanOrEqual(0.1 + 1e-9)
  }
  expect(filled / (filled + others)).toBeGreaterThan(0.099)
})

test('a refill rate and the square-root law are found again, within three of their errors', () => {
  const random = new Random(21)
  const after = Float64Array.from({ length: 400 }, () => 5 + 20 * random.uniform())
  const later = after.map((missing) => missing * Math.exp(-0.8 * 0.5) + 2 * random.normal())
  const rate = expectValue(refillRate(after, later, 0.5))
  expect(Math.abs(rate.value - 0.8)).toBeLessThan(3 * rate.standardError)
  expect(rate.standardError).toBeLessThan(0.05)
  const orders = Array.from({ length: 300 }, () => {
    const volumeShare = 0.05 * random.uniform()
    return { volumeShare, impact: 0.7 * Math.sqrt(volumeShare) + 0.1 * random.normal() }
  })
  const law = expectValue(squareRootLaw(orders))
  expect(Math.abs(law.value - 0.7)).toBeLessThan(3 * law.standardError)
  expect(squareRootLaw([])).toMatchObject({ reason: 'too-few' })
  expect(refillRate(after, after, 1)).toMatchObject({ reason: 'no-decay' })
})

test('an iceberg shows parts until nothing is left, never more than there is', () => {
  const random = new Random(1)
  let order = iceberg(1000)
  const parts: number[] = []
  while (order.left > 0) {
    order = showNext(order, { display: 90, variation: 0.2 }, random)
    parts.push(order.shown)
    order = icebergFilled(order, order.shown)
  }
  expect(parts.reduce((a, b) => a + b, 0)).toBe(1000)
  expect(parts.slice(0, -1).every((part) => part >= 72 && part <= 108)).toBe(true)
  expect(() => icebergFilled(order, 1)).toThrow('a fill of 1 of 0 lots')
})

test('nothing is sent while an alarm halts it; what is owed follows within the catch-up', () => {
  const terms = { quotes: ['USDT', 'USD'], catchUp: 0.5 }
  const peg: Alarm = { kind: 'peg', currency: 'USDT' }
  const halt: Alarm = { kind: 'halt' }
  let state = alarmed(scheduled(slicesOf(span(10), evenShares(10), 100)), peg)
  const sent: number[] = []
  for (let k = 0; k < 16; k++) {
    if (k === 3) state = alarmed(alarmed(state, halt), halt)
    if (k === 5) state = calmed(state, halt)
    const { state: next, step } = stepAt(state, (k * 100) as Instant, terms)
    expect(step.withoutQuotes).toEqual(['USDT'])
    state = stepFilled(next, step.lots, step.lots)
    sent.push(step.lots)
  }
  expect(sent).toEqual([10, 10, 10, 0, 0, 15, 15, 15, 15, 10, 0, 0, 0, 0, 0, 0])
  expect(state).toMatchObject({ filledLots: 100, owedLots: 0 })
  // With every currency off its peg nothing is left to pay with.
  const both = alarmed(alarmed(scheduled(slicesOf(span(1), [1], 9)), peg), {
    kind: 'peg',
    currency: 'USD',
  })
  expect(stepAt(both, 0 as Instant, terms).step.lots).toBe(0)
})
