import type { FeatureMatrix } from '../../forecast/feature-matrix.ts'
import type { PricePath } from '../../forecast/labels/price-path.ts'

/**
 * The rows between the first and the last that was heard of the target's book: a leader's tape may be longer by months, and
 * a span of silence is none to walk through.
 */
export function whileHeard(matrix: FeatureMatrix, { times: heard }: PricePath): FeatureMatrix {
  const { names, times, columns } = matrix
  const [from, to] = [heard[0] ?? Infinity, heard.at(-1) ?? -Infinity]
  const later = times.findIndex((time) => time >= from)
  const end = times.findLastIndex((time) => time <= to) + 1
  const first = later < 0 ? end : Math.min(later, end)
  return {
    names,
    times: times.subarray(first, end),
    columns: columns.map((column) => column.subarray(first, end)),
  }
}
