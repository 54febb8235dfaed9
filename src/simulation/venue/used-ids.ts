/** Ids whose bits are kept together. */
const pageIds = 1_024

/**
 * Which client order ids were ever used: a bit each, for a venue that never takes one again is asked for as long as it
 * lasts, and ids ascend. A hundred orders a second are 45 kB an hour.
 */
export class UsedIds {
  readonly #pages = new Map<number, Uint32Array>()

  /** @param id a whole number from 0 */
  has(id: number): boolean {
    const words = this.#pages.get(Math.floor(id / pageIds))
    if (words === undefined) return false
    const bit = id % pageIds
    return (words[bit >>> 5]! & (1 << (bit & 31))) !== 0
  }

  add(id: number): void {
    const page = Math.floor(id / pageIds)
    let words = this.#pages.get(page)
    if (words === undefined) {
      words = new Uint32Array(pageIds / 32)
      this.#pages.set(page, words)
    }
    const bit = id % pageIds
    words[bit >>> 5]! |= 1 << (bit & 31)
  }
}
