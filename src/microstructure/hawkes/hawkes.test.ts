import { expect, test } from 'vitest'
import { expectAllClose, expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { golden } from '../../../fixtures/microstructure/goldens.ts'
import { numericalGradient } from '../../math/optimise/numerical-gradient.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { fitHawkes } from './fit-hawkes.ts'
import { typeLikelihood } from './hawkes-likelihood.ts'
import {
  branchingRatio,
  HawkesIntensity,
  hawkesIntensityAt,
  type HawkesModel,
  type MarkedEvents,
} from './hawkes-model.ts'
import { hawkesFit } from './hawkes-residuals.ts'
import { simulateHawkes } from './simulate-hawkes.ts'

interface HawkesGolden {
  readonly true: HawkesModel
  readonly times: readonly number[]
  readonly types: readonly number[]
  readonly to: number
  readonly trueLogLikelihood: number
  readonly fit: readonly (readonly number[])[]
  readonly logLikelihood: number
  readonly trueGoodness: readonly Readonly<Record<'mean' | 'ksStatistic' | 'ksPValue', number>>[]
}

const cases = golden('hawkes') as readonly HawkesGolden[]

const eventsOf = ({ times, types, to }: HawkesGolden): MarkedEvents => ({
  times: Float64Array.from(times),
  types: Uint8Array.from(types),
  from: 0,
  to,
})

const parametersOf = ({ baselines, branching, decays }: HawkesModel): number[][] =>
  baselines.map((baseline, i) => [baseline, ...branching[i]!, decays[i]!])

test.each(cases)('likelihood and its highest point are those of scipy: $true.baselines', (made) => {
  const events = eventsOf(made)
  const types = made.true.baselines.length
  const atTruth = parametersOf(made.true).reduce(
    (sum, values, i) => sum + typeLikelihood(events, i, Float64Array.from(values)).value,
    0,
  )
  expectClose(atTruth, made.trueLogLikelihood, 1e-11, 'likelihood')
  const fit = expectValue(fitHawkes(events, types))
  // scipy stops some 1e-7 short in the likelihood, which moves a flat parameter by 1e-4 of itself.
  expect(fit.logLikelihood).toBeGreaterThan(made.logLikelihood - 1e-8)
  expect(fit.logLikelihood - made.logLikelihood).toBeLessThan(1e-4)
  expectAllClose(parametersOf(fit.model), made.fit, 1e-3, 'parameters')
  expect(fit.logLikelihood).toBeGreaterThan(fit.poissonLogLikelihood)
  for (const [i, expected] of made.trueGoodness.entries()) {
    const found = hawkesFit(events, made.true)[i]!
    for (const key of ['mean', 'ksStatistic', 'ksPValue'] as const) {
      // Waiting times of thousands of terms summed in another order.
      expectClose(found[key], expected[key], 1e-8, key)
    }
  }
})

test('the gradient of the likelihood is its slope, simultaneous events too', () => {
  const events: MarkedEvents = {
    times: Float64Array.of(0.5, 1, 1, 1.2, 4, 4, 4.1),
    types: Uint8Array.of(0, 1, 0, 0, 0, 0, 1),
    from: 0,
    to: 6,
  }
  const at = Float64Array.of(0.4, 0.3, 0.2, 1.3)
  const slopes = numericalGradient((x) => typeLikelihood(events, 0, x).value, at)
  const { gradient } = typeLikelihood(events, 0, at)
  for (const [k, slope] of gradient.entries()) expect(slope).toBeCloseTo(slopes[k]!, 6)
})

const market: HawkesModel = {
  baselines: [0.3, 0.25],
  branching: [
    [0.5, 0.1],
    [0.15, 0.4],
  ],
  decays: [1.5, 2.5],
}

test('simulated parameters are recovered within their errors', () => {
  // Squares of 8 deviations in units of their errors, for 4 markets: 32 of mean 1.
  let sum = 0
  let count = 0
  for (let run = 0; run < 4; run++) {
    const fit = expectValue(fitHawkes(simulateHawkes(market, 3000, new Random(40 + run)), 2))
    const errors = parametersOf(fit.standardErrors).flat()
    for (const [k, value] of parametersOf(fit.model).flat().entries()) {
      const deviation = (value - parametersOf(market).flat()[k]!) / errors[k]!
      expect(Math.abs(deviation)).toBeLessThan(4)
      sum += deviation ** 2
      count++
    }
    expect(Math.abs(fit.branchingRatio - branchingRatio(market))).toBeLessThan(0.12)
    for (const { mean, ksPValue, ljungBoxPValue } of fit.goodness) {
      expect(Math.abs(mean - 1)).toBeLessThan(0.05)
      expect(ksPValue).toBeGreaterThan(0.001)
      expect(ljungBoxPValue).toBeGreaterThan(0.001)
    }
  }
  // Chi-squared of 32 degrees: 0.999 below 62.5, 0.001 below 11.
  expect(count).toBe(32)
  expect(sum).toBeLessThan(62.5)
  expect(sum).toBeGreaterThan(11)
})

test('the rate of a simulated process is mu / (1 - n), and a Poisson model of it is refused', () => {
  const model: HawkesModel = { baselines: [0.5], branching: [[0.6]], decays: [1] }
  const events = simulateHawkes(model, 8000, new Random(5))
  // Variance of the count is about rate / (1 - n)^2 a unit of time.
  const [rate, error] = [0.5 / 0.4, Math.sqrt(0.5 / 0.4 ** 3 / 8000)]
  expect(Math.abs(events.times.length / 8000 - rate)).toBeLessThan(4 * error)
  const poisson: HawkesModel = { baselines: [rate], branching: [[0]], decays: [1] }
  expect(hawkesFit(events, poisson)[0]!.ksPValue).toBeLessThan(1e-10)
  expect(hawkesFit(events, poisson)[0]!.ljungBoxPValue).toBeLessThan(1e-10)
})

test('intensities as events come in are those of all events at once', () => {
  const events = simulateHawkes(market, 200, new Random(7))
  const flow = new HawkesIntensity(market)
  for (const [k, time] of events.times.entries()) {
    flow.excite(events.types[k]!, time)
    const at = time + 0.01
    if (k + 1 < events.times.length && events.times[k + 1]! <= at) continue
    for (const [i, expected] of hawkesIntensityAt(market, events, at).entries()) {
      expectClose(flow.intensity(i, at), expected, 1e-12, `${i} at ${at}`)
    }
  }
  flow.restart()
  expect(flow.intensity(0, 0)).toBe(0.3)
})

const tape = (times: readonly number[]): MarkedEvents => ({
  times: Float64Array.from(times),
  types: new Uint8Array(times.length),
  from: 0,
  to: 10,
})

test('what is no tape, or too short, has no fit', () => {
  expect(fitHawkes(tape([1, 2]), 1)).toMatchObject({ reason: 'too-few-events' })
  expect(fitHawkes(tape([2, 1]), 1)).toMatchObject({ reason: 'not-a-tape' })
  expect(fitHawkes(tape([11]), 1)).toMatchObject({ reason: 'not-a-tape' })
  expect(() =>
    simulateHawkes(
      {
        ...market,
        branching: [
          [1, 0],
          [0, 1],
        ],
      },
      1,
      new Random(1),
    ),
  ).toThrow('explodes')
})
