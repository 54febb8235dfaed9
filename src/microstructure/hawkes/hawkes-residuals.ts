import { ljungBox } from '../../econometrics/diagnostics/ljung-box.ts'
import type { HawkesModel, MarkedEvents } from './hawkes-model.ts'

/** Whether one type's events are those of the model. */
export interface HawkesGoodness {
  /** Mean of the changed waiting times; 1 for the right model. */
  readonly mean: number
  /** Largest distance between their distribution and the exponential of mean 1. */
  readonly ksStatistic: number
  /** Null hypothesis: the waiting times are exponential. */
  readonly ksPValue: number
  /** Null hypothesis: they do not depend on those before, over 10 lags. NaN below 30 of them. */
  readonly ljungBoxPValue: number
  readonly waitingTimes: number
}

/**
 * Waiting times of a type's events by the model's own clock: how much intensity went by between one and the next.
 *
 *   tau_k = integral of lambda_i from t_{k-1}^i to t_k^i
 *
 * of which the right model makes independent exponentials of mean 1. The first runs from the start of the period.
 * Source: Papangelou (1972); Ogata (1988), Journal of the American Statistical Association 83, for its use.
 *
 * @example
 * const model = { baselines: [2], branching: [[0]], decays: [1] }
 * const events = { times: Float64Array.of(1, 4), types: Uint8Array.of(0, 0), from: 0, to: 5 }
 * Array.from(hawkesResiduals(events, model, 0)) // => [2, 6]
 */
export function hawkesResiduals(
  { times, types, from }: MarkedEvents,
  { baselines, branching, decays }: HawkesModel,
  type: number,
): Float64Array {
  const decay = decays[type]!
  const residuals: number[] = []
  let before = from
  let passed = 0
  let memory = 0
  for (const [k, time] of times.entries()) {
    const elapsed = time - before
    const factor = Math.exp(-decay * elapsed)
    passed += baselines[type]! * elapsed - memory * Math.expm1(-decay * elapsed)
    memory = memory * factor + branching[type]![types[k]!]!
    before = time
    if (types[k] !== type) continue
    residuals.push(passed)
    passed = 0
  }
  return Float64Array.from(residuals)
}

/**
 * Goodness of fit of every type, by the change of time: `hawkesResiduals` against the exponential.
 *
 * Kolmogorov and Smirnov's distance with its asymptotic p-value. Of parameters fitted to the same events it is too
 * large: a small one refuses the model, a large one does not prove it. Checked against scipy's `kstest`.
 *
 * @example
 * const model = { baselines: [0.5], branching: [[0.6]], decays: [2] }
 * const events = simulateHawkes(model, 2000, new Random(1))
 * hawkesFit(events, model)[0].ksPValue > 0.01 // => true
 */
export function hawkesFit(events: MarkedEvents, model: HawkesModel): readonly HawkesGoodness[] {
  return model.baselines.map((_, type) => {
    const residuals = hawkesResiduals(events, model, type)
    const count = residuals.length
    const distance = distanceToExponential(residuals)
    const portmanteau = count < 30 ? undefined : ljungBox(residuals, { lags: 10 })
    return {
      mean: residuals.reduce((sum, value) => sum + value, 0) / count,
      ksStatistic: distance,
      ksPValue: kolmogorovSurvival(Math.sqrt(count) * distance),
      ljungBoxPValue: portmanteau?.kind === 'value' ? portmanteau.value.pValue : Number.NaN,
      waitingTimes: count,
    }
  })
}

function distanceToExponential(values: Float64Array): number {
  let most = 0
  for (const [k, value] of values.toSorted().entries()) {
    const share = -Math.expm1(-value)
    most = Math.max(most, (k + 1) / values.length - share, share - k / values.length)
  }
  return most
}

/**
 * P(K > x) of Kolmogorov's distribution: 2 sum (-1)^(j-1) e^(-2 j^2 x^2), or for small x the series that converges there,
 * 1 - sqrt(2 pi) / x sum e^(-(2j-1)^2 pi^2 / (8 x^2)). Source: Marsaglia, Tsang and Wang (2003).
 */
function kolmogorovSurvival(x: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 1
  let sum = 0
  if (x < 1) {
    for (let j = 1; j <= 20; j++)
      sum += Math.exp((-((2 * j - 1) ** 2) * Math.PI ** 2) / (8 * x * x))
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum
  }
  for (let j = 1; j <= 20; j++) sum += (j % 2 === 1 ? 1 : -1) * Math.exp(-2 * j * j * x * x)
  return 2 * sum
}
