import { matrixFromRows } from '../../math/matrix.ts'
import { expectValue } from '../../math/outcome.ts'
import { generalEigen } from '../../math/general-eigen.ts'

/**
 * Events of several types that excite each other, with exponential memory.
 *
 *   lambda_i(t) = mu_i + sum_j n_ij beta_i sum_{t_k^j < t} e^(-beta_i (t - t_k^j))
 */
export interface HawkesModel {
  /** mu_i: events a unit of time that nothing excited. */
  readonly baselines: readonly number[]
  /** n_ij: how many events of type i one event of type j brings about directly, on average. */
  readonly branching: readonly (readonly number[])[]
  /** beta_i: how fast type i forgets, a unit of time. */
  readonly decays: readonly number[]
}

/** Events in the order of time. */
export interface MarkedEvents {
  readonly times: Float64Array
  /** Type of each, from 0. */
  readonly types: Uint8Array
  /** The period that was looked at: events before `from` are not there, and none came up to `to` but these. */
  readonly from: number
  readonly to: number
}

/**
 * Branching ratio of a model: its share of events that were brought about by others, in the long run.
 *
 *   the spectral radius of n,   below 1 for a process that does not explode
 *
 * @example
 * branchingRatio({ baselines: [1, 1], branching: [[0.3, 0.2], [0.2, 0.3]], decays: [1, 1] }) // => 0.500
 */
export function branchingRatio({ branching }: HawkesModel): number {
  const { realValues, imaginaryValues } = expectValue(generalEigen(matrixFromRows(branching)))
  return Math.hypot(realValues[0]!, imaginaryValues[0]!)
}

/**
 * Intensities of a model as events come in.
 *
 * A class, for it guards what is remembered. `excite` in the order of time; `intensity` at any instant not before the
 * last event, that event included: right after it. Give merged sweeps: prints of one order at one instant would look like
 * excitement. Events at one instant add up. D^2 multiplications and D exponentials an event, nothing allocated.
 * Source: Hawkes (1971), Biometrika 58, 83-90; Bacry, Mastromatteo and Muzy (2015), Market Microstructure and Liquidity 1.
 * Batch twin: `hawkesIntensityAt`.
 *
 * @example
 * const flow = new HawkesIntensity({ baselines: [1], branching: [[0.5]], decays: [2] })
 * flow.excite(0, 10)
 * flow.intensity(0, 10) // => 2
 */
export class HawkesIntensity {
  readonly model: HawkesModel
  /** What type i remembers of all events, each weighed by n_ij beta_i. */
  readonly #excitement: Float64Array
  readonly #weights: Float64Array
  readonly #decays: Float64Array
  readonly #baselines: Float64Array
  #time = Number.NaN

  constructor(model: HawkesModel) {
    const size = model.baselines.length
    this.model = model
    this.#excitement = new Float64Array(size)
    this.#decays = Float64Array.from(model.decays)
    this.#baselines = Float64Array.from(model.baselines)
    this.#weights = Float64Array.from({ length: size * size }, (_, k) => {
      const [i, j] = [Math.floor(k / size), k % size]
      return model.branching[i]![j]! * model.decays[i]!
    })
  }

  excite(type: number, time: number): void {
    const size = this.#decays.length
    const elapsed = Number.isNaN(this.#time) ? 0 : time - this.#time
    this.#time = time
    for (let i = 0; i < size; i++) {
      this.#excitement[i] =
        this.#excitement[i]! * Math.exp(-this.#decays[i]! * elapsed) +
        this.#weights[i * size + type]!
    }
  }

  intensity(type: number, time: number): number {
    const excitement = this.#excitement[type]!
    if (excitement === 0) return this.#baselines[type]!
    return (
      this.#baselines[type]! + excitement * Math.exp(-this.#decays[type]! * (time - this.#time))
    )
  }

  restart(): void {
    this.#excitement.fill(0)
    this.#time = Number.NaN
  }
}

/**
 * Intensities right after an instant from all events at once: the batch twin of `HawkesIntensity`.
 *
 * @example
 * const model = { baselines: [1], branching: [[0.5]], decays: [2] }
 * const events = { times: Float64Array.of(10), types: Uint8Array.of(0), from: 0, to: 20 }
 * hawkesIntensityAt(model, events, 10)[0] // => 2
 */
export function hawkesIntensityAt(
  { baselines, branching, decays }: HawkesModel,
  events: MarkedEvents,
  time: number,
): readonly number[] {
  return baselines.map((baseline, i) => {
    let intensity = baseline
    for (const [k, eventTime] of events.times.entries()) {
      if (eventTime > time) break
      const weight = branching[i]![events.types[k]!]! * decays[i]!
      intensity += weight * Math.exp(-decays[i]! * (time - eventTime))
    }
    return intensity
  })
}
