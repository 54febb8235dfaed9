/** A channel that was due within so long has subscribers. */
const livelyUs = 2_000_000

/** The numbers of one book channel. */
interface Count {
  last: number
  /** When it was last due. */
  dueAt: number
  /** What the book was when a request was last answered by it. */
  shownId: number
}

/**
 * Numbers of the messages of each book channel: `u` counts up by one, whoever listens and whenever it began. At least 2,
 * for 1 says that the venue has begun anew.
 */
export class BookCounts {
  readonly #counts = new Map<string, Count>()

  last(topic: string): number {
    return this.#of(topic).last
  }

  next(topic: string): number {
    return ++this.#of(topic).last
  }

  /** Someone listens. */
  due(topic: string, at: number): void {
    this.#of(topic).dueAt = at
  }

  /** What a request is answered with: the channel's number, which while nobody listens goes up when the book has changed. */
  shown(topic: string, bookId: number, at: number): number {
    const count = this.#of(topic)
    if (at - count.dueAt > livelyUs && bookId !== count.shownId) count.last++
    count.shownId = bookId
    return count.last
  }

  #of(topic: string): Count {
    const count = this.#counts.get(topic) ?? { last: 2, dueAt: -Infinity, shownId: NaN }
    this.#counts.set(topic, count)
    return count
  }
}
