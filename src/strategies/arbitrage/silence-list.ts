/**
 * Who has been silent longest: a list in the order of last words, moved by numbers alone.
 *
 * All may be silent equally long, so that the one who spoke first is the next to be given up: no heap is needed, and a
 * word costs four writes whoever speaks.
 *
 * @example
 * const list = new SilenceList()
 * list.hear(0, 10)
 * list.hear(1, 20)
 * list.hear(0, 30)
 * list.longest // => 1
 * list.lastWord(1) // => 20
 * list.drop(1)
 * list.longest // => 0
 */
export class SilenceList {
  /** Silent longest; -1 when nobody is listened to. */
  longest = -1
  #latest = -1
  #before = new Int32Array(16).fill(absent)
  #after = new Int32Array(16).fill(absent)
  #times = new Float64Array(16).fill(NaN)

  /** NaN when it was never heard of. */
  lastWord(member: number): number {
    return this.#times[member] ?? NaN
  }

  hear(member: number, time: number): void {
    while (member >= this.#times.length) this.#grow()
    this.#times[member] = time
    if (member === this.#latest) return
    if (this.#before[member] !== absent) this.#unlink(member)
    this.#before[member] = this.#latest
    this.#after[member] = -1
    if (this.#latest >= 0) this.#after[this.#latest] = member
    else this.longest = member
    this.#latest = member
  }

  /** Stops listening until the next word. */
  drop(member: number): void {
    if (member >= this.#times.length || this.#before[member] === absent) return
    this.#unlink(member)
    this.#before[member] = absent
  }

  #unlink(member: number): void {
    const [before, after] = [this.#before[member]!, this.#after[member]!]
    if (before >= 0) this.#after[before] = after
    else this.longest = after
    if (after >= 0) this.#before[after] = before
    else this.#latest = before
  }

  #grow(): void {
    const size = this.#times.length * 2
    const [before, after, times] = [this.#before, this.#after, this.#times]
    this.#before = new Int32Array(size).fill(absent)
    this.#after = new Int32Array(size).fill(absent)
    this.#times = new Float64Array(size).fill(NaN)
    this.#before.set(before)
    this.#after.set(after)
    this.#times.set(times)
  }
}

const absent = -2
