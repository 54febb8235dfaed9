import type { BinEdges } from './bins.ts'

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

/** What is left of a leaf without a part of it, in place. */
export function subtractHistogram(from: Histogram, part: Histogram): void {
  const { slopes, curvatures, counts } = from
  const { slopes: partSlopes, curvatures: partCurvatures, counts: partCounts } = part
  for (let k = 0; k < slopes.length; k++) {
    slopes[k]! -= partSlopes[k]!
    curvatures[k]! -= partCurvatures[k]!
    counts[k]! -= partCounts[k]!
  }
  subtractTotals(from, part)
}

/** The same of the sums over all rows alone. */
export function subtractTotals(from: Histogram, part: Histogram): void {
  from.slope -= part.slope
  from.curvature -= part.curvature
  from.count -= part.count
}
