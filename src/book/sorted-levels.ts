/**
 * Levels in ascending order of their key, in two columns: found by bisection, moved by block.
 *
 * Room is kept at both ends and the shorter part moves, so that adding at either end costs nothing. The far part of a
 * `TickRing`, where few updates fall.
 */
export class SortedLevels {
  length = 0
  #keys: Float64Array = new Float64Array(64)
  #quantities: Float64Array = new Float64Array(64)
  #start = 32

  /** Key of the level at a position; NaN past the end. */
  keyAt(position: number): number {
    return position < this.length ? this.#keys[this.#start + position]! : NaN
  }

  quantityAt(position: number): number {
    return this.#quantities[this.#start + position]!
  }

  /** Position of the first level whose key is at least `key`. */
  position(key: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#keys[this.#start + middle]! < key) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Quantity of the level with this key; 0 where there is none. */
  get(key: number): number {
    const position = this.position(key)
    return this.keyAt(position) === key ? this.quantityAt(position) : 0
  }

  /** Sets a level; 0 removes it. */
  set(key: number, quantity: number): void {
    const position = this.position(key)
    if (this.keyAt(position) === key) {
      if (quantity === 0) this.#remove(position)
      else this.#quantities[this.#start + position] = quantity
    } else if (quantity !== 0) this.#insert(position, key, quantity)
  }

  /** Forgets the first levels. */
  dropFirst(count: number): void {
    this.#start += count
    this.length -= count
  }

  /** Forgets all levels but the first ones. */
  keepFirst(count: number): void {
    this.length = Math.min(this.length, count)
  }

  clear(): void {
    this.length = 0
    this.#start = this.#keys.length >> 1
  }

  #insert(position: number, key: number, quantity: number): void {
    if (this.length === this.#keys.length) this.#grow()
    const first = this.#start
    const end = first + this.length
    const leftward = first > 0 && (position * 2 < this.length || end === this.#keys.length)
    if (leftward) {
      this.#move(first, first + position, first - 1)
      this.#start--
    } else this.#move(first + position, end, first + position + 1)
    this.length++
    this.#keys[this.#start + position] = key
    this.#quantities[this.#start + position] = quantity
  }

  #remove(position: number): void {
    const first = this.#start
    if (position * 2 < this.length) {
      this.#move(first, first + position, first + 1)
      this.#start++
    } else this.#move(first + position + 1, first + this.length, first + position)
    this.length--
  }

  #move(from: number, end: number, to: number): void {
    this.#keys.copyWithin(to, from, end)
    this.#quantities.copyWithin(to, from, end)
  }

  #grow(): void {
    const start = this.length >> 1
    this.#keys = spread(this.#keys, this.#start, start)
    this.#quantities = spread(this.#quantities, this.#start, start)
    this.#start = start
  }
}

/** The full column in one twice as long, with room on both sides. */
function spread(column: Float64Array, from: number, to: number): Float64Array {
  const grown = new Float64Array(column.length * 2)
  grown.set(column.subarray(from), to)
  return grown
}
