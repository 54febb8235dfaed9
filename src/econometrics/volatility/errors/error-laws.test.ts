import { expect, test } from 'vitest'
import { logGamma } from '../../../math/special/log-gamma.ts'
import { Random } from '../../../math/random.ts'
import { digamma } from './digamma.ts'
import type { ErrorLaw } from './error-law.ts'
import { errorLaws } from './error-laws.ts'

const laws: readonly (readonly [ErrorLaw['name'], readonly number[]])[] = [
  ['normal', []],
  ['t', [2.3]],
  ['t', [5]],
  ['t', [80]],
  ['skewt', [4, 0.3]],
  ['skewt', [4, -0.6]],
  ['skewt', [60, 0]],
  ['skewt', [2.6, 0.9]],
  ['ged', [1.05]],
  ['ged', [1.4]],
  ['ged', [2]],
  ['ged', [4]],
]

/** Log density of one residual, with its derivatives. */
function one(law: ErrorLaw, shape: readonly number[], residual: number, variance: number) {
  const terms = {
    byResidual: new Float64Array(1),
    byVariance: new Float64Array(1),
    byShape: law.shapes.map(() => new Float64Array(1)),
  }
  const sample = { residuals: Float64Array.of(residual), variances: Float64Array.of(variance) }
  const value = law.evaluate(sample, shape, terms)
  return {
    value,
    slopes: [terms.byResidual[0]!, terms.byVariance[0]!, ...terms.byShape.map((a) => a[0]!)],
  }
}

/** The integral of f over the line, by the double-exponential rule on both sides of zero. */
function integral(f: (z: number) => number, step: number): number {
  let sum = 0
  for (let k = -5 / step; k <= 5 / step; k++) {
    const w = k * step
    const y = Math.exp((Math.PI / 2) * Math.sinh(w))
    const weight = y * (Math.PI / 2) * Math.cosh(w) * step
    if (!Number.isFinite(y) || y > 1e150) continue
    sum += weight * (f(y) + f(-y))
  }
  return sum
}

test.for(laws)(
  '%s %j has mass 1, mean 0, variance 1 and the moments it states',
  ([name, shape]) => {
    const law = errorLaws[name]
    const density = (z: number) => Math.exp(one(law, shape, z, 1).value)
    // Hansen's density bends inside one of the halves: there the rule is of second order in its step only.
    const [step, tolerance] = name === 'skewt' ? [1 / 1024, 1e-6] : [1 / 64, 1e-9]
    const at = (f: (z: number) => number) => integral((z) => f(z) * density(z), step)
    const near = (value: number, expected: number, reach = tolerance) =>
      expect(Math.abs(value - expected), `${value} for ${expected}`).toBeLessThan(reach)
    near(
      at(() => 1),
      1,
    )
    near(
      at((z) => z),
      0,
    )
    near(at(Math.abs), law.absoluteMoment(shape))
    near(
      at((z) => (z < 0 ? z * z : 0)),
      law.lowerSecondMoment(shape),
    )
    near(
      at((z) => z * z),
      1,
    )
  },
)

test.for(laws)('%s %j has the derivatives its differences show', ([name, shape]) => {
  const law = errorLaws[name]
  for (const [residual, variance] of [
    [0.7, 1.3],
    [-2.2, 0.4],
    [-0.05, 2.5],
    [6, 0.9],
  ] as const) {
    const point = [residual, variance, ...shape]
    const value = (x: readonly number[]) => one(law, x.slice(2), x[0]!, x[1]!).value
    const { slopes } = one(law, shape, residual, variance)
    for (const [k, slope] of slopes.entries()) {
      const step = 1e-5 * Math.max(0.05, Math.abs(point[k]!))
      const shifted = (by: number) => value(point.map((entry, i) => (i === k ? entry + by : entry)))
      const difference = (shifted(step) - shifted(-step)) / (2 * step)
      // Central differences: 1e-10 from the step's square, 1e-10 from rounding over the step.
      expect(Math.abs(slope - difference), `${k} at ${point.join(' ')}`).toBeLessThan(
        2e-7 * Math.max(1, Math.abs(slope)),
      )
    }
  }
})

test('drawn errors have the moments of their law', () => {
  for (const [name, shape] of laws) {
    if (shape.length > 0 && (name === 't' || name === 'skewt') && shape[0]! < 4.5) continue // no fourth moment
    const random = new Random(7)
    const law = errorLaws[name]
    let [mean, square, size] = [0, 0, 0]
    const count = 40_000
    for (let k = 0; k < count; k++) {
      const z = law.draw(random, shape)
      mean += z / count
      square += (z * z) / count
      size += Math.abs(z) / count
    }
    // Five standard errors of a mean of 40,000; the variance of z^2 is at most about 8 here.
    expect(Math.abs(mean), name).toBeLessThan(0.025)
    expect(Math.abs(square - 1), name).toBeLessThan(0.075)
    expect(Math.abs(size - law.absoluteMoment(shape)), name).toBeLessThan(0.02)
  }
})

test('a symmetric skewed t is the t, a GED of 2 the normal', () => {
  for (const z of [-3, -0.2, 0, 1.7]) {
    const t = one(errorLaws.t, [6], z, 1.5).value
    expect(one(errorLaws.skewt, [6, 0], z, 1.5).value).toBeCloseTo(t, 13)
    const normal = one(errorLaws.normal, [], z, 1.5).value
    expect(one(errorLaws.ged, [2], z, 1.5).value).toBeCloseTo(normal, 13)
  }
})

test('digamma is the slope of log Gamma', () => {
  expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 14)
  expect(digamma(0.5)).toBeCloseTo(-0.5772156649015329 - 2 * Math.LN2, 14)
  for (const x of [0.1, 1.7, 6, 30, 250]) {
    const step = 1e-4 * x
    const difference = (logGamma(x + step) - logGamma(x - step)) / (2 * step)
    expect(Math.abs(digamma(x) - difference)).toBeLessThan(1e-7 * Math.max(1, 1 / x))
  }
})
