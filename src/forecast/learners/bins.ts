/** Values a column is cut at: bin k holds what is above edge k - 1 and not above edge k. */
export type BinEdges = Float64Array

/**
 * Edges between the distinct values of a column where these are few, else between its quantiles.
 *
 * @param binsMost 2 to 256
 * @returns ascending, at most `binsMost - 1`; none of a constant column
 *
 * @example
 * Array.from(binEdges(Float64Array.of(3, 1, 1), 256)) // => [2]
 */
export function binEdges(column: Float64Array, binsMost: number): BinEdges {
  const sorted = column.toSorted()
  const distinct: number[] = []
  for (let k = 0; k < sorted.length; k++) {
    if (k > 0 && sorted[k] === sorted[k - 1]) continue
    distinct.push(sorted[k]!)
    if (distinct.length > binsMost) break
  }
  if (distinct.length <= binsMost) return betweenDistinct(distinct)
  const edges: number[] = []
  for (let bin = 1; bin < binsMost; bin++) {
    const place = (bin / binsMost) * (sorted.length - 1)
    const below = Math.floor(place)
    const edge = sorted[below]! + (place - below) * (sorted[below + 1]! - sorted[below]!)
    if (edges.length === 0 || edge > edges.at(-1)!) edges.push(edge)
  }
  return Float64Array.from(edges)
}

/**
 * The bin of each value.
 *
 * @example
 * Array.from(binned(Float64Array.of(1, 2, 9), Float64Array.of(2))) // => [0, 0, 1]
 */
export function binned(column: Float64Array, edges: BinEdges): Uint8Array {
  const bins = new Uint8Array(column.length)
  for (let k = 0; k < column.length; k++) {
    const value = column[k]!
    let low = 0
    let high = edges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (edges[middle]! < value) low = middle + 1
      else high = middle
    }
    bins[k] = low
  }
  return bins
}

/** Halfway, but never so near the upper value that rounding puts the edge on it. */
function betweenDistinct(distinct: readonly number[]): BinEdges {
  return Float64Array.from(distinct.slice(1), (value, k) => {
    const middle = distinct[k]! + (value - distinct[k]!) / 2
    return middle < value ? middle : distinct[k]!
  })
}
