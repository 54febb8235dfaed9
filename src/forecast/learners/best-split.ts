import type { TreeLimits, ValueBounds } from './tree-limits.ts'
import type { Histogram } from './histogram.ts'

/** Where a leaf is best parted: bins up to `bin` go left. */
export interface Split {
  readonly feature: number
  readonly bin: number
  readonly gain: number
  readonly leftValue: number
  readonly rightValue: number
}

/** Rounding of sums of thousands of slopes: a gain below is none. */
const gainLeast = 1e-12
/** A leaf of less curvature is certain of itself; its value would be noise. */
const curvatureLeast = 1e-3

/** The best split of a leaf; undefined where none gains. */
export function bestSplit(
  histogram: Histogram,
  limits: TreeLimits,
  bounds: ValueBounds,
): Split | undefined {
  if (histogram.count < 2 * limits.rowsLeast) return undefined
  let best: Found = { feature: -1, bin: -1, gain: gainLeast }
  for (let feature = 0; feature + 1 < histogram.starts.length; feature++) {
    best = betterOfFeature(histogram, feature, { limits, bounds, best })
  }
  return best.feature < 0 ? undefined : splitAt(histogram, best, { l2: limits.l2, bounds })
}

type Found = Pick<Split, 'feature' | 'bin' | 'gain'>

/** The value that lowers the loss most, within its bounds; before the learning rate. */
export function leafValue(slope: number, curvature: number, { low, high }: ValueBounds): number {
  return Math.min(high, Math.max(low, -slope / curvature))
}

/** The best of a feature where it gains more than the best before it, else that. */
function betterOfFeature(
  histogram: Histogram,
  feature: number,
  {
    limits,
    bounds,
    best,
  }: { readonly limits: TreeLimits; readonly bounds: ValueBounds; readonly best: Found },
): Found {
  const { starts, slopes, curvatures, counts } = histogram
  const { rowsLeast, l2 } = limits
  const direction = limits.monotone[feature]!
  const start = starts[feature]!
  const last = starts[feature + 1]! - start - 1
  const whole = lossOf(histogram.slope, histogram.curvature + l2, bounds)
  let slope = 0
  let curvature = 0
  let count = 0
  let bestGain = best.gain
  let bin = -1
  for (let k = 0; k < last; k++) {
    slope += slopes[start + k]!
    curvature += curvatures[start + k]!
    count += counts[start + k]!
    if (count < rowsLeast || counts[start + k] === 0) continue
    if (histogram.count - count < rowsLeast) break
    const rest = histogram.curvature - curvature
    if (curvature < curvatureLeast || rest < curvatureLeast) continue
    if (direction !== 0) {
      const left = leafValue(slope, curvature + l2, bounds)
      const right = leafValue(histogram.slope - slope, rest + l2, bounds)
      if (direction > 0 ? left > right : left < right) continue
    }
    const parts =
      lossOf(slope, curvature + l2, bounds) + lossOf(histogram.slope - slope, rest + l2, bounds)
    if (whole - parts <= bestGain) continue
    bestGain = whole - parts
    bin = k
  }
  return bin < 0 ? best : { feature, bin, gain: bestGain }
}

function splitAt(
  { starts, slopes, curvatures, slope, curvature }: Histogram,
  found: { readonly feature: number; readonly bin: number; readonly gain: number },
  { l2, bounds }: { readonly l2: number; readonly bounds: ValueBounds },
): Split {
  let left = 0
  let leftCurvature = 0
  const start = starts[found.feature]!
  for (let k = start; k <= start + found.bin; k++) {
    left += slopes[k]!
    leftCurvature += curvatures[k]!
  }
  return {
    ...found,
    leftValue: leafValue(left, leftCurvature + l2, bounds),
    rightValue: leafValue(slope - left, curvature - leftCurvature + l2, bounds),
  }
}

/** Second-order loss at the best value within bounds: -1/2 G^2/H where nothing binds. */
function lossOf(slope: number, curvature: number, { low, high }: ValueBounds): number {
  const free = -slope / curvature
  if (free >= low && free <= high) return (slope * free) / 2
  const value = free < low ? low : high
  return slope * value + (curvature / 2) * value * value
}
