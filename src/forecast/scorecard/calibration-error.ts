import { calibrationCurve, type CalibrationBin } from './calibration-curve.ts'
import { foldIntervals, type FoldDraws, type Interval } from './fold-bootstrap.ts'
import type { Predictions } from './measures.ts'

/** How far probabilities are from what came. Shares, not points of a hundred. */
export interface CalibrationError {
  /** Mean over the bins of |told - came|, by how many each has. */
  readonly expected: Interval
  /** What that would be of probabilities that are right, by chance in so few. */
  readonly byChance: number
  /** Mean told less share that rose: above zero they are too high. */
  readonly bias: Interval
  /** Of the bins with at least half of what each should have the one that is farthest off. Null of no forecasts. */
  readonly largest: CalibrationBin | null
}

/**
 * The expected and the largest error of probabilities over bins of equal number, and their mean error.
 *
 *   expected = sum_b n_b |told_b - came_b| / n,   bias = sum (p - up) / n,   up: r > 0
 *
 * Intervals are those of the scorecard (`foldIntervals`), bins staying as they are; the expected error has no less than 0.
 * A sum of absolute values is above zero however right the probabilities are: `byChance` is sqrt(2 / pi) times the standard
 * error of each bin, summed as they are.
 *
 * Null value and interval of no forecasts. Source: M. Naeini, G. Cooper, M. Hauskrecht (2015), AAAI 29, section 3.
 * Checked: over drawn outcomes whose probabilities are right, and are off by a known amount.
 *
 * @param effectiveShare independent samples over samples, as of `calibrationCurve`
 *
 * @example
 * const predictions = { probabilityUp: Float64Array.of(0.5, 0.5, 0.5, 0.5), realisedReturnBps: Float64Array.of(1, 1, 1, -1) }
 * const drawing = { starts: Int32Array.of(0, 4), meanBlock: 1, draws: 100, seed: 1 }
 * calibrationError(predictions, { bins: 2, effectiveShare: 1, drawing }).bias.value // => -0.25
 */
export function calibrationError(
  predictions: Pick<Predictions, 'probabilityUp' | 'realisedReturnBps'>,
  how: { readonly bins: number; readonly effectiveShare: number; readonly drawing: FoldDraws },
): CalibrationError {
  const { bins, effectiveShare, drawing } = how
  const { probabilityUp: p, realisedReturnBps: r } = predictions
  const curve = calibrationCurve(predictions, bins, effectiveShare)
  const error = p.map((told, k) => told - (r[k]! > 0 ? 1 : 0))
  const columns = [error.map(() => 1), error, ...byBin(p, error, curve)]
  const [expected, bias] = foldIntervals(
    columns,
    [
      (sums) =>
        ratio(
          sums.slice(2).reduce((sum, each) => sum + Math.abs(each), 0),
          sums[0]!,
        ),
      (sums) => ratio(sums[1]!, sums[0]!),
    ],
    drawing,
  )
  const { value, low, high } = expected!
  return {
    expected: { value, low: low === null ? null : Math.max(0, low), high },
    byChance: curve.reduce((sum, bin) => sum + chanceOf(bin), 0) / Math.max(1, p.length),
    bias: bias!,
    largest: farthest(curve.filter(({ count }) => 2 * bins * count >= p.length)),
  }
}

/** The errors of each bin's rows, a column a bin; bins are cut where the curve cut them. */
function byBin(
  p: Float64Array,
  error: Float64Array,
  curve: readonly CalibrationBin[],
): readonly Float64Array[] {
  const order = Uint32Array.from(p, (_, k) => k).toSorted((a, b) => p[a]! - p[b]!)
  let at = 0
  return curve.map(({ count }) => {
    const column = new Float64Array(p.length)
    for (const end = at + count; at < end; at++) column[order[at]!] = error[order[at]!]!
    return column
  })
}

/** Mean absolute error of a bin that is right, times its forecasts; its interval is 1.96 standard errors either way. */
function chanceOf({ count, low, high }: CalibrationBin): number {
  return (count * Math.sqrt(2 / Math.PI) * (high - low)) / (2 * 1.959963984540054)
}

function farthest(curve: readonly CalibrationBin[]): CalibrationBin | null {
  let most: CalibrationBin | null = null
  for (const bin of curve) if (most === null || errorOf(bin) > errorOf(most)) most = bin
  return most
}

function errorOf({ predicted, observed }: CalibrationBin): number {
  return Math.abs(predicted - observed)
}

function ratio(sum: number, count: number): number | null {
  return count > 0 ? sum / count : null
}
