import { bookSlope, DepthReader } from '../book-shape/depth.ts'
import { depthImbalance, queueImbalance, weightedMid } from '../book-shape/imbalance.ts'
import { microprice } from '../book-shape/microprice.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { quotedSpreadBps } from '../impact/trade-costs.ts'
import type { FeatureInstrument, FeaturePlan } from './feature-plan.ts'
import type { FeatureBlock } from './feature-part.ts'
import type { TrackedInstrument } from './tracked-instrument.ts'

/**
 * The book as it stands: nothing is remembered.
 *
 * Columns: `queue-imbalance`, `depth-imbalance`; `weighted-mid` and `microprice` (where the plan has a model) as distances
 * from the mid in bps; `spread` in bps; `slope-bid`, `slope-ask` in quantity per bps; `depth-bid-X`, `depth-ask-X` in
 * quantity within X bps. NaN while the book is not open; each as its measure says where the book is too short.
 */
export class BookBlock implements FeatureBlock {
  readonly names: readonly string[]
  readonly #plan: FeaturePlan
  readonly #tracked: TrackedInstrument
  readonly #lotSize: number
  readonly #depths: DepthReader
  readonly #bidDepth: Float64Array
  readonly #askDepth: Float64Array
  readonly #touch = { bidPrice: NaN, bidQuantity: NaN, askPrice: NaN, askQuantity: NaN }

  constructor(plan: FeaturePlan, { lotSize }: FeatureInstrument, tracked: TrackedInstrument) {
    this.#plan = plan
    this.#tracked = tracked
    this.#lotSize = lotSize
    this.#depths = new DepthReader(plan.depthBps)
    this.#bidDepth = new Float64Array(plan.depthBps.length)
    this.#askDepth = new Float64Array(plan.depthBps.length)
    this.names = [
      'queue-imbalance',
      'depth-imbalance',
      'weighted-mid',
      ...(plan.microprice === undefined ? [] : ['microprice']),
      'spread',
      'slope-bid',
      'slope-ask',
      ...plan.depthBps.flatMap((bps) => [`depth-bid-${bps}`, `depth-ask-${bps}`]),
    ]
  }

  read(_time: number, out: Float64Array, at: number): void {
    const { view, levels } = this.#tracked
    if (!view.isOpen) {
      out.fill(Number.NaN, at, at + this.names.length)
      return
    }
    const { bids, asks, midTicks: mid } = view
    const touch = this.#touch
    touch.bidPrice = bids.prices[0]!
    touch.bidQuantity = bids.quantities[0]!
    touch.askPrice = asks.prices[0]!
    touch.askQuantity = asks.quantities[0]!
    const { levels: count, microprice: model, depthBps } = this.#plan
    let column = at
    out[column++] = queueImbalance(touch.bidQuantity, touch.askQuantity)
    out[column++] = depthImbalance(bids, asks, count)
    out[column++] = (weightedMid(touch) / mid - 1) * 10_000
    if (model !== undefined) out[column++] = (microprice(model, touch) / mid - 1) * 10_000
    out[column++] = quotedSpreadBps(touch.bidPrice, touch.askPrice)
    const shape = { mid, levels: count }
    out[column++] = bookSlope(bids, shape) * this.#lotSize
    out[column++] = bookSlope(asks, shape) * this.#lotSize
    if (depthBps.length === 0) return
    this.#depths.read(levels, eventSide.bid, mid, this.#bidDepth)
    this.#depths.read(levels, eventSide.ask, mid, this.#askDepth)
    for (let k = 0; k < depthBps.length; k++) {
      out[column++] = this.#bidDepth[k]! * this.#lotSize
      out[column++] = this.#askDepth[k]! * this.#lotSize
    }
  }
}
