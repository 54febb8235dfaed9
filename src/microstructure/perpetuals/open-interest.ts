import { PastValues } from '../streaming/past-values.ts'

/**
 * Relative change of open interest over spans of time, of what venues state now and then.
 *
 *   (OI_t - OI_{t - w}) / OI_{t - w}
 *
 * OI at an instant is the last stated at or before it, and any t will do: what was stated at t counts, and what was stated at
 * t - w is what it is held against. Spans shorter than the venue's own pace (Binance states it every few seconds at best) show
 * steps. NaN until a span is known. Batch: the ratio of two values. Checked by hand.
 *
 * @example
 * const interest = new OpenInterestChange([10])
 * interest.set(0, 200)
 * interest.set(15, 210)
 * interest.change(0, 24.9) // => 0.05
 * interest.change(0, 25) // => 0
 */
export class OpenInterestChange {
  readonly #past: PastValues
  #now = Number.NaN

  /** @param spans in the unit of the times */
  constructor(spans: readonly number[]) {
    this.#past = new PastValues(spans, 1)
  }

  /** What is stated at an instant. */
  set(time: number, openInterest: number): void {
    this.#past.set(time, openInterest)
    this.#now = openInterest
  }

  /** @param k which span; `time`: not before what was stated last */
  change(k: number, time: number): number {
    const before = this.#past.at(this.#past.ago(k, time), 0)
    return before > 0 ? this.#now / before - 1 : Number.NaN
  }
}
