import { FadingOrderFlow } from '../order-flow/fading-order-flow.ts'
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
  readonly #flow: FadingOrderFlow
  readonly #halfLives: readonly number[]
  readonly #weights: Float64Array | undefined
  readonly #fromSnapshots: boolean
  readonly #lotSize: number
  readonly #levels: number
  /** Levels that both sides have at present. */
  #depth = 0
  #since = Number.NaN
  /** Of the state that was pushed last. */
  #priceTurn = Number.NaN

  constructor(plan: FeaturePlan, { lotSize }: FeatureInstrument) {
    const { levels, halfLivesSeconds, integratedWeights } = plan
    this.#levels = levels
    this.#lotSize = lotSize
    this.#fromSnapshots = plan.bookFeed === 'snapshots'
    this.#halfLives = halfLivesSeconds.map((seconds) => seconds * microsecondsPerSecond)
    this.#flow = new FadingOrderFlow(levels, this.#halfLives)
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
    if (this.#depth === 0) return this.#flow.break()
    if (view.isSnapshot && !this.#fromSnapshots) this.#flow.break()
    if (Number.isNaN(this.#since)) this.#since = time
    if (view.priceTurn === this.#priceTurn) this.#flow.pushQuantities(time, bids, asks)
    else this.#flow.push(time, bids, asks)
    this.#priceTurn = view.priceTurn
  }

  onLost(): void {
    this.#flow.restart()
    this.#since = Number.NaN
    this.#depth = 0
  }

  read(time: number, out: Float64Array, at: number): void {
    const levels = this.#levels
    const sums = this.#flow.sums()
    const { raw } = sums
    const factors = sums.factorsAt(time)
    const halfLives = this.#halfLives
    const count = halfLives.length
    const age = this.#depth > 0 ? time - this.#since : -1
    const depthAt = levels * count
    const weights = this.#weights
    let column = at
    for (let k = 0; k < count; k++) {
      const factor = age >= halfLives[k]! ? factors[k]! : Number.NaN
      out[column++] = raw[k]! * factor * this.#lotSize
      // The mean depth fades above and below the line: its factor is 1.
      const perDepth = (factor * raw[depthAt + count + k]!) / raw[depthAt + k]!
      let integrated = 0
      for (let m = 0; m < levels; m++) {
        const flow = m < this.#depth ? raw[m * count + k]! * perDepth : Number.NaN
        out[column++] = flow
        if (weights !== undefined) integrated += weights[m]! * flow
      }
      if (weights !== undefined) out[column++] = integrated
    }
  }
}
