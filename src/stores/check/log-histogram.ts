/**
 * Numbers of either sign counted in bins that are 1 % wide, so that their quantiles are known to 1 % in bounded memory
 * however many there are.
 *
 * Numbers between -1 and 1 are in one bin, which stands for 0; beyond 1e16 in size there is one bin more.
 */
export class LogHistogram {
  count = 0
  least: number = Infinity
  most: number = -Infinity
  // Many have no number of the one sign or the other, and there are many histograms.
  #below: Uint32Array | undefined
  #above: Uint32Array | undefined
  #zero = 0

  add(value: number): void {
    this.count++
    if (value < this.least) this.least = value
    if (value > this.most) this.most = value
    const size = Math.abs(value)
    if (size < 1) this.#zero++
    else if (value < 0) (this.#below ??= new Uint32Array(BINS))[binOf(size)]!++
    else (this.#above ??= new Uint32Array(BINS))[binOf(size)]!++
  }

  /**
   * The number below which a share of the numbers lies.
   *
   * @param share between 0 and 1
   * @returns NaN without numbers; the least and the most themselves at 0 and 1
   */
  quantile(share: number): number {
    if (this.count === 0) return NaN
    if (share <= 0) return this.least
    if (share >= 1) return this.most
    let left = share * this.count
    const [below, above] = [this.#below ?? noBins, this.#above ?? noBins]
    for (let bin = below.length - 1; bin >= 0; bin--) {
      left -= below[bin]!
      if (left < 0) return Math.max(this.least, -middleOf(bin))
    }
    left -= this.#zero
    if (left < 0) return 0
    for (let bin = 0; bin < above.length; bin++) {
      left -= above[bin]!
      if (left < 0) return Math.min(this.most, middleOf(bin))
    }
    return this.most
  }

  /**
   * The mean of the numbers from 1 to `most`, each weighted by itself: sum x^2 / sum x, to 1 %.
   *
   * @returns 0 without such numbers
   */
  weightedMean(most: number): number {
    const above = this.#above ?? noBins
    let sum = 0
    let squares = 0
    for (let bin = 0; bin < above.length; bin++) {
      const middle = middleOf(bin)
      if (middle > most) break
      sum += above[bin]! * middle
      squares += above[bin]! * middle ** 2
    }
    return sum === 0 ? 0 : squares / sum
  }
}

const noBins = new Uint32Array(0)

const WIDTH = Math.log(1.01)
const BINS = Math.ceil(Math.log(1e16) / WIDTH) + 1

function binOf(size: number): number {
  return Math.min(BINS - 1, Math.floor(Math.log(size) / WIDTH))
}

function middleOf(bin: number): number {
  return Math.exp((bin + 0.5) * WIDTH)
}
