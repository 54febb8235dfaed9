import { flowImbalance, TradeFlow } from '../trades/trade-flow.ts'
import { WindowFlow } from '../trades/window-flow.ts'
import type { FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, microsecondsPerSecond, namePer } from './feature-part.ts'
import type { InstrumentListener, TrackedInstrument, TradeView } from './tracked-instrument.ts'

/**
 * Aggressive flow.
 *
 * Columns, for each half-life: `trade-imbalance`, `signed-volume`, `volume` (quantity, fading), NaN until one half-life has
 * gone by since the first row or a gap; `trade-imbalance` also before the first trade. For each span,
 * `trade-imbalance-within`: of the trades of (t - span, t], all alike; 0 where nothing was traded, NaN until the span has gone
 * by.
 */
export class TradesBlock implements FeatureBlock, InstrumentListener {
  readonly names: readonly string[]
  readonly #flow: TradeFlow
  readonly #halfLives: readonly number[]
  readonly #tracked: TrackedInstrument
  readonly #within: WindowFlow
  /** Of `within`, microseconds. */
  readonly #spans: readonly number[]

  constructor(plan: FeaturePlan, tracked: TrackedInstrument) {
    this.#tracked = tracked
    this.#halfLives = plan.halfLivesSeconds.map((seconds) => seconds * microsecondsPerSecond)
    this.#flow = new TradeFlow(this.#halfLives)
    this.#spans = plan.spansSeconds.map((seconds) => seconds * microsecondsPerSecond)
    this.#within = new WindowFlow(this.#spans)
    this.names = [
      ...plan.halfLivesSeconds.flatMap((seconds) =>
        ['trade-imbalance', 'signed-volume', 'volume'].map((name) => namePer(name, seconds)),
      ),
      ...plan.spansSeconds.map((seconds) => namePer('trade-imbalance-within', seconds)),
    ]
  }

  onTrade({ localTime, lots, quantity, sign }: TradeView): void {
    this.#flow.add(localTime, quantity, sign)
    this.#within.add(localTime, lots, sign)
  }

  onLost(): void {
    this.#flow.restart()
    this.#within.restart()
  }

  read(time: number, out: Float64Array, at: number): void {
    const { since } = this.#tracked
    let column = at
    const sums = this.#flow.sums()
    const { raw } = sums
    const factors = sums.factorsAt(time)
    const count = this.#halfLives.length
    for (let k = 0; k < count; k++) {
      const isKnown = time - since >= this.#halfLives[k]!
      const factor = isKnown ? factors[k]! : Number.NaN
      const buys = raw[k]!
      const sells = raw[count + k]!
      // Both fade alike: it stays what it was however long nothing trades.
      out[column++] = isKnown ? flowImbalance(buys, sells) : Number.NaN
      out[column++] = (buys - sells) * factor
      out[column++] = (buys + sells) * factor
    }
    const within = this.#within.imbalances(time)
    for (let k = 0; k < within.length; k++) {
      out[column++] = time - since >= this.#spans[k]! ? within[k]! : Number.NaN
    }
  }
}
