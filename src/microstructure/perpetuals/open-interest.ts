import { TimeGrid } from '../streaming/time-grid.ts'

/**
 * Relative change of open interest over spans of time, of what venues state now and then.
 *
 *   (OI_t - OI_{t - w}) / OI_{t - w}
 *
 * looked at on a grid: t is the last complete multiple of the step, and OI there the last stated at or before it. Spans
 * shorter than the venue's own pace (Binance states it every few seconds at best) show steps. NaN until a span is known.
 * Batch: the ratio of two values. Checked by hand.
 *
 * @example
 * const interest = new OpenInterestChange({ step: 10, spans: [10] })
 * interest.set(0, 200)
 * interest.set(15, 210)
 * interest.advance(25)
 * interest.change(0) // => 0.05
 */
export class OpenInterestChange {
  readonly #grid: TimeGrid
  readonly #samples: readonly number[]

  /** @param options `spans`: multiples of the step */
  constructor({ step, spans }: { readonly step: number; readonly spans: readonly number[] }) {
    this.#samples = spans.map((span) => Math.round(span / step))
    this.#grid = new TimeGrid(step, Math.max(1, ...this.#samples) + 1)
  }

  set(time: number, openInterest: number): void {
    this.#grid.advance(time)
    this.#grid.set(openInterest)
  }

  advance(time: number): void {
    this.#grid.advance(time)
  }

  /** @param k which span */
  change(k: number): number {
    const before = this.#grid.ago(this.#samples[k]!)
    return before > 0 ? this.#grid.ago(0) / before - 1 : Number.NaN
  }
}
