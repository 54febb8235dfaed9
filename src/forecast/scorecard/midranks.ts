/**
 * The rank of each value, 1 to n; equal ones share the mean of theirs.
 *
 * NaN must not be among them. Cost: a sort of numbers, and two bisections a value. Checked against scipy's rankdata.
 *
 * @example
 * Array.from(midranks(Float64Array.of(5, 3, 5))) // => [2.5, 1, 2.5]
 */
export function midranks(values: Float64Array): Float64Array {
  const sorted = values.toSorted()
  return values.map((value) => (countBelow(sorted, value) + countUpTo(sorted, value) + 1) / 2)
}

function countBelow(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

function countUpTo(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}
