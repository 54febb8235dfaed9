/** ccxt's figures of a leaky bucket: units a millisecond, what is there after a quiet time, and what is there now. */
interface BucketTerms {
  readonly refillRate: number
  readonly capacity: number
  readonly tokens: number
}

interface Waiting {
  readonly cost: number
  readonly go: () => void
  /** What it may not wait through a hold with. */
  readonly fail: ((cause: Error) => void) | undefined
}

/**
 * A leaky bucket as ccxt has it, whoever comes first goes while nothing is owed, with two ranks: what is pressing goes before
 * whatever waits, and does not wait for what others than questions have cost. ccxt's own is one queue, and looks at its clock
 * a thousand times a second while anybody waits. A class, for it guards what is owed.
 */
export class RequestBucket {
  readonly #refillRate: number
  readonly #capacity: number
  /** What is left after everything that was paid for. */
  #left: number
  /** What would be left without what was charged from elsewhere. */
  #leftOfOwn: number
  #seenAt = performance.now()
  readonly #pressing: Waiting[] = []
  readonly #others: Waiting[] = []
  #timer: NodeJS.Timeout | undefined
  /** Nobody leaves before this instant of `performance.now()`. */
  #heldUntil = -Infinity

  constructor({ refillRate, capacity, tokens }: BucketTerms) {
    this.#refillRate = refillRate
    this.#capacity = capacity
    this.#left = tokens
    this.#leftOfOwn = tokens
  }

  /** Pays for what is waited for elsewhere. */
  charge(cost: number): void {
    this.#refill()
    this.#left -= cost
  }

  /** May it leave at once? It has been paid for then. */
  isFree(cost: number): boolean {
    this.#refill()
    const isHeld = performance.now() < this.#heldUntil
    const isFree = !isHeld && this.#pressing.length + this.#others.length === 0 && this.#left >= 0
    if (isFree) this.#pay(cost)
    return isFree
  }

  /** Resolves when it may leave, and has been paid for. @param isBrief it fails where others wait through a hold */
  wait(cost: number, isPressing = false, isBrief = false): Promise<void> {
    return new Promise((go, fail) => {
      const waiting = { cost, go, fail: isBrief ? fail : undefined }
      void (isPressing ? this.#pressing : this.#others).push(waiting)
      this.#letGo()
    })
  }

  /** Has everybody wait until an instant of `performance.now()`; nothing is earned meanwhile, so that all go on at their pace. */
  hold(until: number): void {
    this.#refill()
    this.#heldUntil = Math.max(this.#heldUntil, until)
    this.#letGo()
  }

  /** Fails what may not wait through a hold. */
  failBrief(cause: () => Error): void {
    const brief = this.#others.filter(({ fail }) => fail !== undefined)
    this.#others.splice(0, Infinity, ...this.#others.filter(({ fail }) => fail === undefined))
    for (const { fail } of brief) fail!(cause())
  }

  #letGo(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#refill()
    const heldMs = this.#heldUntil - performance.now()
    if (heldMs > 0 && this.#pressing.length + this.#others.length > 0) {
      this.#timer = setTimeout(() => this.#letGo(), Math.ceil(heldMs))
      return
    }
    for (;;) {
      const queue = this.#pressing.length > 0 ? this.#pressing : this.#others
      const [next] = queue
      if (next === undefined) return
      const left = queue === this.#pressing ? this.#leftOfOwn : this.#left
      if (left < 0) {
        // A timer may be early by a part of a millisecond.
        const waitMs = Math.max(1, Math.ceil(-left / this.#refillRate))
        this.#timer = setTimeout(() => this.#letGo(), waitMs)
        return
      }
      queue.shift()
      this.#pay(next.cost)
      next.go()
    }
  }

  #pay(cost: number): void {
    this.#left -= cost
    this.#leftOfOwn -= cost
  }

  #refill(): void {
    const now = performance.now()
    const more = this.#refillRate * Math.max(0, now - Math.max(this.#seenAt, this.#heldUntil))
    this.#seenAt = now
    this.#left = Math.min(this.#capacity, this.#left + more)
    this.#leftOfOwn = Math.min(this.#capacity, this.#leftOfOwn + more)
  }
}
