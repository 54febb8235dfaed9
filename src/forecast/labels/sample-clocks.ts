import { invariant } from '../../math/invariant.ts'

/** When to forecast: every so many microseconds, so many events, or whenever so much was traded. */
export type SampleClock =
  | { readonly kind: 'time'; readonly every: number }
  | { readonly kind: 'events'; readonly every: number }
  | { readonly kind: 'volume'; readonly every: number }

/**
 * Says at each instant of a tape whether a forecast is due, from what came before and at it alone.
 *
 * Time: at multiples of `every` since 1970, so that two tapes of one market forecast at the same instants. Events, volume:
 * at the instant at which the count since the last forecast reaches `every`; what exceeds it begins the next count.
 * A class, for it counts.
 *
 * @example
 * const ticker = new SampleTicker({ kind: 'volume', every: 10 })
 * ticker.count(1, 7) // => false
 * ticker.count(1, 4) // => true
 */
export class SampleTicker {
  readonly clock: SampleClock
  #counted = 0

  constructor(clock: SampleClock) {
    invariant(clock.every > 0, `a forecast every ${clock.every}`)
    this.clock = clock
  }

  /** Of events and volume: adds what came at an instant; true when a forecast is due at it. */
  count(events: number, volume: number): boolean {
    if (this.clock.kind === 'time') return false
    this.#counted += this.clock.kind === 'events' ? events : volume
    if (this.#counted < this.clock.every) return false
    this.#counted %= this.clock.every
    return true
  }

  /** Of time: the first instant at or after this one at which a forecast is due; never on other clocks. */
  firstFrom(time: number): number {
    if (this.clock.kind !== 'time') return Infinity
    return Math.ceil(time / this.clock.every) * this.clock.every
  }
}
