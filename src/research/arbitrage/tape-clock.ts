import { eventFlag } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { ArbitrageDetector } from '../../strategies/arbitrage/detector.ts'

/**
 * Drives a detector over rows: what the clock alone brings about between two instants happens between them. A scan applies
 * all rows of an instant before anything is said; who trades decides at the end of every message, as the engine does, for
 * nobody knows then that another will come within the microsecond.
 */
export class TapeClock {
  now = NaN as Instant
  from = NaN as Instant
  readonly #detector: ArbitrageDetector
  readonly #before: (instant: number) => void
  readonly #settlesMessages: boolean

  /** @param before lets happen what is due before an instant, with the books as they stand */
  constructor(
    detector: ArbitrageDetector,
    before: (instant: number) => void,
    settles: 'instants' | 'messages' = 'instants',
  ) {
    this.#detector = detector
    this.#before = before
    this.#settlesMessages = settles === 'messages'
  }

  take(rows: EventRows): void {
    const { localTime, flags, length } = rows
    for (let row = 0; row < length; row++) {
      const time = localTime[row]!
      if (time !== this.now) this.#turn(time as Instant)
      this.#detector.apply(rows, row)
      const isEnd = (flags[row]! & eventFlag.endsMessage) !== 0
      if (isEnd && this.#settlesMessages) this.#detector.settle(time as Instant)
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
      this.#detector.advance(time, this.#before)
      this.#before(time)
    }
    this.now = time
  }
}
