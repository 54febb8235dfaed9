import { exactPowersOfTen } from '../../core/decimal-text.ts'
import type { Step } from '../../core/price.ts'

/**
 * Decimals as whole steps, where the step is not told but seen: 1 / 10 ** decimals, as fine as the finest number so far.
 *
 * When a finer one comes, `stepsOf` makes the step finer and says by how much what came before has to be multiplied.
 * A step that is told stays, and what is not on its grid is NaN.
 */
export class StepFinder {
  /** After a call that refined: the steps given out before must be multiplied by this. 1 else. */
  factor = 1

  #decimals: number
  readonly #units: number
  readonly #isTold: boolean

  constructor(told?: Step) {
    this.#decimals = told?.decimals ?? 0
    this.#units = told?.units ?? 1
    this.#isTold = told !== undefined
  }

  get step(): Step {
    return { units: this.#units, decimals: this.#decimals }
  }

  get units(): number {
    return this.#units
  }

  get decimals(): number {
    return this.#decimals
  }

  /** Makes the step as fine as so many decimals, before anything is read on it; a step that is told stays. */
  refine(decimals: number): void {
    if (!this.#isTold && decimals > this.#decimals) this.#decimals = decimals
  }

  /**
   * @param mantissa a whole number; with `decimals` the decimal `mantissa / 10 ** decimals`
   * @returns NaN when it is not on the grid of a step that is told, or when there are 2^53 steps or more in it
   */
  stepsOf(mantissa: number, decimals: number): number {
    this.factor = 1
    if (decimals > this.#decimals) return this.#finer(mantissa, decimals)
    const scaled = mantissa * exactPowersOfTen[this.#decimals - decimals]!
    if (!Number.isSafeInteger(scaled)) return NaN
    if (this.#units === 1) return scaled
    return scaled % this.#units === 0 ? scaled / this.#units : NaN
  }

  #finer(mantissa: number, decimals: number): number {
    // 896.000000 says no more than 896.
    const excess = exactPowersOfTen[decimals - this.#decimals]!
    if (mantissa % excess === 0) return this.stepsOf(mantissa / excess, this.#decimals)
    if (this.#isTold) return NaN
    let rest = mantissa
    let needed = decimals
    while (rest % 10 === 0) {
      rest /= 10
      needed--
    }
    this.factor = exactPowersOfTen[needed - this.#decimals]!
    this.#decimals = needed
    return rest
  }
}
