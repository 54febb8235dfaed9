import { RollingRegression } from '../streaming/rolling-regression.ts'

/**
 * Roll's spread: what the bounce of trade prices between bid and ask says about the distance of the two.
 *
 *   S = 2 sqrt(-cov(dp_t, dp_{t-1})),   over the last so many changes
 *
 * Supposes sides that are coin flips and trades that move nothing. Real flow has runs and impact, which make the
 * covariance positive often enough: then there is no bounce to measure and `spread()` is NaN, with `covariance()` to see
 * why (others return 0, or minus the root, which look like a spread). NaN below ten pairs. Covariance over n - 1.
 * Unit: that of the prices. Source: Roll (1984), Journal of Finance 39, 1127-1139. Batch twin: `rollSpreadOf`, to 1e-9.
 * Checked against numpy.
 *
 * @example
 * const roll = new RollSpread(50)
 * for (let t = 0; t < 60; t++) roll.add(100 + (((t * t) % 7) % 2))
 * roll.spread() // => 1.309
 */
export class RollSpread {
  /** The last one given; NaN before. */
  lastPrice: number = Number.NaN
  readonly #pairs: RollingRegression
  #change = Number.NaN

  /** @param window pairs of changes, at least 10 */
  constructor(window: number) {
    this.#pairs = new RollingRegression(window, pairsMin)
  }

  add(price: number): void {
    const change = price - this.lastPrice
    this.#pairs.push(this.#change, change)
    this.#change = change
    this.lastPrice = price
  }

  covariance(): number {
    return this.#pairs.covariance()
  }

  spread(): number {
    return 2 * Math.sqrt(-this.covariance())
  }

  restart(): void {
    this.#pairs.restart()
    this.lastPrice = Number.NaN
    this.#change = Number.NaN
  }
}

const pairsMin = 10

/**
 * Roll's spread of a whole series: the batch twin of `RollSpread`.
 *
 * @returns NaN where the covariance is positive, or below ten pairs of changes
 *
 * @example
 * rollSpreadOf(Float64Array.from({ length: 60 }, (_, t) => 100 + (((t * t) % 7) % 2))) // => 1.325
 */
export function rollSpreadOf(prices: Float64Array): number {
  const changes = prices.slice(1).map((price, t) => price - prices[t]!)
  const count = changes.length - 1
  if (count < pairsMin) return Number.NaN
  const [before, after] = [changes.subarray(0, count), changes.subarray(1)]
  const meanOf = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / count
  const [meanBefore, meanAfter] = [meanOf(before), meanOf(after)]
  const products = before.reduce(
    (sum, value, t) => sum + (value - meanBefore) * (after[t]! - meanAfter),
    0,
  )
  return 2 * Math.sqrt(-products / (count - 1))
}
