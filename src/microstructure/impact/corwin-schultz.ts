import { RollingSum } from '../streaming/rolling-sum.ts'

/** The highest is bought and the lowest sold: half a spread each, once in two bars and twice in one by one. */
const c = 3 - 2 * Math.SQRT2

/**
 * Corwin and Schultz's spread from the highs and lows of two neighbouring bars.
 *
 *   beta = ln(H_1 / L_1)^2 + ln(H_2 / L_2)^2,   gamma = ln(max H / min L)^2
 *   alpha = (sqrt(2 beta) - sqrt(beta)) / c - sqrt(gamma / c),  c = 3 - 2 sqrt 2,   S = 2 (e^alpha - 1) / (1 + e^alpha)
 *
 * @returns a fraction of the price. Negative where the two bars together range wider than the diffusion of each says,
 * which is common: means over many bars take it as 0 (`CorwinSchultz`). NaN for bars that are not (low above high, not
 * positive). Bars should have many trades, and no gap between them: the source's correction for nights is left out,
 * since these markets have none. Source: Corwin and Schultz (2012), Journal of Finance 67, 719-760, equations 14 and 18.
 * Checked against numpy.
 *
 * @example
 * corwinSchultzSpread({ high: 101, low: 100 }, { high: 101, low: 100 }) // => 0.00995
 */
export function corwinSchultzSpread(
  first: { readonly high: number; readonly low: number },
  second: { readonly high: number; readonly low: number },
): number {
  if (!(first.high >= first.low && second.high >= second.low)) return Number.NaN
  if (!(first.low > 0 && second.low > 0)) return Number.NaN
  const beta = Math.log(first.high / first.low) ** 2 + Math.log(second.high / second.low) ** 2
  const high = Math.max(first.high, second.high)
  const gamma = Math.log(high / Math.min(first.low, second.low)) ** 2
  const alpha = (Math.sqrt(2 * beta) - Math.sqrt(beta)) / c - Math.sqrt(gamma / c)
  // 2 (e^a - 1) / (1 + e^a), without the difference of near numbers.
  return 2 * Math.tanh(alpha / 2)
}

/**
 * The mean of `corwinSchultzSpread` over the last so many pairs of bars, negative ones taken as 0, which is biased upwards
 * where spreads are small beside the bars' ranges.
 *
 * NaN until there are so many pairs, and while one of them is not known. A bar of NaN breaks the chain.
 * Batch: `corwinSchultzSpread` on every pair.
 *
 * @example
 * const spread = new CorwinSchultz(1)
 * spread.add(101, 100)
 * spread.add(101, 100)
 * spread.mean() // => 0.00995
 */
export class CorwinSchultz {
  readonly #spreads: RollingSum
  #high = Number.NaN
  #low = Number.NaN

  /** @param window pairs of bars */
  constructor(window: number) {
    this.#spreads = new RollingSum(window)
  }

  add(high: number, low: number): void {
    const isFirst = Number.isNaN(this.#high)
    const spread = corwinSchultzSpread({ high: this.#high, low: this.#low }, { high, low })
    if (!isFirst) this.#spreads.push(Math.max(0, spread))
    this.#high = high
    this.#low = low
  }

  mean(): number {
    return this.#spreads.sum() / this.#spreads.window
  }

  restart(): void {
    this.#spreads.restart()
    this.#high = Number.NaN
    this.#low = Number.NaN
  }
}
