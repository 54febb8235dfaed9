import { exactPowersOfTen } from '../../core/decimal-text.ts'
import type { Step } from '../../core/price.ts'

/**
 * Whole steps and the doubles that a recording keeps of them, both ways without loss.
 *
 *   value = steps * units / 10 ** decimals,   steps = round(value * 10 ** decimals / units)
 *
 * Each of the operations rounds by at most one part in 2^53, so that the way back misses the whole number by less than
 * one half, as long as `steps * units` is below 2^51. Beyond, every number is tried: what does not come back is NaN.
 */
export class StepScale {
  readonly #units: number
  readonly #power: number

  constructor(step: Step) {
    this.#units = step.units
    this.#power = exactPowersOfTen[step.decimals] ?? NaN
  }

  /** The double of so many steps; NaN when they are NaN, or too many for their double to tell. */
  valueOf(steps: number): number {
    const units = steps * this.#units
    const value = units / this.#power
    if (units < SURE_BELOW && units > -SURE_BELOW) return value
    return Math.round((value * this.#power) / this.#units) === steps ? value : NaN
  }

  /** The steps of a double; NaN when it is NaN, or not the double of any number of steps. */
  stepsOf(value: number): number {
    const steps = Math.round((value * this.#power) / this.#units)
    return (steps * this.#units) / this.#power === value ? steps : NaN
  }
}

const SURE_BELOW = 2 ** 51
