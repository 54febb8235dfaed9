import { OrderFlow } from '../order-flow/order-flow.ts'
import { DecayedSums } from '../streaming/decayed-sums.ts'
import type { FeatureInstrument, FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, microsecondsPerSecond, namePer } from './feature-part.ts'
import type { BookView, InstrumentListener } from './tracked-instrument.ts'

/**
 * Order flow, its terms fading by half-lives.
 *
 * Columns, for each half-life: `ofi` of the best level in units of quantity; `ofi-level-M` by depth: the level's faded flow
 * over the mean faded quantity of a level; `ofi-integrated`, their weighted sum, where the plan has weights. All begin with
 * `snapshot-` where the plan says that the book is fed by snapshots; where it is fed by changes, what lies between a state
 * and the next snapshot is not counted. NaN until one half-life has gone by since the first state, and since a gap; while
 * the book is not open; a level's columns also while it is not there.
 */
export class OrderFlowBlock implements FeatureBlock, InstrumentListener {
  readonly names: readonly string[]
  readonly #flow: OrderFlow
  readonly #sums: DecayedSums
  readonly #halfLives: readonly number[]
  readonly #weights: Float64Array | undefined
  readonly #fromSnapshots: boolean
  readonly #lotSize: number
  readonly #levels: number
  /** Levels that both sides have at present. */
  #depth = 0
  #since = Number.NaN

  constructor(plan: FeaturePlan, { lotSize }: FeatureInstrument) {
    const { levels, halfLivesSeconds, integratedWeights } = plan
    this.#levels = levels
    this.#lotSize = lotSize
    this.#fromSnapshots = plan.bookFeed === 'snapshots'
    this.#flow = new OrderFlow(levels)
    this.#halfLives = halfLivesSeconds.map((seconds) => seconds * microsecondsPerSecond)
    // The flow of every level, then the depth of the states and how many levels that was.
    this.#sums = new DecayedSums(levels + 2, this.#halfLives)
    this.#weights =
      integratedWeights === undefined ? undefined : Float64Array.from(integratedWeights)
    const name = this.#fromSnapshots ? 'snapshot-ofi' : 'ofi'
    this.names = halfLivesSeconds.flatMap((seconds) => [
      namePer(name, seconds),
      ...Array.from({ length: levels }, (_, m) => namePer(`${name}-level-${m + 1}`, seconds)),
      ...(this.#weights === undefined ? [] : [namePer(`${name}-integrated`, seconds)]),
    ])
  }

  onBook(view: BookView): void {
    const { time, bids, asks } = view
    const levels = this.#levels
    this.#depth = view.isOpen ? Math.min(levels, bids.length, asks.length) : 0
    if (this.#depth === 0) return this.#flow.restart()
    if (view.isSnapshot && !this.#fromSnapshots) this.#flow.restart()
    if (Number.isNaN(this.#since)) this.#since = time
    if (!this.#flow.update(bids, asks)) return
    const { increments, known } = this.#flow
    this.#sums.advance(time)
    let depth = 0
    let counted = 0
    for (let m = 0; m < levels; m++) {
      const increment = increments[m]!
      if (increment !== 0) this.#sums.add(m, increment)
      if (known[m] === 0) continue
      depth += bids.quantities[m]! + asks.quantities[m]!
      counted++
    }
    this.#sums.add(levels, depth / 2)
    this.#sums.add(levels + 1, counted)
  }

  onLost(): void {
    this.#flow.restart()
    this.#sums.restart()
    this.#since = Number.NaN
    this.#depth = 0
  }

  read(time: number, out: Float64Array, at: number): void {
    const levels = this.#levels
    const sums = this.#sums
    const weights = this.#weights
    let column = at
    for (let k = 0; k < this.#halfLives.length; k++) {
      const isKnown = this.#depth > 0 && time - this.#since >= this.#halfLives[k]!
      const factor = isKnown ? sums.factorAt(k, time) : Number.NaN
      out[column++] = sums.rawAt(0, k) * factor * this.#lotSize
      // The mean depth fades above and below the line: its factor is 1.
      const perDepth = (factor * sums.rawAt(levels + 1, k)) / sums.rawAt(levels, k)
      let integrated = 0
      for (let m = 0; m < levels; m++) {
        const flow = m < this.#depth ? sums.rawAt(m, k) * perDepth : Number.NaN
        out[column++] = flow
        if (weights !== undefined) integrated += weights[m]! * flow
      }
      if (weights !== undefined) out[column++] = integrated
    }
  }
}
