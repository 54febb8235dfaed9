/**
 * Which of many sources comes next: a tournament, in which setting a source's time replays its own matches only.
 *
 * Of sources with the same time the one with the lower number is first.
 *
 * @example
 * const clock = new EventClock(3)
 * clock.set(1, 5)
 * clock.first // => 1
 */
export class EventClock {
  readonly #times: Float64Array
  /** The winner of each match; 1 is the final. */
  readonly #winners: Int32Array
  readonly #leaves: number

  /** @param sources at least one; their times are Infinity until set */
  constructor(sources: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(2, sources)))
    this.#times = new Float64Array(this.#leaves).fill(Infinity)
    this.#winners = new Int32Array(this.#leaves)
    for (let source = 0; source < this.#leaves; source += 2) this.set(source, Infinity)
  }

  /** The source that is next. */
  get first(): number {
    return this.#winners[1]!
  }

  timeOf(source: number): number {
    return this.#times[source]!
  }

  set(source: number, time: number): void {
    const times = this.#times
    const winners = this.#winners
    times[source] = time
    const pair = source & ~1
    let at = (this.#leaves + pair) >> 1
    let winner = times[pair + 1]! < times[pair]! ? pair + 1 : pair
    winners[at] = winner
    for (; at > 1; at >>= 1) {
      const left = winners[at & ~1]!
      const right = winners[at | 1]!
      winner = times[right]! < times[left]! ? right : left
      winners[at >> 1] = winner
    }
  }
}
