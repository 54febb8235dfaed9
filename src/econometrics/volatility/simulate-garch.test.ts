import { expect, test } from 'vitest'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import type { GarchParameters } from './garch-result.ts'
import { garch } from './garch.ts'
import { simulateGarch } from './simulate-garch.ts'

const truths: readonly (readonly [Parameters<typeof garch>[1] & object, GarchParameters])[] = [
  [{ model: 'garch' }, { mu: 0.1, omega: 0.05, alpha: [0.1], beta: [0.85] }],
  [
    { model: 'garch', distribution: 't', mean: 'zero' },
    { omega: 1e-9, alpha: [0.08], beta: [0.88], nu: 5 },
  ],
  [
    { model: 'gjr', distribution: 'skewt' },
    { mu: -2, omega: 40, alpha: [0.04], gamma: [0.12], beta: [0.8], eta: 7, lambda: -0.2 },
  ],
  [
    { model: 'gjr', distribution: 'ged', p: 1, o: 1, q: 2 },
    { mu: 0, omega: 0.1, alpha: [0.1], gamma: [0.1], beta: [0.3, 0.45], nu: 1.4 },
  ],
  [
    { model: 'egarch', o: 1 },
    { mu: 0, omega: -0.4, alpha: [0.2], gamma: [-0.1], beta: [0.95] },
  ],
  [
    { model: 'egarch', o: 1, distribution: 'ged' },
    { mu: 0, omega: 0.02, alpha: [0.25], gamma: [0.05], beta: [0.9], nu: 1.6 },
  ],
]

test.for(truths)('a fit finds the parameters its path was made with: %j', ([options, truth]) => {
  const path = simulateGarch(truth, { rows: 6000, random: new Random(11), ...options })
  const fit = expectValue(garch(path.returns, { ...options, horizon: 0 }))
  expect(fit.converged).toBe(true)
  const values = [
    ...(options.mean === 'zero' ? [] : [truth.mu!]),
    truth.omega,
    ...truth.alpha,
    ...(truth.gamma ?? []),
    ...truth.beta,
    ...[truth.nu, truth.eta, truth.lambda].filter((value) => value !== undefined),
  ]
  for (const [k, value] of values.entries()) {
    const z = (fit.estimates[k]! - value) / fit.standardErrors.robust[k]!
    // Some 35 estimates: beyond 4 errors once in 400 suites, and the seed is fixed.
    expect(Math.abs(z), `${fit.parameterNames[k]}: ${fit.estimates[k]} for ${value}`).toBeLessThan(
      4,
    )
  }
})

test('the variances of a path are those its returns follow', () => {
  const path = simulateGarch(
    { omega: 0.1, alpha: [0.1], beta: [0.8] },
    { rows: 50_000, random: new Random(3) },
  )
  let mean = 0
  for (const [t, value] of path.returns.entries()) mean += value ** 2 / path.variances[t]! / 50_000
  // z^2 has variance 2: four errors of a mean of 50,000.
  expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(2 / 50_000))
  const level = path.variances.reduce((sum, value) => sum + value / 50_000, 0)
  expect(level).toBeGreaterThan(0.9)
  expect(level).toBeLessThan(1.1)
})

const make = () =>
  simulateGarch({ omega: 0.1, alpha: [0.1], beta: [0.8] }, { rows: 20, random: new Random(9) })

test('the same seed gives the same path', () => {
  expect(make()).toEqual(make())
})

test("EGARCH's simulated forecasts meet the closed form of the normal law", () => {
  const truth = { omega: -0.1, alpha: [0.2], gamma: [-0.1], beta: [0.9] }
  const { returns } = simulateGarch(truth, { rows: 800, random: new Random(2), model: 'egarch' })
  const fit = expectValue(
    garch(returns, { model: 'egarch', o: 1, mean: 'zero', horizon: 2, paths: 40_000 }),
  )
  const { omega, alpha, gamma, beta } = fit.parameters
  // E exp(a |z| + g z) = 2 exp((a^2 + g^2)/2) [e^{ag} Phi(a+g) + e^{-ag} Phi(a-g)] / 2, here by a fine sum instead.
  let moment = 0
  for (let z = -9; z <= 9; z += 1e-3) {
    const density = (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * 1e-3
    moment +=
      density * Math.exp(alpha[0]! * (Math.abs(z) - Math.sqrt(2 / Math.PI)) + gamma![0]! * z)
  }
  const second = Math.exp(omega + beta[0]! * Math.log(fit.forecast[0]!)) * moment
  // The exponent has a deviation of about 0.2: four errors of a mean of 40,000.
  expect(Math.abs(fit.forecast[1]! / second - 1)).toBeLessThan(4 * (0.2 / Math.sqrt(40_000)))
})
