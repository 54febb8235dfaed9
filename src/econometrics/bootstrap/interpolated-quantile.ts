/**
 * The value below which a share of ascending values lies, between neighbours on a straight line: entry
 * share x (count - 1), counted from 0.
 *
 * NaN for no values. Cost: none. Source: R. J. Hyndman, Y. Fan (1996), American Statistician 50, 361-365, definition 7;
 * numpy's and arch's default.
 */
export function interpolatedQuantile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1)
  const below = Math.floor(place)
  const above = Math.min(ascending.length - 1, below + 1)
  if (above < 0) return Number.NaN
  return ascending[below]! + (place - below) * (ascending[above]! - ascending[below]!)
}
