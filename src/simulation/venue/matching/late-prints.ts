/**
 * Lots that have left a level without a print, for feeds whose trades follow the book changes they made: the print that
 * comes within a while tells nothing new of the queue.
 *
 *   fresh = lots - min(lots, unprinted)
 *
 * One record a level of ours.
 */
export class LatePrints {
  #unprinted = 0
  #since = -Infinity
  /** Printed since the level last changed: its change will show them once more. */
  #printed = 0

  /** The level has changed, from so many lots displayed to so many. */
  changed(before: number, after: number, at: number, lagUs: number): void {
    const gone = before - after - this.#printed
    this.#printed = 0
    if (gone <= 0) return
    this.#unprinted = (at - this.#since <= lagUs ? this.#unprinted : 0) + gone
    this.#since = at
  }

  /** A trade at the level's price: gives the lots of it that the level has not shown yet. */
  fresh(lots: number, at: number, lagUs: number): number {
    if (at - this.#since > lagUs) this.#unprinted = 0
    const known = Math.min(lots, this.#unprinted)
    this.#unprinted -= known
    this.#printed += lots - known
    return lots - known
  }
}
