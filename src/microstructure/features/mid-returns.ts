import { PastValues } from '../streaming/past-values.ts'
import type { FeaturePlan } from './feature-plan.ts'
import { microsecondsPerSecond } from './feature-part.ts'
import type { BookView, InstrumentListener } from './tracked-instrument.ts'

/**
 * How far the mid of an instrument has gone over the spans of a plan.
 *
 *   10,000 (M_t / M_{t - span} - 1),   bps
 *
 * M at an instant is what stood once all of that instant had happened, so that a return is of what happened in (t - span, t],
 * at any t. NaN while either mid is not known. Batch: the ratio of two mids.
 */
export class MidReturns implements InstrumentListener {
  readonly #past: PastValues
  #mid = Number.NaN
  /** Of the instant that was asked for last. */
  readonly #returns: Float64Array
  #time = Number.NaN

  constructor({ spansSeconds }: FeaturePlan) {
    this.#past = new PastValues(
      spansSeconds.map((seconds) => seconds * microsecondsPerSecond),
      1,
    )
    this.#returns = new Float64Array(spansSeconds.length)
  }

  onMid({ time, mid }: BookView): void {
    this.#mid = mid
    this.#time = Number.NaN
    this.#past.set(time, mid)
  }

  onLost(time: number): void {
    this.#mid = Number.NaN
    this.#time = Number.NaN
    this.#past.set(time, Number.NaN)
  }

  /** Of all spans, bps; the array is used again. */
  returnsBps(time: number): Readonly<Float64Array> {
    const returns = this.#returns
    if (time === this.#time) return returns
    this.#time = time
    for (let k = 0; k < returns.length; k++) {
      returns[k] = (this.#mid / this.#past.at(this.#past.ago(k, time), 0) - 1) * 10_000
    }
    return returns
  }
}
