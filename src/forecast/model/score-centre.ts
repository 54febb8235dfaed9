/**
 * What scores are above their own running centre, an exponential mean of those before.
 *
 *   above_k = s_k - c_k,   c_{k+1} = c_k + (1 - 2^(-1/H)) above_k
 *
 * Flow forecasts turn within minutes. What of a score stays for longer comes from columns that do (volatility, volume, and
 * whatever a fit made of them) and says that a price will drift, which is not forecast. Left in, it sets the rows of one
 * week above those of another, and so does whether the price moves at all: two slow things look related however little
 * they have to do with each other.
 *
 * @param start   c of the first row
 * @param halfRows H
 * A class, for it keeps the centre.
 *
 * @example
 * const centre = new ScoreCentre(0, 1)
 * centre.above(4) // => 4
 * centre.above(4) // => 2
 */
export class ScoreCentre {
  readonly #gain: number
  #centre: number

  constructor(start: number, halfRows: number) {
    this.#centre = start
    this.#gain = 1 - 2 ** (-1 / halfRows)
  }

  /** Where it is now: what the next score is taken from. */
  get value(): number {
    return this.#centre
  }

  above(score: number): number {
    const above = score - this.#centre
    this.#centre += this.#gain * above
    return above
  }
}
