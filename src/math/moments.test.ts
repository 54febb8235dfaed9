import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addValue,
  deviationOf,
  kurtosisOf,
  mergeMoments,
  momentsOf,
  noMoments,
  skewnessOf,
  varianceOf,
  type Moments,
} from './moments.ts'

test('0, 0, 1, 5 by hand', () => {
  const moments = momentsOf(Float64Array.of(0, 0, 1, 5))
  // Deviations -1.5, -1.5, -0.5, 3.5: squares 17, cubes 36, fourths 160.25.
  expect(moments).toEqual({ count: 4, mean: 1.5, square: 17, cube: 36, fourth: 160.25 })
  expect(varianceOf(moments)).toBeCloseTo(17 / 3, 14)
  expect(deviationOf(moments)).toBeCloseTo(Math.sqrt(17 / 3), 14)
  expect(skewnessOf(moments)).toBeCloseTo(9 / 4.25 ** 1.5, 14)
  expect(kurtosisOf(moments)).toBeCloseTo(40.0625 / 4.25 ** 2, 14)
})

const series = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((values) => Float64Array.from(values))

/** Each against the size its sum would have if nothing cancelled; 40 values round 40 times, up to 30 eps. */
function expectSame(a: Moments, b: Moments, spread: number): void {
  const tolerance = 30 * Number.EPSILON * b.count
  expect(a.count).toBe(b.count)
  expect(Math.abs(a.mean - b.mean)).toBeLessThanOrEqual(tolerance * spread)
  expect(Math.abs(a.square - b.square)).toBeLessThanOrEqual(tolerance * spread ** 2)
  expect(Math.abs(a.cube - b.cube)).toBeLessThanOrEqual(tolerance * spread ** 3)
  expect(Math.abs(a.fourth - b.fourth)).toBeLessThanOrEqual(tolerance * spread ** 4)
}

test('streaming, merging and two passes agree', () => {
  fc.assert(
    fc.property(series, series, (left, right) => {
      const whole = momentsOf(Float64Array.of(...left, ...right))
      expectSame(mergeMoments(momentsOf(left), momentsOf(right)), whole, 4)
      expectSame(Array.from([...left, ...right]).reduce(addValue, noMoments), whole, 4)
      expect(whole.count).toBe(left.length + right.length)
    }),
    { seed: 20261124 },
  )
})

test('a level of a billion costs the variance nothing', () => {
  const wave = Float64Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 1 : -1))
  const raised = wave.map((value) => value + 1e9)
  expect(varianceOf(momentsOf(raised))).toBe(varianceOf(momentsOf(wave)))
  const streamed = raised.reduce<Moments>(addValue, noMoments)
  // The running mean is rounded to 1e-7 at each of 1000 steps, in either direction.
  expect(Math.abs(varianceOf(streamed) / (1000 / 999) - 1)).toBeLessThan(1e-7)
})

test('nothing, one value and a constant have no higher moments', () => {
  expect(varianceOf(noMoments)).toBeNaN()
  expect(varianceOf(momentsOf(Float64Array.of(3)))).toBeNaN()
  const constant = momentsOf(new Float64Array(10).fill(0.1))
  expect(varianceOf(constant)).toBe(0)
  expect(skewnessOf(constant)).toBeNaN()
  expect(kurtosisOf(constant)).toBeNaN()
  expect(mergeMoments(noMoments, constant)).toBe(constant)
  expect(mergeMoments(constant, noMoments)).toBe(constant)
  expect(addValue(constant, Number.NaN).mean).toBeNaN()
})
