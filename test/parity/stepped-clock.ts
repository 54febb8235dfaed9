import type { Clock } from '../../src/core/clock.ts'
import type { Instant } from '../../src/core/time.ts'

/** A clock that is turned by hand, and what is to be called at which instant. */
export class SteppedClock implements Clock {
  #now: Instant
  #asked = 0
  readonly #calls = new Map<number, { readonly at: number; readonly call: () => void }>()

  constructor(now: Instant) {
    this.#now = now
  }

  now(): Instant {
    return this.#now
  }

  callAt(at: Instant, call: () => void): () => void {
    const key = this.#asked++
    this.#calls.set(key, { at, call })
    return () => void this.#calls.delete(key)
  }

  /** When something is due next; Infinity where nothing is. */
  nextAt(): number {
    let next = Infinity
    for (const { at } of this.#calls.values()) if (at < next) next = at
    return next
  }

  /** Turns it to an instant; an earlier one changes nothing. */
  turn(to: Instant): void {
    if (to > this.#now) this.#now = to
  }

  /** Calls what is due by now, in the order in which it was asked for. @returns whether anything was */
  callDue(): boolean {
    const due = [...this.#calls].filter(([, { at }]) => at <= this.#now)
    for (const [key, { call }] of due.toSorted(([a, x], [b, y]) => x.at - y.at || a - b)) {
      this.#calls.delete(key)
      call()
    }
    return due.length > 0
  }
}
