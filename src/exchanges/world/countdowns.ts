/** Dead man's switches: when nothing is heard of a client by an instant, its orders are cancelled. */
export class Countdowns {
  /** Instants, by index of an instrument; undefined: of all. */
  readonly #deadlines = new Map<number | undefined, number>()

  /** Begins anew. @param index of an instrument; undefined: all orders of the account */
  arm(index: number | undefined, deadline: number): void {
    this.#deadlines.set(index, deadline)
  }

  disarm(index: number | undefined): void {
    this.#deadlines.delete(index)
  }

  /** Those that have run out; each once. */
  due(now: number): readonly (number | undefined)[] {
    if (this.#deadlines.size === 0) return []
    const due = [...this.#deadlines].filter(([, deadline]) => deadline <= now)
    for (const [index] of due) this.#deadlines.delete(index)
    return due.map(([index]) => index)
  }
}
