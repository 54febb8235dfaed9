import { BELIEVED } from '../believed.ts'
import type { SweepResult } from '../sweep-result.ts'

/** One sober sentence: the best of how many, whether it is more than luck, and whether it stands alone. */
export function sweepConclusion(result: Omit<SweepResult, 'conclusion' | 'elapsedMs'>): string {
  const { cells, best, overfitting, grid } = result
  if (best === null) return `None of ${cells.length} parameter sets has a Sharpe ratio.`
  const { metrics, values } = cells[best.cell]!
  const named = grid.map(({ name }, k) => `${name} ${values[k] ?? 'none'}`).join(', ')
  const sharpe = metrics.sharpe!
  const earned = `${metrics.totalReturn < 0 ? 'loses' : 'earns'} ${Math.abs(metrics.totalReturn * 100).toFixed(2)} % of capital (Sharpe ${sharpe.toFixed(2)})`
  return [
    `The best of ${cells.length} parameter sets (${named}) ${earned}${landscape(best.flatness)}`,
    luck(best.deflatedSharpe, best.deflation?.trials),
    overfitting === null
      ? ''
      : `; chosen by the half of the days, it is no better than the median in the other half ${(100 * overfitting.probability).toFixed(0)} % of the time`,
    '.',
  ].join('')
}

function landscape(flatness: number | null): string {
  if (flatness === null) return ''
  if (flatness >= 0.8) return ', on a plateau'
  return flatness >= 0.5 ? ', on a slope' : ', on a peak that stands alone'
}

function luck(deflatedSharpe: number | null, trials: number | undefined): string {
  if (deflatedSharpe === null || trials === undefined) return ''
  const share = `deflated Sharpe ${deflatedSharpe.toFixed(3)} over ${trials} ${trials === 1 ? 'trial' : 'trials'}`
  return deflatedSharpe >= BELIEVED
    ? `; that is more than the luck of the best of them (${share})`
    : `; that cannot be told from the luck of the best of them (${share})`
}
