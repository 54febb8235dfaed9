import { BulkVolume } from '../classification/bulk-volume.ts'
import { Vpin } from '../toxicity/vpin.ts'
import type { FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, microsecondsPerSecond } from './feature-part.ts'
import type { InstrumentListener, TradeView } from './tracked-instrument.ts'

/**
 * VPIN twice, by the buckets of the plan: `vpin-true` by the aggressors (given, or Lee and Ready's where they are not) and
 * `vpin-bulk` by bulk classification of bars of time. NaN until so many buckets are full; forgotten at a gap.
 */
export class ToxicityBlock implements FeatureBlock, InstrumentListener {
  readonly names: readonly string[] = ['vpin-true', 'vpin-bulk']
  readonly #true: Vpin
  readonly #bulk: Vpin
  readonly #bars: BulkVolume

  constructor({ bucketQuantity: bucketVolume, buckets, barSeconds }: FeaturePlan) {
    this.#true = new Vpin({ bucketVolume, buckets })
    this.#bulk = new Vpin({ bucketVolume, buckets })
    this.#bars = new BulkVolume({ barLength: barSeconds * microsecondsPerSecond, window: buckets })
  }

  onTrade(trade: TradeView): void {
    const { quantity, sign } = trade
    if (sign > 0) this.#true.add(quantity, 0)
    else if (sign < 0) this.#true.add(0, quantity)
    if (this.#bars.add(trade)) this.#bulk.add(this.#bars.done.bought, this.#bars.done.sold)
  }

  onLost(): void {
    this.#true.restart()
    this.#bulk.restart()
    this.#bars.restart()
  }

  read(_time: number, out: Float64Array, at: number): void {
    out[at] = this.#true.value()
    out[at + 1] = this.#bulk.value()
  }
}
