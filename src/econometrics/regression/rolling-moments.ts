import { type Matrix, zeroMatrix } from '../../math/matrix.ts'

/**
 * Sums and products of several series over a moving window, about a reference point near them.
 *
 * A window moves by adding a row and taking one away, which leaves the rounding of both behind. So everything is taken
 * about the means of some recent window, and summed afresh once a window's length has gone by, or as soon as the
 * moments have shrunk so far that what the largest of them left behind would show: after a bad tick has passed.
 */
export class RollingMoments {
  readonly #series: readonly Float64Array[]
  readonly #window: number
  readonly #centred: boolean
  readonly #reference: Float64Array
  readonly #sums: Float64Array
  readonly #products: Matrix
  /** Largest sum of squares of each series since everything was last summed afresh. */
  readonly #peaks: Float64Array
  #movesLeft = 0
  #start = 0

  /** centred: moments about the mean of the window; else about zero, and the reference stays there. */
  constructor(series: readonly Float64Array[], window: number, centred: boolean) {
    this.#series = series
    this.#window = window
    this.#centred = centred
    this.#reference = new Float64Array(series.length)
    this.#sums = new Float64Array(series.length)
    this.#products = zeroMatrix(series.length, series.length)
    this.#peaks = new Float64Array(series.length)
    this.#sumAfresh()
  }

  /** The next window, one row on. */
  advance(): void {
    if (this.#movesLeft === 0) {
      this.#start++
      this.#sumAfresh()
      return
    }
    this.#movesLeft--
    this.#weigh(this.#start + this.#window, 1)
    this.#weigh(this.#start, -1)
    this.#start++
    if (this.#isStale()) this.#sumAfresh()
  }

  /** Mean of a series over the window; 0 where the moments are about zero. */
  meanOf(series: number): number {
    return this.#centred ? this.#reference[series]! + this.#sums[series]! / this.#window : 0
  }

  /** Sum over the window of the products of two series, about their means or about zero. */
  productOf(i: number, j: number): number {
    const raw = this.#products.data[j * this.#products.rows + i]!
    return this.#centred ? raw - (this.#sums[i]! * this.#sums[j]!) / this.#window : raw
  }

  #sumAfresh(): void {
    this.#sums.fill(0)
    this.#products.data.fill(0)
    if (this.#centred) {
      this.#series.forEach((series, k) => {
        let sum = 0
        for (let row = 0; row < this.#window; row++)
          sum += series[this.#start + row]! / this.#window
        this.#reference[k] = sum
      })
    }
    this.#peaks.fill(0)
    for (let row = 0; row < this.#window; row++) this.#weigh(this.#start + row, 1)
    this.#movesLeft = this.#window
  }

  #weigh(row: number, weight: number): void {
    const size = this.#series.length
    for (let j = 0; j < size; j++) {
      const right = (this.#series[j]![row]! - this.#reference[j]!) * weight
      this.#sums[j]! += right
      for (let i = 0; i <= j; i++) {
        const product = (this.#series[i]![row]! - this.#reference[i]!) * right
        this.#products.data[j * size + i]! += product
        if (i !== j) this.#products.data[i * size + j]! += product
      }
      const square = this.#products.data[j * size + j]!
      if (square > this.#peaks[j]!) this.#peaks[j] = square
    }
  }

  /** A millionth: of sixteen digits the peak's rounding, times a window's length, then leaves nine or more. */
  #isStale(): boolean {
    return this.#peaks.some((peak, k) => this.productOf(k, k) < 1e-6 * peak)
  }
}
