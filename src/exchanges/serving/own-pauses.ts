/** A longer time between two looks is a pause of ours, microseconds: they come every ten milliseconds. */
const pauseUs = 1_000_000

/**
 * How long we ourselves did nothing: what a client said meanwhile is not read yet, so that it is no silence of the client's.
 * A class, for it remembers the last look.
 */
export class OwnPauses {
  #lookedAt = NaN

  /** @returns microseconds since the last look where that was a pause, else 0 */
  look(at: number): number {
    const passed = at - this.#lookedAt
    this.#lookedAt = at
    return passed > pauseUs ? passed : 0
  }
}
