import { SortedLevels } from './sorted-levels.ts'
import { bitCount, lowestBit, WordSums } from './word-sums.ts'
import type { BookTop, LevelRows } from './order-book.ts'
import { invariant } from '../math/invariant.ts'

/** Ticks of a word: one bit each. */
const wordTicks = 32

/** Room for the best levels: a reader may ask for as many where they lie. */
const topLevelsMax = 32

/**
 * One side of a book as a window of ticks: a level is found by the arithmetic of its price, so that setting it takes
 * no search.
 *
 * Levels have keys, ascending from best to worst: an ask's key is its price, a bid's its price negated. The window
 * covers the keys `[base, base + width)`: a ring of slots with the quantities, and a ring of words with one bit a slot
 * that tells whether a level is there. Levels beyond the window are worse than all within and lie in `SortedLevels`.
 * The best few, once asked for, stay at hand until one of them comes or goes.
 *
 * The window follows the best price: towards better prices at once when a level comes before it, towards worse ones
 * when the best has wandered past its middle, and never by less than a quarter of its width.
 */
export class TickRing {
  /** A level's price is its key times this. */
  readonly #sign: 1 | -1
  readonly #width: number
  readonly #mask: number
  /** Meaningful where the bit is set. Never touched, a slot costs no memory: the system hands pages out on first use. */
  readonly #quantities: Float64Array
  readonly #words: Int32Array
  readonly #wordMask: number
  #sums: WordSums | undefined
  readonly #far = new SortedLevels()
  readonly #top = {
    length: 0,
    prices: new Float64Array(topLevelsMax),
    quantities: new Float64Array(topLevelsMax),
  }
  /** A multiple of 32, so that no word holds both ends of the window. */
  #base = 0
  /** Infinity when there is no level at all. */
  #best = Infinity
  /** Updates up to this key change the best price or what is at hand: at least `#best`. */
  #watched = Infinity
  /** Quantities at hand are not those of the levels any more; the levels are. */
  #isStale = false
  /** Levels within the window. */
  #near = 0
  #turn = 0
  #priceTurn = 0

  /**
   * @param sign  1 where keys are prices, -1 where they are prices negated
   * @param width ticks in the window, a power of two, at least 128
   */
  constructor(sign: 1 | -1, width: number) {
    invariant(width >= 128 && Number.isInteger(Math.log2(width)), `a window of ${width} ticks`)
    this.#sign = sign
    this.#width = width
    this.#mask = width - 1
    this.#quantities = new Float64Array(width)
    this.#words = new Int32Array(width / wordTicks)
    this.#wordMask = width / wordTicks - 1
  }

  /** Sets a level; 0 removes it. */
  set(key: number, quantity: number): void {
    const offset = key - this.#base
    // The first is so only of a whole number within the window: one question for both.
    if ((offset & this.#mask) === offset && quantity >= 0) {
      const slot = key & this.#mask
      const word = slot >> 5
      const bits = this.#words[word]!
      // Without asking whether the level was there: on a live feed nobody can guess, and a wrong guess of the
      // processor costs more than these lines.
      const isThere = Number(quantity !== 0)
      const wasThere = (bits >>> slot) & 1
      this.#quantities[slot] = quantity
      this.#words[word] = (bits & ~(1 << slot)) | (isThere << slot)
      if (this.#sums !== undefined) this.#sums.isKnown[word] = 0
      this.#near += isThere - wasThere
      if (key > this.#watched) return
      if (isThere !== wasThere) this.#setWatched(key, quantity)
      else if (isThere !== 0) this.#touchTop()
    } else {
      this.#setOutside(key, quantity)
      if (key <= this.#watched) this.#setWatched(key, quantity)
    }
  }

  /** Sets the levels in the rows `[start, end)`. */
  setRows(rows: LevelRows, start: number, end: number): void {
    const { price, quantity } = rows
    for (let row = start; row < end; row++) {
      row = this.#setQuiet(price, quantity, row, end)
      if (row < end) this.set(this.#sign * price[row]! + 0, quantity[row]!)
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
    const isThere = offset >= 0 && (this.#words[slot >> 5]! & (1 << slot)) !== 0
    return isThere ? this.#quantities[slot]! : 0
  }

  /** Key of the next level behind `key`; Infinity when there is none. */
  nextKey(key: number): number {
    const near = this.#nextNear(Math.max(key + 1, this.#best))
    if (near !== Infinity) return near
    const position = this.#far.position(key + 1)
    return position < this.#far.length ? this.#far.keyAt(position) : Infinity
  }

  count(): number {
    return this.#near + this.#far.length
  }

  /** The best levels, at least `wanted` of them where the side has as many. */
  top(wanted: number): BookTop {
    // Asked first: the message alone would cost more than the answer.
    if (wanted > topLevelsMax) invariant(false, `${wanted} levels at hand, of ${topLevelsMax}`)
    const top = this.#top
    if (top.length < wanted && this.#watched !== Infinity) {
      top.length = this.#gather(wanted, top.prices, top.quantities)
      // With fewer levels than wanted, any new one will be among the best.
      this.#watched = top.length < wanted ? Infinity : this.#sign * top.prices[wanted - 1]!
      this.#isStale = false
    } else if (this.#isStale) this.#refreshTop()
    return top
  }

  /** Another number whenever the levels that `top` gave last may have become others, or their quantities. */
  turn(): number {
    return this.#turn
  }

  /** Another number whenever the levels that `top` gave last may have become others; not for their quantities alone. */
  priceTurn(): number {
    return this.#priceTurn
  }

  /** Writes the best levels, as many as `prices` has room for, and says how many those are. */
  readTop(prices: Float64Array, quantities: Float64Array): number {
    const wanted = prices.length
    if (wanted > topLevelsMax) return this.#gather(wanted, prices, quantities)
    const top = this.top(wanted)
    const found = Math.min(wanted, top.length)
    for (let row = 0; row < found; row++) {
      prices[row] = top.prices[row]!
      quantities[row] = top.quantities[row]!
    }
    return found
  }

  /**
   * Quantity within each of some distances of a price, ascending: NaN from the first on within which the levels end.
   *
   * Whole words of ticks are taken by their sums. Lots are whole: the order in which they are added makes no difference.
   */
  readDepth(from: number, distances: Float64Array, depth: Float64Array): void {
    let k = 0
    let sum = 0
    const fromKey = this.#sign * from
    let left = this.#near
    const sums = (this.#sums ??= new WordSums(this.#words.length))
    let word = (this.#best & this.#mask) >> 5
    for (let key = this.#best - (this.#best & 31); left > 0; key += wordTicks) {
      const last = key + wordTicks - 1 - fromKey
      while (k < distances.length && !(last <= distances[k]! && fromKey - key <= distances[k]!)) {
        const within = this.#sumWithin(word, key - fromKey, distances[k]!)
        if (within === undefined) break
        depth[k++] = sum + within
      }
      if (k === distances.length) return
      sum += sums.sum(word, this.#words[word]!, this.#quantities)
      left -= bitCount(this.#words[word]!)
      word = (word + 1) & this.#wordMask
    }
    const far = this.#far
    for (let row = 0; row < far.length && k < distances.length;) {
      if (Math.abs(far.keyAt(row) - fromKey) <= distances[k]!) sum += far.quantityAt(row++)
      else depth[k++] = sum
    }
    depth.fill(Number.NaN, k)
  }

  /** Forgets all but the best `count` levels. */
  keepBest(count: number): void {
    if (this.count() <= count) return
    this.#far.keepFirst(Math.max(0, count - this.#near))
    while (this.#near > count) this.set(this.#lastNear(), 0)
    this.#forgetTop()
  }

  clear(): void {
    this.#words.fill(0)
    this.#sums?.clear()
    this.#far.clear()
    this.#near = 0
    this.#best = Infinity
    this.#forgetTop()
  }

  /**
   * Sets levels as `set` does, up to the first that lies outside the window or comes or goes where it is watched: returns its
   * row. Nothing of the side is looked up again for each: a level of a recorded perpetual takes 15 ns instead of 26.
   */
  #setQuiet(prices: Float64Array, quantities: Float64Array, start: number, end: number): number {
    const sign = this.#sign
    const base = this.#base
    const mask = this.#mask
    const watched = this.#watched
    const held = this.#quantities
    const words = this.#words
    const isKnown = this.#sums?.isKnown
    let near = this.#near
    let touched = 0
    let row = start
    for (; row < end; row++) {
      const key = sign * prices[row]!
      const offset = key - base
      const quantity = quantities[row]!
      // What is no whole number, or less than nothing, is refused by `set`.
      if (!((offset & mask) === offset && quantity >= 0)) break
      const slot = key & mask
      const word = slot >> 5
      const bits = words[word]!
      const isThere = Number(quantity !== 0)
      const wasThere = (bits >>> slot) & 1
      const isWatched = Number(key <= watched)
      // Rare enough to be guessed, as whether a level is watched is not.
      if ((isWatched & (isThere ^ wasThere)) !== 0) break
      touched |= isWatched & isThere
      held[slot] = quantity
      words[word] = (bits & ~(1 << slot)) | (isThere << slot)
      if (isKnown !== undefined) isKnown[word] = 0
      near += isThere - wasThere
    }
    if (touched !== 0) this.#touchTop()
    this.#near = near
    return row
  }

  /** Quantity of a word's levels, which begin so far from a price, up to the first beyond a distance; undefined when none is. */
  #sumWithin(word: number, start: number, distance: number): number | undefined {
    let sum = 0
    for (let bits = this.#words[word]!; bits !== 0; bits &= bits - 1) {
      const bit = lowestBit(bits)
      if (Math.abs(start + bit) > distance) return sum
      sum += this.#quantities[(word << 5) | bit]!
    }
    return undefined
  }

  #setOutside(key: number, quantity: number): void {
    if (!Number.isSafeInteger(key)) invariant(false, `a level at ${this.#sign * key} ticks`)
    if (!(quantity >= 0)) invariant(false, `${quantity} lots at ${this.#sign * key} ticks`)
    if (this.count() > 0 && key > this.#base) this.#far.set(key, quantity)
    else if (quantity !== 0) {
      this.#moveDown(this.#baseFor(key))
      this.#place(key, quantity)
    }
  }

  /** A window in which a key stands a quarter from the near end. */
  #baseFor(key: number): number {
    return Math.floor((key - this.#width / 4) / wordTicks) * wordTicks
  }

  /** A level has come or gone at the best price, before it, or among what is at hand. */
  #setWatched(key: number, quantity: number): void {
    if (quantity === 0 && key === this.#best) this.#findBest()
    else if (quantity !== 0 && key < this.#best) this.#best = key
    this.#forgetTop()
  }

  /** A quantity among what is at hand has changed: it is looked up when it is asked for. */
  #touchTop(): void {
    this.#turn++
    this.#isStale = true
  }

  #refreshTop(): void {
    const { length, prices, quantities } = this.#top
    const sign = this.#sign
    for (let row = 0; row < length; row++) quantities[row] = this.get(sign * prices[row]!)
    this.#isStale = false
  }

  #forgetTop(): void {
    this.#turn++
    this.#priceTurn++
    this.#top.length = 0
    this.#watched = this.#best
  }

  /** The best level is gone: finds the next one, and moves the window after it when it has come far. */
  #findBest(): void {
    if (this.#near > 0) this.#best = this.#nextNear(this.#best)
    else this.#best = this.#far.length > 0 ? this.#far.keyAt(0) : Infinity
    if (this.#best !== Infinity && this.#best - this.#base > this.#width / 2) {
      this.#moveUp(this.#baseFor(this.#best))
    }
  }

  /** Copies the best levels from where they lie, and says how many there were. */
  #gather(wanted: number, prices: Float64Array, quantities: Float64Array): number {
    const sign = this.#sign
    const words = this.#words
    const held = this.#quantities
    const fromNear = wanted < this.#near ? wanted : this.#near
    let found = 0
    let word = (this.#best & this.#mask) >> 5
    let wordKey = this.#best - (this.#best & 31)
    let bits = words[word]! & (-1 << this.#best)
    // There are as many bits from the best on as levels within the window, so the walk ends before the ring closes.
    while (found < fromNear) {
      while (bits === 0) {
        word = (word + 1) & this.#wordMask
        wordKey += wordTicks
        bits = words[word]!
      }
      const bit = lowestBit(bits)
      bits &= bits - 1
      prices[found] = sign * (wordKey + bit) + 0 // + 0, for a price of zero has no sign
      quantities[found] = held[(word << 5) | bit]!
      found++
    }
    for (let row = 0; row < this.#far.length && found < wanted; row++, found++) {
      prices[found] = sign * this.#far.keyAt(row) + 0
      quantities[found] = this.#far.quantityAt(row)
    }
    return found
  }

  /** The words given up are empty, for they lie before the best. */
  #moveUp(base: number): void {
    this.#base = base
    const far = this.#far
    let taken = 0
    while (taken < far.length && far.keyAt(taken) < base + this.#width) {
      this.#place(far.keyAt(taken), far.quantityAt(taken))
      taken++
    }
    far.dropFirst(taken)
  }

  /** What falls off the far end goes, worst first, to the front of the far levels. */
  #moveDown(base: number): void {
    for (let key = this.#lastNear(); key >= base + this.#width; key = this.#lastNear()) {
      const slot = key & this.#mask
      this.#far.set(key, this.#quantities[slot]!)
      this.#words[slot >> 5]! &= ~(1 << slot)
      if (this.#sums !== undefined) this.#sums.isKnown[slot >> 5] = 0
      this.#near--
    }
    this.#base = base
  }

  #place(key: number, quantity: number): void {
    const slot = key & this.#mask
    this.#quantities[slot] = quantity
    this.#words[slot >> 5]! |= 1 << slot
    if (this.#sums !== undefined) this.#sums.isKnown[slot >> 5] = 0
    this.#near++
  }

  /** Key of the first level within the window from `key` on; Infinity when there is none. */
  #nextNear(key: number): number {
    const end = this.#base + this.#width
    if (key >= end) return Infinity
    const slot = key & this.#mask
    let word = slot >> 5
    let wordKey = key - (slot & 31)
    let bits = this.#words[word]! & (-1 << slot)
    while (bits === 0) {
      wordKey += wordTicks
      if (wordKey >= end) return Infinity
      word = (word + 1) & this.#wordMask
      bits = this.#words[word]!
    }
    return wordKey + lowestBit(bits)
  }

  /** Key of the worst level within the window; -Infinity when there is none. */
  #lastNear(): number {
    if (this.#near === 0) return -Infinity
    let wordKey = this.#base + this.#width - wordTicks
    while (this.#words[(wordKey & this.#mask) >> 5] === 0) wordKey -= wordTicks
    return wordKey + 31 - Math.clz32(this.#words[(wordKey & this.#mask) >> 5]!)
  }
}
