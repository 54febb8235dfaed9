/** Of more than this every other one is given up, again and again. */
const itemsMost = 100_000

/** What is measured on and on, in bounded memory: of much, evenly less. */
export class Thinned<Item> {
  #items: Item[] = []
  #every = 1
  #seen = 0

  get items(): readonly Item[] {
    return this.#items
  }

  add(item: Item): void {
    if (this.#seen++ % this.#every !== 0) return
    this.#items.push(item)
    if (this.#items.length < itemsMost) return
    this.#items = this.#items.filter((_, k) => k % 2 === 0)
    this.#every *= 2
  }
}
