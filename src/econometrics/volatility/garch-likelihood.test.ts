import { expect, test } from 'vitest'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { type GarchModelOptions, garchSpec } from './garch-spec.ts'
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
  // Where one lag of each kind and normal errors have a form of their own, this is the general one.
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

test('outside its domain the likelihood is not a number', () => {
  const likelihood = garchLikelihood(garchSpec({}), returns, 0)
  const gradient = new Float64Array(4)
  expect(likelihood.evaluate(Float64Array.of(0, -0.1, 0.1, 0.5), gradient)).toBeNaN()
  const logarithmic = garchLikelihood(garchSpec({ model: 'egarch' }), returns, 0)
  expect(logarithmic.evaluate(Float64Array.of(0, 800, 0.1, 0.5), gradient)).toBeNaN()
})
