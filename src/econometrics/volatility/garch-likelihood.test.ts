import { expect, test } from 'vitest'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { factorCholesky } from '../../math/cholesky.ts'
import { type GarchModelOptions, garchSpec } from './garch-spec.ts'
import { outerProducts } from './garch-coordinates.ts'
import { garchLikelihood } from './garch-likelihood.ts'

const shapeOf: Readonly<Record<'normal' | 't' | 'skewt' | 'ged', readonly number[]>> = {
  normal: [],
  t: [6],
  skewt: [5, -0.3],
  ged: [1.4],
}
const orders = [
  { model: 'garch' },
  { model: 'garch', p: 2, q: 1 },
  { model: 'garch', p: 1, q: 3 },
  { model: 'garch', p: 1, q: 0 },
  { model: 'gjr' },
  { model: 'gjr', p: 1, o: 2, q: 2 },
  { model: 'gjr', p: 0, o: 1, q: 1 },
  { model: 'egarch', o: 1 },
  { model: 'egarch', p: 2, o: 1, q: 2 },
  { model: 'egarch', p: 1, o: 3, q: 1, mean: 'zero' },
  { model: 'gjr', mean: 'zero' },
  { model: 'garch', mean: 'zero' },
] as const satisfies readonly GarchModelOptions[]

const cases = orders.flatMap((order, k) =>
  (['normal', 't', 'skewt', 'ged'] as const).map((distribution, d) => ({
    ...order,
    distribution,
    start: (['sample', 'backcast', 'fixed-variance'] as const)[(k + d) % 3]!,
  })),
)

function point(options: GarchModelOptions): Float64Array {
  const spec = garchSpec(options)
  const isLog = spec.model === 'egarch'
  return Float64Array.from([
    ...(spec.mean === 'constant' ? [0.07] : []),
    isLog ? 0.02 : 0.1,
    ...Array.from({ length: spec.p }, (_, k) => 0.12 / (k + 1)),
    ...Array.from({ length: spec.o }, (_, k) => (isLog ? -0.08 : 0.06) / (k + 1)),
    ...Array.from({ length: spec.q }, (_, k) => 0.5 / (k + 1)),
    ...shapeOf[spec.distribution],
  ])
}

const returns = noise(31, 120)

test.for(cases)('the gradient is that of the scores and of the differences: %j', (options) => {
  const spec = garchSpec(options)
  const likelihood = garchLikelihood(spec, returns, options.start === 'sample' ? 0 : 0.02)
  const x = point(options)
  const gradient = new Float64Array(spec.size)
  const value = likelihood.evaluate(x, gradient)
  // Where GARCH of first order with normal errors has a form of its own, this is the general one.
  expect(Math.abs(value - likelihood.trace(x))).toBeLessThan(1e-11)
  const scores = likelihood.scores(x)
  const scratch = new Float64Array(spec.size)
  for (let k = 0; k < spec.size; k++) {
    let sum = 0
    for (let t = 0; t < returns.length; t++) sum += scores[t * spec.size + k]!
    // Two ways round the same sum of 120 terms of order 1 to 10.
    expect(Math.abs(sum - gradient[k]!), `${spec.names[k]}`).toBeLessThan(1e-10)
    const step = 1e-6 * Math.max(0.1, Math.abs(x[k]!))
    const at = (by: number) => likelihood.evaluate(x.with(k, x[k]! + by), scratch)
    const difference = (at(step) - at(-step)) / (2 * step)
    // 1e-14 x 200 of rounding over a step of 1e-7.
    expect(Math.abs(difference - gradient[k]!), `${spec.names[k]}`).toBeLessThan(2e-5)
  }
})

const isFirstOrderNormal = (options: GarchModelOptions): boolean => {
  const { model, distribution, p, q } = garchSpec(options)
  return model === 'garch' && distribution === 'normal' && Math.max(p, q) === 1
}

test.for(cases.filter(isFirstOrderNormal))(
  'second derivatives that come with the likelihood are those of its gradient and scores: %j',
  (options) => {
    const spec = garchSpec(options)
    const likelihood = garchLikelihood(spec, returns, options.start === 'sample' ? 0 : 0.02)
    const { secondOrder } = likelihood
    const x = point(options)
    const products = secondOrder!.products(x)
    const outer = outerProducts(likelihood.scores(x), spec.size)
    const [above, below, here] = [0, 1, 2].map(() => new Float64Array(spec.size))
    likelihood.evaluate(x, here!)
    const observed = secondOrder!.observed()
    for (let k = 0; k < spec.size; k++) {
      const step = 1e-5 * Math.max(0.1, Math.abs(x[k]!))
      likelihood.evaluate(x.with(k, x[k]! + step), above!)
      likelihood.evaluate(x.with(k, x[k]! - step), below!)
      for (let i = 0; i < spec.size; i++) {
        const place = k * spec.size + i
        const difference = (below![i]! - above![i]!) / (2 * step)
        // Rounding of a slope of 100 over a step of 1e-6, and the third derivative times its square.
        expect(Math.abs(observed.data[place]! - difference)).toBeLessThan(
          1e-6 * (100 + Math.abs(difference)),
        )
        expect(Math.abs(products.data[place]! - outer.data[place]!)).toBeLessThan(
          1e-11 * (1 + Math.abs(outer.data[place]!)),
        )
      }
    }
    expect(factorCholesky(secondOrder!.expected(x)).kind).toBe('value')
    // Asked again where it last stood, it still knows.
    const again = new Float64Array(spec.size)
    likelihood.evaluate(x, again)
    likelihood.evaluate(x, again)
    expect(again).toEqual(here)
  },
)

test('outside its domain the likelihood is not a number', () => {
  const likelihood = garchLikelihood(garchSpec({}), returns, 0)
  const gradient = new Float64Array(4)
  expect(likelihood.evaluate(Float64Array.of(0, -0.1, 0.1, 0.5), gradient)).toBeNaN()
  const logarithmic = garchLikelihood(garchSpec({ model: 'egarch' }), returns, 0)
  expect(logarithmic.evaluate(Float64Array.of(0, 800, 0.1, 0.5), gradient)).toBeNaN()
})
