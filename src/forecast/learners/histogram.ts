import type { BinEdges } from './bins.ts'
import type { TreeRows } from './tree-limits.ts'

/** Sums by feature and bin over the rows of a leaf, and over all of them. */
export interface Histogram {
  /** By feature, the place of its first bin. */
  readonly starts: Int32Array
  readonly slopes: Float64Array
  readonly curvatures: Float64Array
  readonly counts: Int32Array
  slope: number
  curvature: number
  count: number
}

/** A histogram of nothing. */
export function emptyHistogram(edges: readonly BinEdges[]): Histogram {
  const starts = new Int32Array(edges.length + 1)
  for (const [j, each] of edges.entries()) starts[j + 1] = starts[j]! + each.length + 1
  const size = starts[edges.length]!
  return {
    starts,
    slopes: new Float64Array(size),
    curvatures: new Float64Array(size),
    counts: new Int32Array(size),
    slope: 0,
    curvature: 0,
    count: 0,
  }
}

/** Counts rows into an empty histogram. */
export function fillHistogram(into: Histogram, rows: TreeRows, wanted: Int32Array): void {
  const { bins } = rows
  const size = wanted.length
  // Gathered once: every feature reads them in this order.
  const slopes = gathered(rows.slopes, wanted)
  const curvatures = gathered(rows.curvatures, wanted)
  let slopeSum = 0
  let curvatureSum = 0
  for (let k = 0; k < size; k++) {
    slopeSum += slopes[k]!
    curvatureSum += curvatures[k]!
  }
  into.slope = slopeSum
  into.curvature = curvatureSum
  into.count = size
  const terms = { slopes, curvatures, wanted }
  for (let j = 0; j < bins.length; j += 2) {
    if (j + 1 < bins.length) addTwo(into, j, [bins[j]!, bins[j + 1]!], terms)
    else addOne(into, j, bins[j]!, terms)
  }
}

interface Terms {
  readonly slopes: Float64Array
  readonly curvatures: Float64Array
  /** The row that each of them is of. */
  readonly wanted: Int32Array
}

/** Two features in one pass: their sums do not wait for one another, and what both read is read once. */
function addTwo(
  into: Histogram,
  feature: number,
  [left, right]: readonly [Uint8Array, Uint8Array],
  { slopes, curvatures, wanted }: Terms,
): void {
  const { slopes: slopeSums, curvatures: curvatureSums, counts } = into
  const leftStart = into.starts[feature]!
  const rightStart = into.starts[feature + 1]!
  for (let k = 0; k < wanted.length; k++) {
    const row = wanted[k]!
    const slope = slopes[k]!
    const curvature = curvatures[k]!
    const one = leftStart + left[row]!
    const other = rightStart + right[row]!
    slopeSums[one]! += slope
    slopeSums[other]! += slope
    curvatureSums[one]! += curvature
    curvatureSums[other]! += curvature
    counts[one]!++
    counts[other]!++
  }
}

function addOne(
  into: Histogram,
  feature: number,
  bins: Uint8Array,
  { slopes, curvatures, wanted }: Terms,
): void {
  const { slopes: slopeSums, curvatures: curvatureSums, counts } = into
  const start = into.starts[feature]!
  for (let k = 0; k < wanted.length; k++) {
    const at = start + bins[wanted[k]!]!
    slopeSums[at]! += slopes[k]!
    curvatureSums[at]! += curvatures[k]!
    counts[at]!++
  }
}

function gathered(column: Float64Array, wanted: Int32Array): Float64Array {
  const taken = new Float64Array(wanted.length)
  for (let k = 0; k < wanted.length; k++) taken[k] = column[wanted[k]!]!
  return taken
}

/** What is left of a leaf without a part of it, in place. */
export function subtractHistogram(from: Histogram, part: Histogram): void {
  const { slopes, curvatures, counts } = from
  for (let k = 0; k < slopes.length; k++) {
    slopes[k]! -= part.slopes[k]!
    curvatures[k]! -= part.curvatures[k]!
    counts[k]! -= part.counts[k]!
  }
  from.slope -= part.slope
  from.curvature -= part.curvature
  from.count -= part.count
}
