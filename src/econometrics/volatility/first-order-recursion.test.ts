import { expect, test } from 'vitest'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { firstOrderRecursion } from './first-order-recursion.ts'
import { garchSpec } from './garch-spec.ts'
import { recursionFrame, type VarianceRecursion } from './recursion.ts'
import { varianceRecursion } from './variance-recursion.ts'

const models = [
  { model: 'garch' },
  { model: 'garch', mean: 'zero' },
  { model: 'garch', q: 0 },
  { model: 'gjr' },
  { model: 'gjr', p: 0 },
  { model: 'gjr', q: 0, mean: 'zero' },
] as const

test.for(models)('does what the general recursion does: %j', (options) => {
  const spec = garchSpec(options)
  const x = Float64Array.from(spec.names, (name) =>
    name === 'mu' ? 0.05 : name === 'omega' ? 0.1 : name === 'beta[1]' ? 0.8 : 0.07,
  )
  const start = { variance: 1.3, byMu: -0.4 }
  const rows = 60
  const run = (recursion: VarianceRecursion) => {
    const frame = recursionFrame(spec, rows)
    frame.residuals.set(noise(8, rows), 1)
    const isPositive = recursion.forward(x, frame, start)
    frame.terms.byResidual.set(noise(9, rows))
    frame.terms.byVariance.set(noise(10, rows))
    const gradient = new Float64Array(spec.size)
    recursion.backward(x, frame, { start, gradient })
    const slopes = recursion.slopes(x, frame, start)
    return {
      isPositive,
      past: [...frame.variances, ...frame.sizes, ...frame.asymmetries],
      rest: [...gradient, ...slopes],
    }
  }
  const [fast, slow] = [run(firstOrderRecursion(spec)), run(varianceRecursion(spec))]
  expect(fast.isPositive).toBe(true)
  expect(fast.past).toEqual(slow.past)
  for (const [k, value] of fast.rest.entries()) {
    // The same sums in another order of products.
    expect(Math.abs(value - slow.rest[k]!)).toBeLessThan(1e-12 * Math.max(1, Math.abs(value)))
  }
})
