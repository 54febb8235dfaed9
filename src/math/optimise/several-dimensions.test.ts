import { expect, test } from 'vitest'
import { bfgs } from './bfgs.ts'
import { lineFrom, wolfeStep } from './line-search.ts'
import type { Objective } from './minimum-search.ts'
import { nelderMead } from './nelder-mead.ts'
import { numericalGradient } from './numerical-gradient.ts'

interface Problem {
  readonly name: string
  readonly f: Objective
  readonly gradient: (x: Float64Array) => Float64Array
  readonly start: readonly number[]
  readonly solution: readonly number[]
}

/** More, Garbow and Hillstrom (1981), with their standard starts, and one whose domain ends. */
const problems: readonly Problem[] = [
  {
    name: 'Rosenbrock',
    f: ([x, y]) => 100 * (y! - x! * x!) ** 2 + (1 - x!) ** 2,
    gradient: ([x, y]) =>
      Float64Array.of(-400 * x! * (y! - x! * x!) - 2 * (1 - x!), 200 * (y! - x! * x!)),
    start: [-1.2, 1],
    solution: [1, 1],
  },
  {
    name: 'Beale',
    f: ([x, y]) =>
      (1.5 - x! + x! * y!) ** 2 +
      (2.25 - x! + x! * y! ** 2) ** 2 +
      (2.625 - x! + x! * y! ** 3) ** 2,
    gradient: ([x, y]) => {
      const [a, b, c] = [1.5 - x! + x! * y!, 2.25 - x! + x! * y! ** 2, 2.625 - x! + x! * y! ** 3]
      return Float64Array.of(
        2 * a * (y! - 1) + 2 * b * (y! ** 2 - 1) + 2 * c * (y! ** 3 - 1),
        2 * a * x! + 4 * b * x! * y! + 6 * c * x! * y! ** 2,
      )
    },
    start: [1, 1],
    solution: [3, 0.5],
  },
  {
    name: 'badly scaled bowl of six',
    f: (x) => x.reduce((sum, value, i) => sum + 10 ** i * (value - i) ** 2, 0),
    gradient: (x) => x.map((value, i) => 2 * 10 ** i * (value - i)),
    start: [3, -2, 5, 1, 0, 9],
    solution: [0, 1, 2, 3, 4, 5],
  },
  {
    name: 'a likelihood that is no number for a negative scale',
    f: ([mean, scale]) => 10 * Math.log(scale!) + (5 * ((mean! - 2) ** 2 + 9)) / scale! ** 2,
    gradient: ([mean, scale]) =>
      Float64Array.of(
        (10 * (mean! - 2)) / scale! ** 2,
        10 / scale! - (10 * ((mean! - 2) ** 2 + 9)) / scale! ** 3,
      ),
    start: [-4, 0.5],
    solution: [2, 3],
  },
]

function expectNear(x: Float64Array, solution: readonly number[], tolerance: number): void {
  x.forEach((value, i) => expect(Math.abs(value - solution[i]!)).toBeLessThan(tolerance))
}

test.for(problems)('$name: BFGS with its gradient', ({ f, gradient, start, solution }) => {
  const found = bfgs(f, Float64Array.from(start), { gradient })
  expect(found.converged).toBe(true)
  expect(found.gradientNorm).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(found.value)))
  // The gradient's 1e-8 over the least curvature of these problems, 0.2 and more.
  expectNear(found.x, solution, 2e-7)
  expect(found.iterations).toBeLessThan(60)
})

test.for(problems)('$name: BFGS by differences', ({ f, start, solution }) => {
  const found = bfgs(f, Float64Array.from(start))
  expect(found.converged).toBe(true)
  expectNear(found.x, solution, 2e-5) // 1e-6 over that curvature
})

test.for(problems)('$name: Nelder and Mead', ({ f, start, solution }) => {
  const found = nelderMead(f, Float64Array.from(start), { iterationsMax: 3000 })
  expect(found.converged).toBe(true)
  // Values within 1e-8 of one another: positions to its root over the curvature.
  expectNear(found.x, solution, 3e-4)
})

test.for(problems)('$name: differences agree with the gradient', ({ f, gradient, start }) => {
  const x = Float64Array.from(start)
  const exact = gradient(x)
  const found = numericalGradient(f, x)
  const scale = Math.max(...exact.map(Math.abs), Math.abs(f(x)))
  // h^2 = 4e-11 of third derivatives up to some thirty times the gradient here.
  found.forEach((value, i) => expect(Math.abs(value - exact[i]!)).toBeLessThan(2e-9 * scale))
})

test('a step of the line search satisfies both Wolfe conditions', () => {
  const { f, gradient, start } = problems[0]!
  const x = Float64Array.from(start)
  const evaluate = (at: Float64Array) => ({ value: f(at), gradient: gradient(at) })
  const direction = gradient(x).map((value) => -value)
  const along = lineFrom(x, direction, evaluate)
  const origin = along(0)
  for (const first of [1e-8, 1e-3, 1, 100]) {
    const point = wolfeStep(origin, along, first)!
    expect(point.value).toBeLessThanOrEqual(origin.value + 1e-4 * point.step * origin.slope)
    expect(Math.abs(point.slope)).toBeLessThanOrEqual(0.9 * Math.abs(origin.slope))
  }
})

const fall: Objective = ([v]) => -v!

test('not to converge is a result', () => {
  const { f, gradient, start } = problems[0]!
  const x = Float64Array.from(start)
  const few = bfgs(f, x, { gradient, iterationsMax: 3 })
  expect(few).toMatchObject({ converged: false, iterations: 3 })
  expect(few.value).toBeLessThan(f(x))
  expect(nelderMead(f, x, { iterationsMax: 5 })).toMatchObject({ converged: false, iterations: 5 })
  expect(bfgs(fall, Float64Array.of(0)).converged).toBe(false)
  expect(bfgs(() => Number.NaN, Float64Array.of(0))).toMatchObject({
    converged: false,
    iterations: 0,
  })
  expect(nelderMead(() => Number.NaN, Float64Array.of(0)).converged).toBe(false)
})

test('a start that is the solution is left alone', () => {
  const { f, gradient, solution } = problems[0]!
  const found = bfgs(f, Float64Array.from(solution), { gradient })
  expect(found).toMatchObject({ converged: true, iterations: 0, evaluations: 1 })
  expect([...found.x]).toEqual([...solution])
})

test('the start is not changed', () => {
  const start = Float64Array.of(-1.2, 1)
  bfgs(problems[0]!.f, start)
  nelderMead(problems[0]!.f, start)
  expect([...start]).toEqual([-1.2, 1])
})
