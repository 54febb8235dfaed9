import { expect, test } from 'vitest'
import { elementOf, identityMatrix, matrixFromRows } from '../../../math/matrix.ts'
import { Random } from '../../../math/random.ts'
import { boundedMinimum, type SmoothFunction } from './bounded-minimum.ts'
import { freeDirections, type LinearBound, slackOf } from './linear-bound.ts'
import { positiveDefinite } from './positive-definite.ts'
import { quadraticStep } from './quadratic-step.ts'

const bound = (name: string, least: number, ...weights: number[]): LinearBound => ({
  name,
  least,
  weights: Float64Array.from(weights),
})

const search = (start: readonly number[], bounds: readonly LinearBound[]) => ({
  start: Float64Array.from(start),
  bounds,
  curvature: identityMatrix(start.length),
  iterationsMax: 200,
  gradientTolerance: 1e-9,
})

const banana: SmoothFunction = (x, gradient) => {
  const [a, b] = [x[0]!, x[1]!]
  gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a)
  gradient[1] = 200 * (b - a * a)
  return 100 * (b - a * a) ** 2 + (1 - a) ** 2
}

test('finds the bottom of a curved valley, and its foot on a bound across it', () => {
  const free = boundedMinimum(banana, search([-1.2, 1], []))
  expect(free.x[0]).toBeCloseTo(1, 8)
  expect(free.gradientNorm).toBeLessThan(1e-8)
  // On a <= 1/2 the valley floor is b = a^2.
  const held = boundedMinimum(banana, search([-1.2, 1], [bound('a', -0.5, -1, 0)]))
  expect([...held.x]).toEqual([0.5, expect.closeTo(0.25, 9)])
  expect(held.active.map(({ name }) => name)).toEqual(['a'])
})

test('the step of a quadratic program meets the conditions of optimality in random ones', () => {
  const random = new Random(5)
  for (let round = 0; round < 200; round++) {
    const size = 2 + random.integerBelow(6)
    const curvature = identityMatrix(size)
    for (let k = 0; k < size; k++) {
      const ray = Float64Array.from({ length: size }, () => random.normal())
      for (let j = 0; j < size; j++)
        for (let i = 0; i < size; i++) curvature.data[j * size + i]! += ray[i]! * ray[j]!
    }
    const gradient = Float64Array.from({ length: size }, () => 3 * random.normal())
    const bounds = Array.from({ length: 2 * size }, (_, k) =>
      bound(`${k}`, -random.uniform(), ...Array.from({ length: size }, () => random.normal())),
    )
    const x = new Float64Array(size)
    const { step, active } = quadraticStep(positiveDefinite(curvature), gradient, {
      x,
      bounds,
      held: [],
    })
    for (const each of bounds) expect(slackOf(each, step)).toBeGreaterThan(-1e-9)
    const pull = gradient.map((value, i) => {
      let sum = value
      for (let k = 0; k < size; k++) sum += curvature.data[k * size + i]! * step[k]!
      return sum
    })
    // Nothing pulls along the directions left free, and every held bound is pressed, not pulled.
    for (const direction of freeDirections(active, size)) {
      expect(Math.abs(direction.reduce((sum, value, i) => sum + value * pull[i]!, 0))).toBeLessThan(
        1e-8,
      )
    }
    for (const each of active) {
      expect(Math.abs(slackOf(each, step))).toBeLessThan(1e-9)
      for (const direction of freeDirections(
        active.filter((other) => other !== each),
        size,
      )) {
        const along = direction.reduce((sum, value, i) => sum + value * each.weights[i]!, 0)
        const pressed = direction.reduce((sum, value, i) => sum + value * pull[i]!, 0)
        expect(pressed * along).toBeGreaterThan(-1e-7)
      }
    }
  }
})

test('a matrix is made positive definite by as little as that takes', () => {
  const whole = matrixFromRows([
    [2, 1],
    [1, 2],
  ])
  expect(positiveDefinite(whole).matrix).toBe(whole)
  const saddle = matrixFromRows([
    [1, 2],
    [2, -1e7],
  ])
  const { matrix, lower } = positiveDefinite(saddle)
  expect(elementOf(matrix, 0, 1)).toBe(2)
  expect(elementOf(matrix, 1, 1)).toBeGreaterThan(0)
  expect(elementOf(lower, 1, 1)).toBeGreaterThan(0)
  expect(positiveDefinite(matrixFromRows([[Number.NaN]])).matrix).toEqual(matrixFromRows([[1]]))
})
