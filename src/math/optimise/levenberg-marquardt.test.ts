import { expect, test } from 'vitest'
import { matrixFromRows } from '../matrix.ts'
import { levenbergMarquardt } from './levenberg-marquardt.ts'
import { numericalJacobian } from './numerical-jacobian.ts'

const rosenbrock = ([a, b]: Float64Array): Float64Array =>
  Float64Array.of(10 * (b! - a! * a!), 1 - a!)

/** y = level exp(-rate t) + floor, with residuals that do not vanish. */
const times = [0, 1, 2, 3, 4, 5, 6]
const decayed = [5.1, 3.4, 2.5, 1.8, 1.4, 1.3, 1.1]
const decay = ([level, rate, floor]: Float64Array): Float64Array =>
  Float64Array.from(times, (t, k) => decayed[k]! - (level! * Math.exp(-rate! * t) + floor!))
const decayJacobian = ([level, rate]: Float64Array) =>
  matrixFromRows(
    times.map((t) => {
      const share = Math.exp(-rate! * t)
      return [-share, level! * t * share, -1]
    }),
  )

const powell = ([a, b, c, d]: Float64Array): Float64Array =>
  Float64Array.of(
    a! + 10 * b!,
    Math.sqrt(5) * (c! - d!),
    (b! - 2 * c!) ** 2,
    Math.sqrt(10) * (a! - d!) ** 2,
  )

const squareAboveOne = ([a]: Float64Array): Float64Array =>
  Float64Array.of(a! < 1 ? Number.NaN : a! * a!)

const logarithm = ([a]: Float64Array): Float64Array => Float64Array.of(Math.log(a!) - 1, 0)

test('finds the minimum of Rosenbrock from the usual start, exactly', () => {
  const fit = levenbergMarquardt(rosenbrock, Float64Array.of(-1.2, 1))
  expect(fit.converged).toBe(true)
  expect(Math.abs(fit.x[0]! - 1)).toBeLessThan(1e-12)
  expect(Math.abs(fit.x[1]! - 1)).toBeLessThan(1e-12)
  expect(fit.iterations).toBeLessThan(40)
})

test('a singular Jacobian at the minimum (Powell) slows it down but does not stop it', () => {
  const fit = levenbergMarquardt(powell, Float64Array.of(3, -1, 0, 1))
  expect(fit.sumOfSquares).toBeLessThan(1e-20)
})

test('derivatives given and derivatives taken lead to the same minimum', () => {
  const start = Float64Array.of(1, 1, 0)
  const taken = levenbergMarquardt(decay, start)
  const given = levenbergMarquardt(decay, start, { jacobian: decayJacobian })
  expect(given.converged && taken.converged).toBe(true)
  expect(given.evaluations).toBeLessThan(taken.evaluations)
  for (const [j, value] of given.x.entries()) {
    expect(Math.abs(taken.x[j]! / value - 1)).toBeLessThan(1e-7)
  }
  // At a minimum of residuals that do not vanish they are orthogonal to every column.
  expect(given.gradientCosine).toBeLessThan(1e-6)
})

test('central differences have nine digits, and five where one side is outside the domain', () => {
  const x = Float64Array.of(3, 0.4, 1)
  const found = numericalJacobian(decay, x, decay(x)).data
  decayJacobian(x).data.forEach((value, at) => {
    expect(Math.abs(found[at]! - value)).toBeLessThan(1e-9)
  })
  const edge = Float64Array.of(1)
  const [slope] = numericalJacobian(squareAboveOne, edge, squareAboveOne(edge)).data
  expect(Math.abs(slope! - 2)).toBeLessThan(1e-5)
})

test('units of the variables do not matter', () => {
  const reference = levenbergMarquardt(decay, Float64Array.of(1, 1, 0.1))
  // Powers of two: rounding is the same too.
  for (const unit of [2 ** -30, 2 ** 30]) {
    const fit = levenbergMarquardt(
      ([level, rate, floor]) => decay(Float64Array.of(level! / unit, rate! * unit, floor!)),
      Float64Array.of(unit, 1 / unit, 0.1),
    )
    expect(fit.iterations).toBe(reference.iterations)
    expect(fit.x[0]! / unit).toBe(reference.x[0])
  }
})

test('steps that leave the domain are shortened, not taken', () => {
  const fit = levenbergMarquardt(logarithm, Float64Array.of(50))
  expect(fit.converged).toBe(true)
  expect(Math.abs(fit.x[0]! - Math.E)).toBeLessThan(1e-10)
})

test('says that it has not converged, and why', () => {
  const limited = levenbergMarquardt(rosenbrock, Float64Array.of(-1.2, 1), { iterationsMax: 3 })
  expect(limited).toMatchObject({ converged: false, ended: 'iterations', iterations: 3 })
  const outside = levenbergMarquardt(([a]) => Float64Array.of(Math.log(a!), 1), Float64Array.of(-1))
  expect(outside).toMatchObject({ converged: false, ended: 'start-outside-domain' })
  // exp(-800 t) is 0 at every t above 0 but for t = 0, where the rate plays no part.
  const flat = levenbergMarquardt(decay, Float64Array.of(1, 800, 0))
  expect(flat).toMatchObject({ converged: false, ended: 'insensitive' })
})

test('fewer residuals than variables are a mistake of the caller', () => {
  expect(() => levenbergMarquardt(rosenbrock, Float64Array.of(1, 2, 3))).toThrow(/2 residuals/)
})

test('an exact start is left alone', () => {
  const fit = levenbergMarquardt(rosenbrock, Float64Array.of(1, 1))
  expect(fit).toMatchObject({ converged: true, ended: 'exact', iterations: 0, sumOfSquares: 0 })
})
