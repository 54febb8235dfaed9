import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { ArbitrageDetector } from '../../strategies/arbitrage/detector.ts'

/**
 * Drives a detector over rows: all of one instant are applied before anything is decided, and what the clock alone brings
 * about between two instants happens between them.
 */
export class TapeClock {
  now = NaN as Instant
  from = NaN as Instant
  readonly #detector: ArbitrageDetector
  readonly #before: (instant: number) => void

  /** @param before lets happen what is due before an instant, with the books as they stand */
  constructor(detector: ArbitrageDetector, before: (instant: number) => void) {
    this.#detector = detector
    this.#before = before
  }

  take(rows: EventRows): void {
    const { localTime, length } = rows
    for (let row = 0; row < length; row++) {
      const time = localTime[row]!
      if (time !== this.now) this.#turn(time as Instant)
      this.#detector.apply(rows, row)
    }
  }

  /** The tape is over. */
  end(): void {
    if (Number.isNaN(this.now)) return
    this.#detector.settle(this.now)
    this.#before(Infinity)
    this.#detector.finish(this.now)
  }

  #turn(time: Instant): void {
    if (Number.isNaN(this.now)) this.from = time
    else {
      this.#detector.settle(this.now)
      this.#detector.advance(time)
      this.#before(time)
    }
    this.now = time
  }
}
