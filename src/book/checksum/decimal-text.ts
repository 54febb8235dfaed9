import { decimalOfSteps } from '../../core/decimal-steps.ts'
import type { NumberStyle } from '../../core/events/book-feed.ts'
import type { Step } from '../../core/price.ts'

/** Where more digits than a double counts exactly begin. */
const digitsExact = 15

/** ASCII text of decimal numbers, written into one buffer that is used again: no string is made. */
export class DecimalText {
  bytes: Uint8Array = new Uint8Array(512)
  length = 0
  readonly #style: NumberStyle
  /** Code of the character between two numbers; NaN for none. */
  readonly #separator: number
  /** Digits of one number, last first. */
  readonly #digits = new Uint8Array(40)

  /** @param separator one character, or none */
  constructor(style: NumberStyle, separator: string) {
    this.#style = style
    this.#separator = separator.charCodeAt(0)
  }

  restart(): void {
    this.length = 0
  }

  /** Adds a number of steps, not negative. */
  add(steps: number, step: Step): void {
    if (this.length + 64 > this.bytes.length) {
      const grown = new Uint8Array(this.bytes.length * 2)
      grown.set(this.bytes)
      this.bytes = grown
    }
    if (this.length > 0 && !Number.isNaN(this.#separator)) {
      this.bytes[this.length++] = this.#separator
    }
    const count = this.#takeApart(steps, step)
    if (this.#style === 'digits') this.#putDigits(count, 0)
    else this.#putDecimal(count, step.decimals)
  }

  /** Writes the digits of `steps * units` into `#digits`, last first, and says how many. */
  #takeApart(steps: number, step: Step): number {
    let rest = steps * step.units
    let count = 0
    if (rest > 10 ** digitsExact) {
      const text = decimalOfSteps(steps, { units: step.units, decimals: 0 })
      for (let at = text.length - 1; at >= 0; at--) this.#digits[count++] = text.charCodeAt(at)
      return count
    }
    do {
      const tenth = Math.floor(rest / 10)
      this.#digits[count++] = zero + (rest - tenth * 10)
      rest = tenth
    } while (rest > 0)
    return count
  }

  #putDecimal(count: number, decimals: number): void {
    let digits = count
    while (digits <= decimals) this.#digits[digits++] = zero
    let least = 0
    if (this.#style === 'shortest') while (least < decimals && this.#digits[least] === zero) least++
    this.#putDigits(digits, decimals)
    if (least === decimals) return
    this.bytes[this.length++] = point
    for (let at = decimals - 1; at >= least; at--) this.bytes[this.length++] = this.#digits[at]!
  }

  /** Writes the digits from the first down to the one at `least`. */
  #putDigits(count: number, least: number): void {
    for (let at = count - 1; at >= least; at--) this.bytes[this.length++] = this.#digits[at]!
  }
}

const zero = 0x30
const point = 0x2e
