/**
 * Numbers of the messages of each book channel: `u` counts up by one, whoever listens and whenever it began. At least 2,
 * for 1 says that the venue has begun anew.
 */
export class BookCounts {
  readonly #last = new Map<string, number>()

  last(topic: string): number {
    return this.#last.get(topic) ?? 2
  }

  next(topic: string): number {
    const next = this.last(topic) + 1
    this.#last.set(topic, next)
    return next
  }
}
