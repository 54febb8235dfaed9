/** Where a running centre stands: plain data, kept with the model. */
export interface CentreState {
  /** What the next score is taken from. */
  readonly value: number
  /** How far scores usually are from it. */
  readonly spread: number
}

/**
 * What scores are above their own running median.
 *
 *   above_k = s_k - c_k,   d_{k+1} = d_k + (1 - 2^(-1/H)) (|above_k| - d_k),   c_{k+1} = c_k + (pi/2) (ln 2 / H) d_k sign(above_k)
 *
 * c moves by steps that do not grow with how far a score is, so that it stands where as many are above it as below; d, the mean
 * distance, is their unit. Half of what c is beside the median of normal scores is gone after H rows.
 *
 * Flow forecasts turn within minutes. What of a score stays for longer comes from columns that do (volatility, volume, and
 * whatever a fit made of them) and says that a price will drift, which is not forecast. Left in, it sets the rows of one
 * week above those of another, and so does whether the price moves at all: two slow things look related however little
 * they have to do with each other. A mean is not enough: scores that lean to one side have most of their rows on the other
 * of it, and a week of many such rows ranks above a week of few.
 *
 * Equal scores are exactly 0 above a centre that begins with them.
 *
 * @param start    c and d of the first row
 * @param halfRows H
 * A class, for it keeps the centre. Source: H. Robbins, S. Monro (1951), Annals of Mathematical Statistics 22, 400-407, for
 * a root of P(s > c) = 1/2, with a step that stays, for the median wanders.
 *
 * @example
 * const centre = new ScoreCentre({ value: 0, spread: 1 }, 100)
 * centre.above(4) // => 4
 * centre.above(4) // => 3.9891
 */
export class ScoreCentre {
  readonly #gain: number
  readonly #step: number
  #value: number
  #spread: number

  constructor({ value, spread }: CentreState, halfRows: number) {
    this.#value = value
    this.#spread = spread
    this.#gain = 1 - 2 ** (-1 / halfRows)
    this.#step = ((Math.PI / 2) * Math.LN2) / halfRows
  }

  /** Where it is now. */
  state(): CentreState {
    return { value: this.#value, spread: this.#spread }
  }

  above(score: number): number {
    const above = score - this.#value
    this.#value += this.#step * this.#spread * Math.sign(above)
    this.#spread += this.#gain * (Math.abs(above) - this.#spread)
    return above
  }
}
