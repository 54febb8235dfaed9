const firstMs = 250
/** Thirty connections in five minutes, where Binance takes three hundred. */
const mostMs = 10_000

/** Waits that double, each drawn from the upper half so that many who lost a venue at once do not come back at once. */
export class Backoff {
  #waits = 0
  readonly #uniform: () => number

  constructor(uniform: () => number = Math.random) {
    this.#uniform = uniform
  }

  /** The next wait: between half of it and all of it. */
  nextMs(): number {
    const whole = Math.min(mostMs, firstMs * 2 ** this.#waits)
    this.#waits++
    return whole * (0.5 + this.#uniform() / 2)
  }

  reset(): void {
    this.#waits = 0
  }
}
