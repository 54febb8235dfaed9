import { RollingQuantiles } from '../streaming/rolling-quantiles.ts'
import { AggressorRuns } from '../trades/aggressor-runs.ts'
import type { Sweep } from '../trades/sweeps.ts'
import { flowImbalance, TradeFlow } from '../trades/trade-flow.ts'
import { WindowFlow } from '../trades/window-flow.ts'
import type { FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, microsecondsPerSecond, namePer } from './feature-part.ts'
import type { InstrumentListener, TrackedInstrument, TradeView } from './tracked-instrument.ts'

/**
 * Aggressive flow and the orders that make it.
 *
 * Columns, for each half-life: `trade-imbalance`, `signed-volume`, `volume` (quantity, fading), NaN until one half-life has
 * gone by since the first row or a gap; `trade-imbalance` also before the first trade. Of sweeps, which are prints of one
 * instant and side together: `run-length` and `run-volume` (signed), `run-changes`, `sweep-size-P` (quantiles),
 * `sweep-rank` of the last one's size among the recent; runs are 0 before there is any, the others NaN. For each span,
 * `trade-imbalance-within`: of the trades of (t - span, t], all alike; 0 where nothing was traded, NaN until the span has gone
 * by.
 */
export class TradesBlock implements FeatureBlock, InstrumentListener {
  readonly names: readonly string[]
  readonly #flow: TradeFlow
  readonly #halfLives: readonly number[]
  readonly #runs: AggressorRuns
  readonly #sizes: RollingQuantiles
  readonly #quantiles: readonly number[]
  readonly #tracked: TrackedInstrument
  readonly #within: WindowFlow
  /** Of `within`, microseconds. */
  readonly #spans: readonly number[]
  #lastSize = Number.NaN
  /** Columns of runs and sizes as of the last sweep; whether there was one since. */
  readonly #ofSweeps: Float64Array
  #hasNewSweep = true

  constructor(plan: FeaturePlan, tracked: TrackedInstrument) {
    this.#tracked = tracked
    this.#halfLives = plan.halfLivesSeconds.map((seconds) => seconds * microsecondsPerSecond)
    this.#flow = new TradeFlow(this.#halfLives)
    this.#runs = new AggressorRuns(plan.sweepWindow)
    this.#sizes = new RollingQuantiles(plan.sweepWindow)
    this.#quantiles = plan.sizeQuantiles
    this.#ofSweeps = new Float64Array(plan.sizeQuantiles.length + 4)
    this.#spans = plan.spansSeconds.map((seconds) => seconds * microsecondsPerSecond)
    this.#within = new WindowFlow(this.#spans)
    this.names = [
      ...plan.halfLivesSeconds.flatMap((seconds) =>
        ['trade-imbalance', 'signed-volume', 'volume'].map((name) => namePer(name, seconds)),
      ),
      'run-length',
      'run-volume',
      'run-changes',
      ...plan.sizeQuantiles.map((p) => `sweep-size-${p}`),
      'sweep-rank',
      ...plan.spansSeconds.map((seconds) => namePer('trade-imbalance-within', seconds)),
    ]
  }

  onTrade({ localTime, lots, quantity, sign }: TradeView): void {
    this.#flow.add(localTime, quantity, sign)
    this.#within.add(localTime, lots, sign)
  }

  onSweep({ quantity, sign }: Sweep): void {
    this.#runs.add(quantity, sign)
    this.#sizes.push(quantity)
    this.#lastSize = quantity
    this.#hasNewSweep = true
  }

  onLost(): void {
    this.#hasNewSweep = true
    this.#flow.restart()
    this.#within.restart()
    this.#runs.restart()
    this.#sizes.restart()
    this.#lastSize = Number.NaN
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
    if (this.#hasNewSweep) this.#lookAtSweeps()
    const ofSweeps = this.#ofSweeps
    for (let k = 0; k < ofSweeps.length; k++) out[column++] = ofSweeps[k]!
    const within = this.#within.imbalances(time)
    for (let k = 0; k < within.length; k++) {
      out[column++] = time - since >= this.#spans[k]! ? within[k]! : Number.NaN
    }
  }

  #lookAtSweeps(): void {
    this.#hasNewSweep = false
    const columns = this.#ofSweeps
    const count = this.#quantiles.length
    columns[0] = this.#runs.signedLength
    columns[1] = this.#runs.signedVolume
    columns[2] = this.#runs.changeShare()
    for (let k = 0; k < count; k++) columns[3 + k] = this.#sizes.quantile(this.#quantiles[k]!)
    columns[3 + count] = this.#sizes.shareBelow(this.#lastSize)
  }
}
