/** Counts that melt away at a steady rate, as Kraken counts calls and orders. */
export class DecayingCounter {
  readonly #most: number
  readonly #perSecond: number
  #count = 0
  #at = -Infinity

  constructor(terms: { readonly most: number; readonly perSecond: number }) {
    this.#most = terms.most
    this.#perSecond = terms.perSecond
  }

  /** Adds a cost where there is room for it. */
  take(cost: number, at: number): boolean {
    if (this.count(at) + cost > this.#most) return false
    this.#count += cost
    return true
  }

  /** Adds a cost that nothing refuses. */
  add(cost: number, at: number): void {
    this.#count = this.count(at) + cost
  }

  count(at: number): number {
    const seconds = Math.max(0, at - this.#at) / 1e6
    this.#count = Math.max(0, this.#count - seconds * this.#perSecond)
    this.#at = Math.max(this.#at, at)
    return this.#count
  }
}
