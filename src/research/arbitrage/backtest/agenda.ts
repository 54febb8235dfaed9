import type { Instant } from '../../../core/time.ts'

/** What is due at instants, earliest first and in the order in which it was put down; few things at once. */
export class Agenda {
  readonly #entries: { readonly time: Instant; readonly run: (time: Instant) => void }[] = []

  put(time: Instant, run: (time: Instant) => void): void {
    let at = this.#entries.length
    while (at > 0 && this.#entries[at - 1]!.time > time) at--
    this.#entries.splice(at, 0, { time, run })
  }

  /** Runs what is due before an instant, and what that puts down for before it. */
  runBefore(instant: number): void {
    while (this.#entries.length > 0 && this.#entries[0]!.time < instant) {
      const { time, run } = this.#entries.shift()!
      run(time)
    }
  }
}
