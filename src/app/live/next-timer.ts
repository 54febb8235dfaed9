import type { Clock } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'

/** Wakes up for whatever is due next, which may change at any time. */
export class NextTimer {
  readonly #clock: Clock
  readonly #due: () => void
  #cancel = (): void => undefined
  #at = Infinity

  constructor(clock: Clock, due: () => void) {
    this.#clock = clock
    this.#due = due
  }

  /** @param at Infinity: nothing is due */
  arm(at: number): void {
    if (at === this.#at) return
    this.#cancel()
    this.#at = at
    if (at === Infinity) return
    this.#cancel = this.#clock.callAt(at as Instant, () => {
      this.#at = Number.NaN
      this.#due()
    })
  }

  cancel(): void {
    this.#cancel()
  }
}
