interface Prints {
  /** Gone, or come, without a print. */
  lots: number
  since: number
  /** Printed without a change of the level. */
  printed: number
}

/** What has been seen in the book before it prints, as plain as can be: of levels of ours, and of who came to meet ours. */
export class NaivePrints {
  readonly #lag: number
  readonly #levels = new Map<string, Prints>()
  readonly #met = new Map<string, Prints>()

  constructor(lagUs: number) {
    this.#lag = lagUs
  }

  /** A level that nothing of ours rests at is not followed. */
  forget(level: string): void {
    this.#levels.delete(level)
  }

  changed(level: string, gone: number, at: number): void {
    const prints = this.#of(this.#levels, level, at)
    const unprinted = gone - prints.printed
    prints.printed = 0
    if (unprinted <= 0) return
    prints.lots += unprinted
    prints.since = at
  }

  /** The lots of a trade that no change of the level has shown yet. */
  fresh(level: string, lots: number, at: number): number {
    const prints = this.#of(this.#levels, level, at)
    const fresh = lots - this.#take(prints, lots)
    prints.printed += fresh
    return this.#lag === 0 ? lots : fresh
  }

  addMet(own: string, lots: number, at: number): void {
    const met = this.#of(this.#met, own, at)
    met.lots += lots
    met.since = at
  }

  /** The lots of a trade that others brought to ours before it printed. */
  takeMet(own: string, lots: number, at: number): number {
    return this.#take(this.#of(this.#met, own, at), lots)
  }

  #take(prints: Prints, lots: number): number {
    const known = this.#lag === 0 ? 0 : Math.min(lots, prints.lots)
    prints.lots -= known
    return known
  }

  /** The record of a name, without what has waited too long. */
  #of(records: Map<string, Prints>, name: string, at: number): Prints {
    const known = records.get(name) ?? { lots: 0, since: at, printed: 0 }
    if (at - known.since > this.#lag) known.lots = 0
    records.set(name, known)
    return known
  }
}
