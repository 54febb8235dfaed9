/** Lots that a trade within a while will tell of once more. */
class LotsToPrint {
  #lots = 0
  #since = -Infinity
  readonly #lagUs: number

  constructor(lagUs: number) {
    this.#lagUs = lagUs
  }

  add(lots: number, at: number): void {
    this.#lots = (at - this.#since <= this.#lagUs ? this.#lots : 0) + lots
    this.#since = at
  }

  /** Takes of so many lots those that are known already; says how many. */
  take(lots: number, at: number): number {
    if (at - this.#since > this.#lagUs) this.#lots = 0
    const known = Math.min(lots, this.#lots)
    this.#lots -= known
    return known
  }
}

/**
 * Lots that have left a level without a print, for feeds whose trades follow the book changes they made: the print that
 * comes within a while tells nothing new of the queue.
 *
 *   fresh = lots - min(lots, unprinted)
 *
 * One record a level of ours. Without a lag prints come first, and all they tell is new.
 */
export class LatePrints {
  readonly #unprinted: LotsToPrint | undefined
  /** Printed since the level last changed: its change will show them once more. */
  #printed = 0

  constructor(lagUs: number) {
    this.#unprinted = lagUs === 0 ? undefined : new LotsToPrint(lagUs)
  }

  /** The level has changed, from so many lots displayed to so many. */
  changed(before: number, after: number, at: number): void {
    const gone = before - after - this.#printed
    this.#printed = 0
    if (gone > 0) this.#unprinted?.add(gone, at)
  }

  /** A trade at the level's price: gives the lots of it that the level has not shown yet. */
  fresh(lots: number, at: number): number {
    const fresh = lots - (this.#unprinted?.take(lots, at) ?? 0)
    this.#printed += fresh
    return fresh
  }
}

/**
 * Lots that others were seen to bring to ours before they printed: an order-by-order feed shows whoever comes to take
 * before it prints the trade, and they come once.
 */
export class MetBefore {
  readonly #met: LotsToPrint | undefined

  constructor(lagUs: number) {
    this.#met = lagUs === 0 ? undefined : new LotsToPrint(lagUs)
  }

  met(lots: number, at: number): void {
    this.#met?.add(lots, at)
  }

  /** How many lots of a trade have met ours before. */
  of(lots: number, at: number): number {
    return this.#met?.take(lots, at) ?? 0
  }
}
