import { SortedLevels } from './sorted-levels.ts'
import { invariant } from '../math/invariant.ts'

/** Ticks a page: as many as an occupancy word has bits. */
const pageTicks = 32

/** Best levels that are kept at hand, so that reading them again is copying: an update past them leaves them valid. */
const topLevels = 32

/**
 * One side of a book as a window of ticks: a level is found by the arithmetic of its price, so that setting it takes
 * no search, and the best price is a pointer.
 *
 * Levels have keys, ascending from best to worst: an ask's key is its price, a bid's its price negated. The window
 * covers the keys `[base, base + width)` by a ring of words, one bit a tick that tells whether a level is there; the
 * quantities of a word's 32 ticks lie in a page that is taken from a pool when the first of them comes and given back
 * with the last, so that a wide window over a thin book stays small. Levels beyond the window are worse than all
 * within and lie in `SortedLevels`.
 *
 * The window follows the best price: towards better prices at once when a level comes before it, towards worse ones
 * when the best has wandered past its middle, and never by less than a quarter of its width.
 */
export class TickRing {
  /** A level's price is its key times this. */
  readonly #sign: 1 | -1
  readonly #width: number
  readonly #mask: number
  /** For each word of the window: its bits, and where its page begins in `#quantities`. */
  readonly #words: Int32Array
  readonly #far = new SortedLevels()
  #quantities: Float64Array
  /** Pages given back, a stack. */
  #freePages: Int32Array
  #freeCount = 0
  #pagesEnd = 0
  /** A multiple of 32, so that no word holds both ends of the window. */
  #base = 0
  /** Infinity when there is no level at all. */
  #best = Infinity
  /** Levels within the window. */
  #near = 0
  readonly #topPrices = new Float64Array(topLevels)
  readonly #topQuantities = new Float64Array(topLevels)
  /** How many of the best levels are at hand. */
  #topCount = 0
  /** An update up to this key makes what is at hand out of date. */
  #topLimit = -Infinity

  /**
   * @param sign  1 where keys are prices, -1 where they are prices negated
   * @param width ticks in the window, a power of two, at least 128
   */
  constructor(sign: 1 | -1, width: number) {
    this.#sign = sign
    invariant(width >= 128 && Number.isInteger(Math.log2(width)), `a window of ${width} ticks`)
    this.#width = width
    this.#mask = width - 1
    this.#words = new Int32Array((width / pageTicks) * 2)
    this.#quantities = new Float64Array(16 * pageTicks)
    this.#freePages = new Int32Array(16)
  }

  /** Sets a level; 0 removes it. */
  set(key: number, quantity: number): void {
    if (key <= this.#topLimit) this.#forgetTop()
    const offset = key - this.#base
    if (!(offset >= 0 && offset < this.#width)) {
      this.#setOutside(key, quantity)
      return
    }
    const slot = key & this.#mask
    const word = (slot >> 5) << 1
    const bits = this.#words[word]!
    const bit = 1 << slot
    if (quantity !== 0) {
      if (bits === 0) this.#words[word + 1] = this.#takePage()
      this.#quantities[this.#words[word + 1]! + (slot & 31)] = quantity
      if ((bits & bit) !== 0) return
      this.#words[word] = bits | bit
      this.#near++
      if (key < this.#best) this.#best = key
    } else if ((bits & bit) !== 0) {
      const left = bits & ~bit
      this.#words[word] = left
      this.#near--
      if (left === 0) this.#freePages[this.#freeCount++] = this.#words[word + 1]!
      if (key === this.#best) this.#findBest()
    }
  }

  /** Infinity when there is no level. */
  bestKey(): number {
    return this.#best
  }

  get(key: number): number {
    const offset = key - this.#base
    if (offset >= this.#width) return this.#far.get(key)
    const slot = key & this.#mask
    const word = (slot >> 5) << 1
    const isThere = offset >= 0 && (this.#words[word]! & (1 << slot)) !== 0
    return isThere ? this.#quantities[this.#words[word + 1]! + (slot & 31)]! : 0
  }

  /** Key of the next level behind `key`; Infinity when there is none. */
  nextKey(key: number): number {
    if (key < this.#best) return this.#best
    const near = this.#nextNear(key + 1)
    if (near !== Infinity) return near
    const position = this.#far.position(key + 1)
    return position < this.#far.length ? this.#far.keyAt(position) : Infinity
  }

  count(): number {
    return this.#near + this.#far.length
  }

  /** Writes the best levels, as many as `prices` has room for, and says how many those are. */
  readTop(prices: Float64Array, quantities: Float64Array): number {
    const wanted = prices.length
    if (wanted > topLevels) return this.#gather(wanted, prices, quantities)
    if (wanted > this.#topCount && this.#topLimit !== Infinity) this.#findTop(wanted)
    const found = wanted < this.#topCount ? wanted : this.#topCount
    const heldPrices = this.#topPrices
    const heldQuantities = this.#topQuantities
    for (let level = 0; level < found; level++) {
      prices[level] = heldPrices[level]!
      quantities[level] = heldQuantities[level]!
    }
    return found
  }

  /** Forgets all but the best `count` levels. */
  keepBest(count: number): void {
    this.#forgetTop()
    this.#far.keepFirst(Math.max(0, count - this.#near))
    for (let key = this.#lastNear(); this.#near > count; key = this.#lastNear()) this.set(key, 0)
  }

  clear(): void {
    this.#forgetTop()
    this.#words.fill(0)
    this.#freeCount = 0
    this.#pagesEnd = 0
    this.#far.clear()
    this.#near = 0
    this.#best = Infinity
  }

  #forgetTop(): void {
    this.#topCount = 0
    this.#topLimit = -Infinity
  }

  #findTop(wanted: number): void {
    this.#topCount = this.#gather(wanted, this.#topPrices, this.#topQuantities)
    // With fewer levels than wanted, any new one is among the best.
    this.#topLimit = this.#topCount < wanted ? Infinity : this.#sign * this.#topPrices[wanted - 1]!
  }

  /** Copies the best levels, and says how many there were. */
  #gather(wanted: number, prices: Float64Array, quantities: Float64Array): number {
    const sign = this.#sign
    const words = this.#words
    const held = this.#quantities
    const fromNear = wanted < this.#near ? wanted : this.#near
    let found = 0
    let word = ((this.#best & this.#mask) >> 5) << 1
    let wordKey = this.#best - (this.#best & 31)
    let bits = words[word]! & (-1 << this.#best)
    // There are `near` bits from the best on, so the walk ends before the ring closes.
    while (found < fromNear) {
      while (bits === 0) {
        word = (word + 2) & (words.length - 1)
        wordKey += pageTicks
        bits = words[word]!
      }
      const page = words[word + 1]!
      while (bits !== 0 && found < fromNear) {
        const bit = 31 - Math.clz32(bits & -bits)
        bits &= bits - 1
        prices[found] = sign * (wordKey + bit) + 0 // + 0, for a price of zero has no sign
        quantities[found] = held[page + bit]!
        found++
      }
    }
    const fromFar = Math.min(wanted - found, this.#far.length)
    for (let position = 0; position < fromFar; position++, found++) {
      prices[found] = sign * this.#far.keyAt(position) + 0
      quantities[found] = this.#far.quantityAt(position)
    }
    return found
  }

  #setOutside(key: number, quantity: number): void {
    invariant(Number.isSafeInteger(key), `a level at ${key} ticks`)
    if (this.#best === Infinity) {
      if (quantity === 0) return
      this.#base = this.#baseFor(key)
    } else if (key > this.#base) {
      this.#far.set(key, quantity)
      return
    } else {
      if (quantity === 0) return
      this.#moveDown(this.#baseFor(key))
    }
    this.set(key, quantity)
  }

  /** A window in which a key stands a quarter from the near end. */
  #baseFor(key: number): number {
    return Math.floor((key - this.#width / 4) / pageTicks) * pageTicks
  }

  /** The best level is gone: finds the next one, and moves the window after it when it has come far. */
  #findBest(): void {
    if (this.#near > 0) this.#best = this.#nextNear(this.#best)
    else this.#best = this.#far.length > 0 ? this.#far.keyAt(0) : Infinity
    if (this.#best !== Infinity && this.#best - this.#base > this.#width / 2) {
      this.#moveUp(this.#baseFor(this.#best))
    }
  }

  /** The words given up are empty, for they lie before the best. */
  #moveUp(base: number): void {
    this.#base = base
    const far = this.#far
    const best = this.#best
    let taken = 0
    while (taken < far.length && far.keyAt(taken) < base + this.#width) {
      this.set(far.keyAt(taken), far.quantityAt(taken))
      taken++
    }
    this.#best = best
    far.dropFirst(taken)
  }

  /** What falls off the far end goes, worst first, to the front of the far levels. */
  #moveDown(base: number): void {
    // The best never lies past the middle of its window, so that losing it here does not move the window back.
    for (let key = this.#lastNear(); key >= base + this.#width; key = this.#lastNear()) {
      this.#far.set(key, this.get(key))
      this.set(key, 0)
    }
    this.#base = base
  }

  #takePage(): number {
    if (this.#freeCount > 0) return this.#freePages[--this.#freeCount]!
    const page = this.#pagesEnd
    this.#pagesEnd += pageTicks
    if (this.#pagesEnd > this.#quantities.length) {
      const grown = new Float64Array(this.#quantities.length * 2)
      grown.set(this.#quantities)
      this.#quantities = grown
      const pages = new Int32Array(this.#freePages.length * 2)
      pages.set(this.#freePages)
      this.#freePages = pages
    }
    return page
  }

  /** Key of the first level within the window from `key` on; Infinity when there is none. */
  #nextNear(key: number): number {
    const end = this.#base + this.#width
    if (key >= end) return Infinity
    const slot = key & this.#mask
    let word = (slot >> 5) << 1
    let wordKey = key - (slot & 31)
    let bits = this.#words[word]! & (-1 << slot)
    while (bits === 0) {
      wordKey += pageTicks
      if (wordKey >= end) return Infinity
      word = (word + 2) & (this.#words.length - 1)
      bits = this.#words[word]!
    }
    return wordKey + 31 - Math.clz32(bits & -bits)
  }

  /** Key of the worst level within the window; -Infinity when there is none. */
  #lastNear(): number {
    if (this.#near === 0) return -Infinity
    let wordKey = this.#base + this.#width - pageTicks
    while (this.#words[((wordKey & this.#mask) >> 5) << 1] === 0) wordKey -= pageTicks
    return wordKey + 31 - Math.clz32(this.#words[((wordKey & this.#mask) >> 5) << 1]!)
  }
}
