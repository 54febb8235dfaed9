/** Things to be done or told at their instants: the earliest first, and of one instant the one put down first. */
export class Agenda<Item> {
  readonly #heap: { readonly at: number; readonly turn: number; readonly item: Item }[] = []
  #turns = 0

  /** Infinity when there is nothing. */
  get nextAt(): number {
    return this.#heap.length === 0 ? Infinity : this.#heap[0]!.at
  }

  add(at: number, item: Item): void {
    const heap = this.#heap
    heap.push({ at, turn: this.#turns++, item })
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1
      if (!this.#isBefore(child, parent)) return
      this.#swap(child, parent)
      child = parent
    }
  }

  /** Takes the earliest; undefined when there is nothing. */
  take(): Item | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined) return undefined
    if (heap.length === 0) return first.item
    heap[0] = last
    for (let parent = 0; ;) {
      const left = 2 * parent + 1
      if (left >= heap.length) break
      const child = left + 1 < heap.length && this.#isBefore(left + 1, left) ? left + 1 : left
      if (!this.#isBefore(child, parent)) break
      this.#swap(child, parent)
      parent = child
    }
    return first.item
  }

  #isBefore(a: number, b: number): boolean {
    const { at, turn } = this.#heap[a]!
    const other = this.#heap[b]!
    return at < other.at || (at === other.at && turn < other.turn)
  }

  #swap(a: number, b: number): void {
    const item = this.#heap[a]!
    this.#heap[a] = this.#heap[b]!
    this.#heap[b] = item
  }
}
