import fc from 'fast-check'
import { expect, test } from 'vitest'
import { casesOf, relativeError, worstOf } from '../../../fixtures/math/cases.ts'
import {
  chiSquaredCdf,
  chiSquaredPdf,
  chiSquaredQuantile,
  chiSquaredSurvival,
} from './chi-squared.ts'
import { fCdf, fPdf, fQuantile, fSurvival } from './f.ts'
import { gammaCdf, gammaPdf, gammaQuantile, gammaSurvival } from './gamma.ts'
import { normalCdf, normalPdf, normalQuantile, normalSurvival } from './normal.ts'
import { studentTCdf, studentTPdf, studentTQuantile, studentTSurvival } from './student-t.ts'

/** One law, every distribution: the parameters are the numbers after x or p. */
interface Distribution {
  readonly name: string
  readonly pdf: (x: number, a: number, b: number) => number
  readonly cdf: (x: number, a: number, b: number) => number
  readonly survival: (x: number, a: number, b: number) => number
  readonly quantile: (p: number, a: number, b: number) => number
  /** From the golden grid, which reaches 1e-290 in the tails. */
  readonly tolerance: number
  /** Parameters that have no distribution. */
  readonly outside: readonly (readonly [number, number])[]
}

const degrees = (numerator: number, denominator: number) => ({ numerator, denominator })

const distributions: readonly Distribution[] = [
  {
    name: 'normal',
    pdf: normalPdf,
    cdf: normalCdf,
    survival: normalSurvival,
    quantile: normalQuantile,
    tolerance: 1e-15, // a few roundings: the exponent is split
    outside: [],
  },
  {
    name: 'gamma',
    pdf: gammaPdf,
    cdf: gammaCdf,
    survival: gammaSurvival,
    quantile: gammaQuantile,
    tolerance: 1e-13, // exponents up to 600, each unit in whose last place is 1e-13 of the value
    outside: [
      [0, 1],
      [-1, 1],
      [1, 0],
      [1, -2],
      [NaN, 1],
      [1, NaN],
      [Infinity, 1],
      [1, Infinity],
    ],
  },
  {
    name: 'chiSquared',
    pdf: chiSquaredPdf,
    cdf: chiSquaredCdf,
    survival: chiSquaredSurvival,
    quantile: chiSquaredQuantile,
    tolerance: 1e-13,
    outside: [
      [0, 0],
      [-3, 0],
      [NaN, 0],
      [Infinity, 0],
    ],
  },
  {
    name: 'studentT',
    pdf: studentTPdf,
    cdf: studentTCdf,
    survival: studentTSurvival,
    quantile: studentTQuantile,
    tolerance: 5e-13, // 37 deviations out with 20,000 degrees: an exponent of -660 from a log times 10,000
    outside: [
      [0, 0],
      [-3, 0],
      [NaN, 0],
      [Infinity, 0],
    ],
  },
  {
    name: 'f',
    pdf: (x, m, n) => fPdf(x, degrees(m, n)),
    cdf: (x, m, n) => fCdf(x, degrees(m, n)),
    survival: (x, m, n) => fSurvival(x, degrees(m, n)),
    quantile: (p, m, n) => fQuantile(p, degrees(m, n)),
    tolerance: 1e-13,
    outside: [
      [0, 1],
      [1, 0],
      [-1, 5],
      [5, NaN],
      [Infinity, 5],
    ],
  },
]

const cases = casesOf<number[]>('distributions.json')

test.for(distributions)('$name: density, both tails agree with mpmath', (distribution) => {
  const rows = cases[distribution.name]!
  expect(rows.length).toBeGreaterThan(20)
  for (const [valueAt, compute] of [
    [-3, distribution.pdf],
    [-2, distribution.cdf],
    [-1, distribution.survival],
  ] as const) {
    const worst = worstOf(rows, valueAt, ([x, a, b]) => compute(x!, a!, b!))
    expect(worst.error, JSON.stringify(worst.row)).toBeLessThan(distribution.tolerance)
  }
})

test.for(distributions)('$name: the quantile of a golden probability is its x', (distribution) => {
  for (const row of cases[distribution.name]!) {
    const [x, a, b] = row as [number, number, number]
    const [pdf, cdf] = [row.at(-3)!, row.at(-2)!]
    // Where p is near one it has not the digits to say which x; the law below covers it through the survival.
    if (cdf >= 0.5) continue
    // Half a unit in the last place of p moves x by eps p / f(x); the rest is what the functions themselves miss.
    const conditioned = Math.abs(cdf / (pdf * x)) * Number.EPSILON
    const found = distribution.quantile(cdf, a, b)
    expect(relativeError(found, x), JSON.stringify(row)).toBeLessThan(
      distribution.tolerance + 4 * conditioned,
    )
  }
})

test('the normal quantile agrees with mpmath down to 1e-300', () => {
  // At 0.499 half a unit in the last place of p is 1.1e-14 of the quantile.
  const worst = worstOf(cases['normalQuantile']!, -1, ([p]) => normalQuantile(p!))
  expect(worst.error, JSON.stringify(worst.row)).toBeLessThan(3e-14)
})

const parameter = fc.double({ min: 0.3, max: 300, noNaN: true })
const probability = fc.double({ min: 1e-12, max: 0.999, noNaN: true })

test.for(distributions)('$name: the two tails of any quantile are p and 1 - p', (distribution) => {
  fc.assert(
    fc.property(probability, parameter, parameter, (p, a, b) => {
      const x = distribution.quantile(p, a, b)
      const lower = distribution.cdf(x, a, b)
      const upper = distribution.survival(x, a, b)
      expect(Math.abs(lower + upper - 1)).toBeLessThan(1e-15)
      // x is rounded too, and moves p by x f(x) eps: up to sqrt(shape) of them. Half an order to spare.
      expect(relativeError(p <= 0.5 ? lower : upper, p <= 0.5 ? p : 1 - p)).toBeLessThan(2e-13)
    }),
    { seed: 20261124, numRuns: 200 },
  )
})

test.for(distributions)('$name: the density is the slope of the distribution', (distribution) => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      parameter,
      parameter,
      (p, a, b) => {
        const x = distribution.quantile(p, a, b)
        const step = Math.abs(x) * 1e-4
        fc.pre(step > 1e-9)
        const rise = distribution.cdf(x + step, a, b) - distribution.cdf(x - step, a, b)
        // A central difference over 1e-4: its square times a third derivative that shape 300 makes 300 times larger,
        // and 1e-16 of rounding over a rise of 1e-5.
        expect(relativeError(rise / (2 * step), distribution.pdf(x, a, b))).toBeLessThan(2e-5)
      },
    ),
    { seed: 20261124, numRuns: 100 },
  )
})

test.for(distributions)('$name: outside its domain nothing is a number', (distribution) => {
  for (const [a, b] of distribution.outside) {
    for (const value of [
      distribution.pdf(1, a, b),
      distribution.cdf(1, a, b),
      distribution.survival(1, a, b),
      distribution.quantile(0.3, a, b),
    ]) {
      expect(value, `parameters ${a}, ${b}`).toBeNaN()
    }
  }
  expect(distribution.pdf(NaN, 3, 4)).toBeNaN()
  expect(distribution.cdf(NaN, 3, 4)).toBeNaN()
  expect(distribution.survival(NaN, 3, 4)).toBeNaN()
  for (const p of [-0.1, 1.1, NaN]) expect(distribution.quantile(p, 3, 4)).toBeNaN()
})

test.for(distributions)('$name: its ends', (distribution) => {
  expect(distribution.cdf(Infinity, 3, 4)).toBe(1)
  expect(distribution.survival(Infinity, 3, 4)).toBe(0)
  expect(distribution.pdf(Infinity, 3, 4)).toBe(0)
  expect(distribution.cdf(-Infinity, 3, 4)).toBe(0)
  expect(distribution.survival(-Infinity, 3, 4)).toBe(1)
  expect(distribution.quantile(1, 3, 4)).toBe(Infinity)
  const lowest = ['normal', 'studentT'].includes(distribution.name) ? -Infinity : 0
  expect(distribution.quantile(0, 3, 4)).toBe(lowest)
})

test('densities at 0 are their limits', () => {
  expect([gammaPdf(0, 0.5, 1), gammaPdf(0, 1, 4), gammaPdf(0, 2, 1)]).toEqual([Infinity, 0.25, 0])
  expect([1, 2, 3].map((m) => fPdf(0, degrees(m, 5)))).toEqual([Infinity, 1, 0])
  expect([gammaPdf(-1, 2, 1), fPdf(-1, degrees(2, 2))]).toEqual([0, 0])
})

test('a Cauchy tail has its size as far as doubles go', () => {
  // P(T > t) = atan(1 / t) / pi with one degree of freedom, and 1 / (pi t) far out; its exponent reaches 700.
  for (const t of [1e10, 1e149, 1e151, 1e160, 1e300]) {
    expect(relativeError(studentTSurvival(t, 1), 1 / (Math.PI * t))).toBeLessThan(1e-13)
    expect(relativeError(-studentTQuantile(1 / (Math.PI * t), 1), t)).toBeLessThan(2e-13)
  }
})

test('the smallest shapes put all weight at 0', () => {
  expect(gammaCdf(0.5, 1e-300, 1)).toBe(1)
  expect(gammaSurvival(0.5, 1e-300, 1)).toBeLessThan(1e-300)
  expect(gammaCdf(0.5, 1e-310, 1)).toBeNaN()
})

test('a quantile below the smallest double is 0', () => {
  // P(X <= x) is about x^0.01: 1e-6 would need x = 1e-600.
  expect(gammaQuantile(1e-6, 0.01, 1)).toBe(0)
})

test('the median is exact where symmetry gives it', () => {
  expect([normalQuantile(0.5), studentTQuantile(0.5, 3)]).toEqual([0, 0])
  expect(relativeError(fQuantile(0.5, degrees(7, 7)), 1)).toBeLessThan(1e-15)
})
