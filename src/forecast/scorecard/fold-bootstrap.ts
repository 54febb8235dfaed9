import { interpolatedQuantile } from '../../econometrics/bootstrap/interpolated-quantile.ts'
import { invariant } from '../../math/invariant.ts'
import { Random } from '../../math/random.ts'

/** An estimate with its 95 % interval; null where the data have none. */
export interface Interval {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** Rows of folds one after the other, and how they are drawn again. */
export interface FoldDraws {
  /** First row of each fold, and the number of rows at the end. */
  readonly starts: Int32Array
  /** Mean block, rows. */
  readonly meanBlock: number
  readonly draws: number
  readonly seed: number
}

/**
 * Intervals of statistics that are functions of sums over rows, by the stationary bootstrap within each fold.
 *
 * Each draw takes from every fold as many rows as it has, in blocks of geometric length that go round within the fold; the
 * sums of a block are differences of running sums, so that a draw costs blocks and not rows. Intervals are the 2.5 % and
 * 97.5 % quantiles of the draws, moved by as much as their median is beside the estimate.
 *
 * @param columns    what is summed, a column each
 * @param statistics of the sums, in the order of the columns; null where they have none
 * @returns null low and high where more than a twentieth of the draws has no value
 * Source: D. N. Politis, J. P. Romano (1994), J. American Statistical Association 89, 1303-1313.
 * Checked: against resampling rows one by one, and coverage over autocorrelated noise.
 *
 * @example
 * const y = Float64Array.from({ length: 400 }, (_, k) => k % 2)
 * const draws = { starts: Int32Array.of(0, 400), meanBlock: 2, draws: 200, seed: 1 }
 * foldIntervals([y, y.map(() => 1)], [([sum, n]) => sum / n], draws)[0].value // => 0.5
 */
export function foldIntervals(
  columns: readonly Float64Array[],
  statistics: readonly ((sums: Float64Array) => number | null)[],
  { starts, meanBlock, draws, seed }: FoldDraws,
): Interval[] {
  invariant(meanBlock >= 1, `a mean block of ${meanBlock} rows`)
  const running = runningSums(columns)
  const rows = starts.at(-1)!
  const whole = running.slice(rows * columns.length, (rows + 1) * columns.length)
  const random = new Random(seed).fork('fold-bootstrap')
  const drawn = statistics.map(() => new Float64Array(draws))
  const sums = new Float64Array(columns.length)
  for (let draw = 0; draw < draws; draw++) {
    sums.fill(0)
    for (let fold = 0; fold + 1 < starts.length; fold++) {
      const span = { start: starts[fold]!, end: starts[fold + 1]! }
      addDrawnFold(sums, running, { ...span, meanBlock, random })
    }
    for (const [k, statistic] of statistics.entries()) {
      drawn[k]![draw] = statistic(sums) ?? Number.NaN
    }
  }
  return statistics.map((statistic, k) => intervalOf(statistic(whole), drawn[k]!))
}

function addDrawnFold(
  sums: Float64Array,
  running: Float64Array,
  fold: {
    readonly start: number
    readonly end: number
    readonly meanBlock: number
    readonly random: Random
  },
): void {
  const { start, end, meanBlock, random } = fold
  const count = end - start
  if (count === 0) return
  const log = Math.log(1 - 1 / meanBlock) // -Infinity for blocks of one row
  for (let left = count; left > 0;) {
    const length = Math.min(left, 1 + Math.floor(Math.log(1 - random.uniform()) / log))
    const from = random.integerBelow(count)
    addRange(sums, running, start + from, Math.min(end, start + from + length))
    const over = from + length - count
    if (over > 0) addRange(sums, running, start, start + over)
    left -= length
  }
}

function addRange(sums: Float64Array, running: Float64Array, from: number, to: number): void {
  const count = sums.length
  for (let k = 0; k < count; k++) sums[k]! += running[to * count + k]! - running[from * count + k]!
}

/** Sums of all columns before each row, row by row: the two ends of a block are two places of memory. */
function runningSums(columns: readonly Float64Array[]): Float64Array {
  const count = columns.length
  const rows = columns[0]?.length ?? 0
  const sums = new Float64Array((rows + 1) * count)
  for (let k = 0; k < count; k++) {
    const column = columns[k]!
    let sum = 0
    for (let row = 0; row < rows; row++) {
      sum += column[row]!
      sums[(row + 1) * count + k] = sum
    }
  }
  return sums
}

function intervalOf(value: number | null, drawn: Float64Array): Interval {
  const finite = drawn.filter((each) => Number.isFinite(each)).toSorted()
  if (value === null || finite.length < 0.95 * drawn.length) return { value, low: null, high: null }
  const shift = value - interpolatedQuantile(finite, 0.5)
  return {
    value,
    low: interpolatedQuantile(finite, 0.025) + shift,
    high: interpolatedQuantile(finite, 0.975) + shift,
  }
}
