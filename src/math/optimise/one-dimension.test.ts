import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectValue } from '../outcome.ts'
import { brentMinimum } from './brent-minimum.ts'
import { brentRoot } from './brent-root.ts'

/** Counts what it is called. */
function counted(f: (x: number) => number) {
  const calls = { count: 0 }
  return {
    calls,
    f: (x: number): number => {
      calls.count++
      return f(x)
    },
  }
}

const roots: readonly (readonly [string, (x: number) => number, number, number, number])[] = [
  ['cos x - x', (x) => Math.cos(x) - x, 0, 1, 0.7390851332151607], // the Dottie number
  ['x^3 - 2', (x) => x ** 3 - 2, 0, 100, Math.cbrt(2)],
  ['e^x - 1e-5', (x) => Math.exp(x) - 1e-5, -700, 700, Math.log(1e-5)],
  ['a step', (x) => (x < 0.3 ? -1 : 1), -1, 1, 0.3],
  ['x^9, flat at its root', (x) => x ** 9, -1, 1.7, 0],
]

test.for(roots)('the root of %s is found in few calls', ([, f, low, high, root]) => {
  const spy = counted(f)
  const found = expectValue(brentRoot(spy.f, { low, high, tolerance: 1e-14 }))
  // Where f is flat any x below 1e-300^(1/9) has f(x) of the size of rounding: there the width decides.
  expect(Math.abs(found - root)).toBeLessThan(
    1e-14 + 4e-16 * Math.abs(root) + (root === 0 ? 1e-13 : 0),
  )
  // Where interpolation never helps, Brent's takes up to three calls for each halving.
  expect(spy.calls.count).toBeLessThan(3 * Math.log2((high - low) / 1e-14))
})

test('a root lies between two points of different sign, wherever it is', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      (root, below, above) => {
        const f = (x: number): number => Math.atan(x - root)
        const found = expectValue(brentRoot(f, { low: root - below, high: root + above }))
        expect(Math.abs(found - root)).toBeLessThanOrEqual(
          4 * Number.EPSILON * Math.abs(root) + 1e-300,
        )
      },
    ),
    { seed: 20261124 },
  )
})

test('ends may be roots, turned round, or of one sign', () => {
  expect(expectValue(brentRoot((x) => x, { low: 0, high: 1 }))).toBe(0)
  expect(expectValue(brentRoot((x) => x - 1, { low: 0, high: 1 }))).toBe(1)
  expect(expectValue(brentRoot((x) => x - 0.25, { low: 1, high: 0 }))).toBe(0.25)
  for (const f of [(x: number) => x * x + 1, () => Number.NaN]) {
    expect(brentRoot(f, { low: -1, high: 1 })).toMatchObject({ reason: 'no-sign-change' })
  }
  expect(brentRoot(holed, { low: -1, high: 1 })).toMatchObject({ reason: 'not-converged' })
})

const holed = (x: number): number => (Math.abs(x) === 1 ? x : Number.NaN)

const minima: readonly (readonly [string, (x: number) => number, number, number, number])[] = [
  ['(x - 2)^2', (x) => (x - 2) ** 2, -100, 100, 2],
  ['x log x', (x) => x * Math.log(x), 0, 10, Math.exp(-1)],
  ['|x - 0.3|', (x) => Math.abs(x - 0.3), -5, 5, 0.3],
  ['x^2 around 0', (x) => x * x, -3, 8, 0],
  ['-cos x with a hole', (x) => (x > 2 ? Number.NaN : -Math.cos(x)), -1, 4, 0],
]

test.for(minima)('the minimum of %s is found in few calls', ([, f, low, high, x]) => {
  const spy = counted(f)
  const found = brentMinimum(spy.f, { low, high })
  expect(found.converged).toBe(true)
  expect(found.evaluations).toBe(spy.calls.count)
  // Twice the square root of eps, of x or of a millionth of the interval; f is flat over as much again.
  expect(Math.abs(found.x - x)).toBeLessThan(
    6e-8 * (Math.abs(x) + 1e-6 * (high - low)) + (x === 0 ? 1e-7 : 0),
  )
  expect(found.evaluations).toBeLessThan(80)
  expect(found.value).toBe(f(found.x))
})

test('a function without a minimum inside ends at the lower end', () => {
  const { x, converged } = brentMinimum((v) => v, { low: 1, high: 2 })
  expect(converged).toBe(true)
  expect(x).toBeCloseTo(1, 6)
})
