import { RollingSum } from '../streaming/rolling-sum.ts'

/** Prices of a bar. */
export interface Ohlc {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Variance of one bar, by three estimators that look at more than its close. */
export interface RangeVariance {
  /** ln(H / L)^2 / (4 ln 2) */
  readonly parkinson: number
  /** ln(H / L)^2 / 2 - (2 ln 2 - 1) ln(C / O)^2 */
  readonly garmanKlass: number
  /** ln(H / C) ln(H / O) + ln(L / C) ln(L / O) */
  readonly rogersSatchell: number
}

/**
 * Variance of a bar from its range.
 *
 * Parkinson's and Garman and Klass's suppose no drift, Rogers and Satchell's allows one. All suppose a path looked at
 * without a break: from few prices the range is too small. Garman and Klass's may be negative for one bar. NaN for prices
 * that are not of a bar. Source: Parkinson (1980), Garman and Klass (1980), Journal of Business 53; Rogers and Satchell
 * (1991), Annals of Applied Probability 1. Checked against numpy.
 *
 * @example
 * rangeVarianceOf({ open: 100, high: 102, low: 99, close: 101 }).parkinson // => 0.000321
 */
export function rangeVarianceOf({ open, high, low, close }: Ohlc): RangeVariance {
  const isBar = low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close)
  if (!isBar) return { parkinson: Number.NaN, garmanKlass: Number.NaN, rogersSatchell: Number.NaN }
  const range = Math.log(high / low) ** 2
  return {
    parkinson: range / (4 * Math.LN2),
    garmanKlass: range / 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2,
    rogersSatchell:
      Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open),
  }
}

/**
 * Sums of `rangeVarianceOf` over the last so many bars, comparable with a realised variance of the same span.
 *
 * NaN until there are so many, and while one of them is not known.
 *
 * @example
 * const range = new RollingRange(2)
 * range.add({ open: 100, high: 102, low: 99, close: 101 })
 * range.add({ open: 101, high: 101, low: 101, close: 101 })
 * range.variance().parkinson // => 0.000321
 */
export class RollingRange {
  readonly #sums: readonly [RollingSum, RollingSum, RollingSum]

  constructor(window: number) {
    this.#sums = [new RollingSum(window), new RollingSum(window), new RollingSum(window)]
  }

  add(bar: Ohlc): void {
    const { parkinson, garmanKlass, rogersSatchell } = rangeVarianceOf(bar)
    this.#sums[0].push(parkinson)
    this.#sums[1].push(garmanKlass)
    this.#sums[2].push(rogersSatchell)
  }

  variance(): RangeVariance {
    const [parkinson, garmanKlass, rogersSatchell] = this.#sums
    return {
      parkinson: parkinson.sum(),
      garmanKlass: garmanKlass.sum(),
      rogersSatchell: rogersSatchell.sum(),
    }
  }

  restart(): void {
    for (const sum of this.#sums) sum.restart()
  }
}
