/** Instants something is to be done at, earliest first; at the same instant in the order they were asked for. */
export class Timers<Item> {
  readonly #times: number[] = []
  readonly #items: { readonly order: number; readonly item: Item }[] = []
  #asked = 0

  get size(): number {
    return this.#times.length
  }

  /** Infinity when there is none. */
  nextAt(): number {
    return this.#times.length === 0 ? Infinity : this.#times[0]!
  }

  add(at: number, item: Item): void {
    this.#times.push(at)
    this.#items.push({ order: this.#asked++, item })
    let child = this.#times.length - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!this.#isBefore(child, parent)) break
      this.#swap(child, parent)
      child = parent
    }
  }

  /** Takes the next one; there must be one. */
  take(): Item {
    const { item } = this.#items[0]!
    const last = this.#times.length - 1
    this.#swap(0, last)
    this.#times.pop()
    this.#items.pop()
    let parent = 0
    for (;;) {
      let child = 2 * parent + 1
      if (child >= last) return item
      if (child + 1 < last && this.#isBefore(child + 1, child)) child++
      if (!this.#isBefore(child, parent)) return item
      this.#swap(child, parent)
      parent = child
    }
  }

  #isBefore(a: number, b: number): boolean {
    const one = this.#times[a]!
    const other = this.#times[b]!
    return one < other || (one === other && this.#items[a]!.order < this.#items[b]!.order)
  }

  #swap(a: number, b: number): void {
    const times = this.#times
    const items = this.#items
    const time = times[a]!
    const item = items[a]!
    times[a] = times[b]!
    items[a] = items[b]!
    times[b] = time
    items[b] = item
  }
}
