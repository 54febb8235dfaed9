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
  const size = wanted.length
  // Gathered once: every feature reads them in this order.
  const slope = new Float64Array(size)
  const curvature = new Float64Array(size)
  let slopeSum = 0
  let curvatureSum = 0
  for (let k = 0; k < size; k++) {
    const row = wanted[k]!
    slopeSum += slope[k] = rows.slopes[row]!
    curvatureSum += curvature[k] = rows.curvatures[row]!
  }
  into.slope = slopeSum
  into.curvature = curvatureSum
  into.count = size
  const { slopes, curvatures, counts, starts } = into
  for (const [j, bins] of rows.bins.entries()) {
    const start = starts[j]!
    for (let k = 0; k < size; k++) {
      const at = start + bins[wanted[k]!]!
      slopes[at]! += slope[k]!
      curvatures[at]! += curvature[k]!
      counts[at]!++
    }
  }
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
