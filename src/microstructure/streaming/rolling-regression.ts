import { invariant } from '../../math/invariant.ts'

/** A straight line through points. */
export interface Line {
  readonly slope: number
  readonly intercept: number
  /** Classical: errors of one variance. */
  readonly slopeError: number
  /** Share of the variance of y that the line explains. */
  readonly rSquared: number
  readonly observations: number
}

/** Sums of squares and products about the means. */
interface Moments {
  readonly meanX: number
  readonly meanY: number
  readonly xx: number
  readonly xy: number
  readonly yy: number
}

/**
 * Least squares of y on x with a constant, over the last so many points.
 *
 *   y = a + b x + e,   b = S_xy / S_xx,   se(b) = sqrt((S_yy - b S_xy) / (n - 2) / S_xx)
 *
 * The window moves by adding a point and taking one away, about a reference near the mean; everything is summed afresh
 * once in a window's length, when the ring of points begins again, or as soon as the moments have shrunk so far that what a large point left behind
 * would show. Equal to `lineThrough`, its batch twin, to 1e-9 (of the slope, or of its error where that is larger; of
 * their squares in the case of the error, which is the root of a difference).
 *
 * A pair with a value that is not finite is left out and counts as no point. `line()` is undefined below
 * `observationsMin` points (default 3) and where x does not vary. Update: constant, on average; a read: constant.
 *
 * @example
 * const rolling = new RollingRegression(3)
 * for (const [x, y] of [[9, 9], [0, 1], [1, 3], [2, 5.5]]) rolling.push(x, y)
 * rolling.line().slope // => 2.25
 */
export class RollingRegression {
  readonly window: number
  count = 0
  readonly #observationsMin: number
  readonly #x: Float64Array
  readonly #y: Float64Array
  #at = 0
  #referenceX = 0
  #referenceY = 0
  #sumX = 0
  #sumY = 0
  #xx = 0
  #xy = 0
  #yy = 0
  #peakX = 0
  #peakY = 0
  /** What `hold` keeps: the fields above, and the point that a push would take the place of. */
  readonly #held = new Float64Array(13)

  constructor(window: number, observationsMin = 3) {
    invariant(Number.isInteger(window) && window >= 3, `a line through ${window} points`)
    invariant(observationsMin >= 3, 'an error needs three points')
    this.window = window
    this.#observationsMin = observationsMin
    this.#x = new Float64Array(window)
    this.#y = new Float64Array(window)
  }

  push(x: number, y: number): void {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return
    if (this.count === this.window) this.#weigh(this.#x[this.#at]!, this.#y[this.#at]!, -1)
    else this.count++
    this.#x[this.#at] = x
    this.#y[this.#at] = y
    this.#at = this.#at + 1 === this.window ? 0 : this.#at + 1
    // The first point is the first reference.
    if (this.#at === 0 || this.count === 1) this.#sumAfresh()
    else {
      this.#weigh(x, y, 1)
      this.#refreshIfStale()
    }
  }

  line(): Line | undefined {
    if (this.count < this.#observationsMin) return undefined
    return lineOf(this.#moments(), this.count)
  }

  /** Sample covariance of x and y, over n - 1; NaN below `observationsMin` points. */
  covariance(): number {
    if (this.count < this.#observationsMin) return Number.NaN
    return this.#moments().xy / (this.count - 1)
  }

  /** NaN below `observationsMin` points. */
  meanOfX(): number {
    return this.count < this.#observationsMin
      ? Number.NaN
      : this.#referenceX + this.#sumX / this.count
  }

  /**
   * Error of the slope that does not ask the errors to have one variance: White's, with n / (n - 2) (HC1). A pass over
   * the window.
   */
  robustSlopeError(): number {
    const line = this.line()
    if (line === undefined) return Number.NaN
    const { meanX, xx } = this.#moments()
    let sum = 0
    for (let row = 0; row < this.count; row++) {
      const residual = this.#y[row]! - line.intercept - line.slope * this.#x[row]!
      sum += ((this.#x[row]! - meanX) * residual) ** 2
    }
    return Math.sqrt((sum * this.count) / (this.count - 2)) / xx
  }

  restart(): void {
    this.count = 0
    this.#at = 0
  }

  /** Keeps what is there, so that one point can be pushed to see what the line would be; `release` takes it back, to the bit. */
  hold(): void {
    const held = this.#held
    held[0] = this.count
    held[1] = this.#at
    held[2] = this.#referenceX
    held[3] = this.#referenceY
    held[4] = this.#sumX
    held[5] = this.#sumY
    held[6] = this.#xx
    held[7] = this.#xy
    held[8] = this.#yy
    held[9] = this.#peakX
    held[10] = this.#peakY
    held[11] = this.#x[this.#at]!
    held[12] = this.#y[this.#at]!
  }

  release(): void {
    const held = this.#held
    this.count = held[0]!
    this.#at = held[1]!
    this.#referenceX = held[2]!
    this.#referenceY = held[3]!
    this.#sumX = held[4]!
    this.#sumY = held[5]!
    this.#xx = held[6]!
    this.#xy = held[7]!
    this.#yy = held[8]!
    this.#peakX = held[9]!
    this.#peakY = held[10]!
    this.#x[this.#at] = held[11]!
    this.#y[this.#at] = held[12]!
  }

  #moments(): Moments {
    const n = this.count
    return {
      meanX: this.#referenceX + this.#sumX / n,
      meanY: this.#referenceY + this.#sumY / n,
      xx: this.#xx - (this.#sumX * this.#sumX) / n,
      xy: this.#xy - (this.#sumX * this.#sumY) / n,
      yy: this.#yy - (this.#sumY * this.#sumY) / n,
    }
  }

  #weigh(x: number, y: number, weight: 1 | -1): void {
    const dx = x - this.#referenceX
    const dy = y - this.#referenceY
    this.#sumX += weight * dx
    this.#sumY += weight * dy
    this.#xx += weight * dx * dx
    this.#xy += weight * dx * dy
    this.#yy += weight * dy * dy
    if (this.#xx > this.#peakX) this.#peakX = this.#xx
    if (this.#yy > this.#peakY) this.#peakY = this.#yy
  }

  /** A millionth: of sixteen digits the peak's rounding, times a window's length, then leaves nine or more. */
  #refreshIfStale(): void {
    const n = this.count
    const xx = this.#xx - (this.#sumX * this.#sumX) / n
    const yy = this.#yy - (this.#sumY * this.#sumY) / n
    if (xx < 1e-6 * this.#peakX || yy < 1e-6 * this.#peakY) this.#sumAfresh()
  }

  #sumAfresh(): void {
    const n = this.count
    let meanX = 0
    let meanY = 0
    for (let row = 0; row < n; row++) {
      meanX += this.#x[row]! / n
      meanY += this.#y[row]! / n
    }
    this.#referenceX = meanX
    this.#referenceY = meanY
    this.#sumX = 0
    this.#sumY = 0
    this.#xx = 0
    this.#xy = 0
    this.#yy = 0
    this.#peakX = 0
    this.#peakY = 0
    for (let row = 0; row < n; row++) this.#weigh(this.#x[row]!, this.#y[row]!, 1)
  }
}

/**
 * How many pushes of one point leave a `RollingRegression` as so many of them do, to the bit: once the window holds nothing else
 * and has been summed afresh, it is the same again after each window. Never more than three windows.
 *
 * @example
 * pushesLike(5_616_000, 300) // => 600
 */
export function pushesLike(times: number, window: number): number {
  return times < 3 * window ? times : 2 * window + (times % window)
}

/**
 * The line through all points: the batch twin of `RollingRegression`.
 *
 * @param x n values, at least 3; y: as many
 * @returns undefined below three points, where x does not vary or where a value is not finite
 *
 * @example
 * lineThrough(Float64Array.of(0, 1, 2), Float64Array.of(1, 3, 5.5)).slope // => 2.25
 */
export function lineThrough(x: Float64Array, y: Float64Array): Line | undefined {
  const n = x.length
  if (n < 3) return undefined
  let meanX = 0
  let meanY = 0
  for (let row = 0; row < n; row++) {
    meanX += x[row]! / n
    meanY += y[row]! / n
  }
  let [xx, xy, yy] = [0, 0, 0]
  for (let row = 0; row < n; row++) {
    xx += (x[row]! - meanX) ** 2
    xy += (x[row]! - meanX) * (y[row]! - meanY)
    yy += (y[row]! - meanY) ** 2
  }
  return lineOf({ meanX, meanY, xx, xy, yy }, n)
}

function lineOf({ meanX, meanY, xx, xy, yy }: Moments, n: number): Line | undefined {
  // Of a constant, rounding leaves some 1e-16 of the square of its size.
  if (!(xx > 1e-24 * n * meanX * meanX)) return undefined
  const slope = xy / xx
  const residual = Math.max(0, yy - slope * xy)
  return {
    slope,
    intercept: meanY - slope * meanX,
    slopeError: Math.sqrt(residual / (n - 2) / xx),
    rSquared: yy > 0 ? 1 - residual / yy : Number.NaN,
    observations: n,
  }
}
