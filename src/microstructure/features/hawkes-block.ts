import { HawkesIntensity, type HawkesModel } from '../hawkes/hawkes-model.ts'
import type { Sweep } from '../trades/sweeps.ts'
import { type FeatureBlock, microsecondsPerSecond } from './feature-part.ts'
import type { InstrumentListener } from './tracked-instrument.ts'

/**
 * Intensities of buying and selling sweeps by the plan's model, which was fitted on training data: `hawkes-buy` and
 * `hawkes-sell` in events a second, `hawkes-imbalance` their difference over their sum. A sweep excites from its
 * last print on, and counts once it is known whole. NaN before the first one, and from a gap to the next one: without a past the model knows only its
 * baselines.
 */
export class HawkesBlock implements FeatureBlock, InstrumentListener {
  readonly names: readonly string[] = ['hawkes-buy', 'hawkes-sell', 'hawkes-imbalance']
  readonly #flow: HawkesIntensity
  #hasPast = false

  constructor({ baselines, branching, decays }: HawkesModel) {
    // By microseconds, as the clock: seconds since 1970 leave seven decimals.
    this.#flow = new HawkesIntensity({
      baselines: baselines.map((rate) => rate / microsecondsPerSecond),
      branching,
      decays: decays.map((decay) => decay / microsecondsPerSecond),
    })
  }

  onSweep({ sign, localTime }: Sweep): void {
    if (sign === 0) return
    this.#hasPast = true
    this.#flow.excite(sign > 0 ? 0 : 1, localTime)
  }

  onLost(): void {
    this.#hasPast = false
    this.#flow.restart()
  }

  read(time: number, out: Float64Array, at: number): void {
    const buy = this.#hasPast ? this.#flow.intensity(0, time) : Number.NaN
    const sell = this.#hasPast ? this.#flow.intensity(1, time) : Number.NaN
    out[at] = buy * microsecondsPerSecond
    out[at + 1] = sell * microsecondsPerSecond
    out[at + 2] = (buy - sell) / (buy + sell)
  }
}
