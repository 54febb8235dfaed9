/** Quantities of the levels of a word of ticks together, kept until one of them changes: for a `TickRing` that is asked for depth. */
export class WordSums {
  /** 1 where nothing of a word has changed since it was summed; who changes a level writes 0. */
  readonly isKnown: Uint8Array
  readonly #sums: Float64Array

  /** @param words how many */
  constructor(words: number) {
    this.isKnown = new Uint8Array(words)
    this.#sums = new Float64Array(words)
  }

  /**
   * @param bits       of the word: which of its 32 ticks are levels
   * @param quantities of all ticks, word after word
   */
  sum(word: number, bits: number, quantities: Float64Array): number {
    if (this.isKnown[word] === 0) {
      let sum = 0
      for (let left = bits; left !== 0; left &= left - 1) {
        sum += quantities[(word << 5) | lowestBit(left)]!
      }
      this.#sums[word] = sum
      this.isKnown[word] = 1
    }
    return this.#sums[word]!
  }

  clear(): void {
    this.isKnown.fill(0)
  }
}

/** Place of the lowest bit that is set, of a word that has one. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}

/** How many bits of a word are set. */
export function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
