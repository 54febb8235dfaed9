import { decimalParts, exactPowersOfTen } from '../../core/decimal-text.ts'
import type { Step } from '../../core/price.ts'

/**
 * Whole steps and the doubles that a recording keeps of them, both ways.
 *
 *   value = steps * units / 10 ** decimals,   steps = round(value * 10 ** decimals / units)
 *
 * Each of the operations rounds by at most one part in 2^53, so that the way back misses the whole number by less than
 * one half, as long as `steps * units` is below 2^51. Beyond, the steps are those of the shortest decimal that is the
 * double, which is what somebody wrote: 40,679,294.87562189 in lots of 1e-8 comes back, though the product misses it by
 * half a lot. From 2^52.5 on two numbers of steps may have the same double, and one of them does not come back.
 */
export class StepScale {
  readonly #units: number
  readonly #decimals: number
  readonly #power: number

  constructor(step: Step) {
    this.#units = step.units
    this.#decimals = step.decimals
    this.#power = exactPowersOfTen[step.decimals] ?? NaN
  }

  /** The double of so many steps; NaN when they are NaN, or too many for their double to tell. */
  valueOf(steps: number): number {
    const units = steps * this.#units
    const value = units / this.#power
    if (units < SURE_BELOW && units > -SURE_BELOW) return value
    return this.stepsOf(value) === steps ? value : NaN
  }

  /** The double nearest to so many steps, whether it tells them or not; NaN when they are NaN. */
  nearestOf(steps: number): number {
    return (steps * this.#units) / this.#power
  }

  /** The steps of a double; NaN when it is NaN, or not the double of any number of steps. */
  stepsOf(value: number): number {
    const steps = Math.round((value * this.#power) / this.#units)
    const units = steps * this.#units
    if (units < SURE_BELOW && units > -SURE_BELOW)
      return units / this.#power === value ? steps : NaN
    return this.#manyStepsOf(value, steps)
  }

  #manyStepsOf(value: number, rounded: number): number {
    const parts = decimalParts(String(value))
    if (parts === undefined) return NaN
    const finer = this.#decimals - parts.decimals
    const units = parts.mantissa * 10n ** BigInt(Math.max(0, finer))
    const perStep = BigInt(this.#units) * 10n ** BigInt(Math.max(0, -finer))
    const steps = Number(units / perStep) * (parts.negative ? -1 : 1)
    const isIt = units % perStep === 0n && (steps * this.#units) / this.#power === value
    if (isIt) return steps
    return (rounded * this.#units) / this.#power === value ? rounded : NaN
  }
}

const SURE_BELOW = 2 ** 51
