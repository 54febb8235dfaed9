import { optimalBlockLength } from '../../econometrics/bootstrap/block-length.ts'
import type { Predictions } from './measures.ts'
import { midranks } from './midranks.ts'

/**
 * Mean block of the bootstrap, rows: at least the horizon, and as long as what the AUC sums up is autocorrelated.
 *
 * Overlapping labels are alike for a horizon; whether the market moves at all, and what a model makes of it, are alike for
 * hours. So: the larger of the rows in a horizon and of Politis and White's length for the influence of each row,
 *
 *   psi_k = (up_k - mean up) (rank_k / n - 1/2)
 *
 * averaged over stretches of a horizon, times those; at least a two-thousandth of all rows, for what changes from day to
 * day is not seen in such a length; at most a tenth of the shortest fold.
 *
 * @param horizonRows rows in a horizon
 *
 * @example
 * const returns = Float64Array.from({ length: 400 }, (_, k) => (k % 2 === 0 ? 1 : -1))
 * const rows = { realisedReturnBps: returns, probabilityUp: returns.map((r) => 0.5 + r / 10), fold: new Int32Array(400) }
 * blockRows(rows, 5) >= 5 // => true
 */
export function blockRows(
  {
    realisedReturnBps,
    probabilityUp,
    fold,
  }: Pick<Predictions, 'realisedReturnBps' | 'probabilityUp' | 'fold'>,
  horizonRows: number,
): number {
  const n = realisedReturnBps.length
  const least = Math.max(1, Math.ceil(horizonRows))
  const up = realisedReturnBps.map((value) => (value > 0 ? 1 : 0))
  const mean = up.reduce((sum, value) => sum + value, 0) / n
  const ranks = midranks(probabilityUp)
  const influence = up.map((value, k) => (value - mean) * (ranks[k]! / n - 0.5))
  const stretches = new Float64Array(Math.floor(n / least))
  for (let k = 0; k < stretches.length * least; k++) {
    stretches[Math.floor(k / least)]! += influence[k]!
  }
  const length = optimalBlockLength(stretches)
  const wanted = length.kind === 'value' ? length.value.stationary * least : least
  return Math.max(least, Math.min(Math.max(wanted, n / 2_000), shortestFold(fold) / 10))
}

function shortestFold(fold: Int32Array): number {
  const counts = new Map<number, number>()
  for (const each of fold) counts.set(each, (counts.get(each) ?? 0) + 1)
  return Math.min(...counts.values())
}
