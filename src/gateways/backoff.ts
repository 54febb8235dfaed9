/** The first wait, and the longest. */
interface BackoffTerms {
  readonly firstMs: number
  readonly mostMs: number
}

/** Thirty connections in five minutes, where Binance takes three hundred. */
const ofConnections: BackoffTerms = { firstMs: 250, mostMs: 10_000 }

/** Waits that double, each drawn from the upper half so that many who lost a venue at once do not come back at once. */
export class Backoff {
  #waits = 0
  readonly #uniform: () => number
  readonly #terms: BackoffTerms

  constructor(uniform: () => number = Math.random, terms: BackoffTerms = ofConnections) {
    this.#uniform = uniform
    this.#terms = terms
  }

  /** The next wait: between half of it and all of it. */
  nextMs(): number {
    const { firstMs, mostMs } = this.#terms
    const whole = Math.min(mostMs, firstMs * 2 ** this.#waits)
    this.#waits++
    return whole * (0.5 + this.#uniform() / 2)
  }

  reset(): void {
    this.#waits = 0
  }
}
