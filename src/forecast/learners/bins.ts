/** Values a column is cut at: bin k holds what is above edge k - 1 and not above edge k. */
export type BinEdges = Float64Array

/**
 * Edges between the distinct values of a column where these are few, else at its quantiles: the value below which a share
 * of the rows lies, the mean of two where the share ends between them. As scikit-learn cuts, whose trees these then equal;
 * quantiles on straight lines between values grow other trees wherever first cuts are chance.
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
    // In percent and back as numpy does: where a share ends between two rows, its rounding decides.
    const place = ((bin * (100 / binsMost)) / 100) * sorted.length - 1
    const last = sorted[Math.ceil(place)]!
    const edge = Number.isInteger(place) ? (last + sorted[place + 1]!) / 2 : last
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
  // As many steps for each, nothing guessed: a half of the guesses would be wrong.
  const padded = new Float64Array(256).fill(Infinity)
  padded.set(edges)
  for (let k = 0; k < column.length; k++) {
    const value = column[k]!
    let bin = 0
    for (let step = 128; step > 0; step >>>= 1) {
      bin += step * Number(padded[bin + step - 1]! < value)
    }
    bins[k] = bin
  }
  return bins
}

/**
 * The bins of four features in one number, the first in its lowest byte; what is missing of the last four is 0.
 *
 * @example
 * Array.from(packedBins([Uint8Array.of(3), Uint8Array.of(1)])[0]!) // => [259]
 */
export function packedBins(bins: readonly Uint8Array[]): Uint32Array[] {
  const packed: Uint32Array[] = []
  for (let first = 0; first < bins.length; first += 4) {
    const four = new Uint32Array(bins[0]!.length)
    for (const [place, column] of bins.slice(first, first + 4).entries()) {
      for (let k = 0; k < column.length; k++) four[k]! |= column[k]! << (8 * place)
    }
    packed.push(four)
  }
  return packed
}

/** Halfway, but never so near the upper value that rounding puts the edge on it. */
function betweenDistinct(distinct: readonly number[]): BinEdges {
  return Float64Array.from(distinct.slice(1), (value, k) => {
    const middle = distinct[k]! + (value - distinct[k]!) / 2
    return middle < value ? middle : distinct[k]!
  })
}
