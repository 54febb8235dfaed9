import { instantFromMilliseconds } from '../../core/time.ts'
import type { EngineResult } from '../../engine/engine-result.ts'
import { dailyReturns } from '../../performance/daily-returns.ts'
import { sharpeRatio } from '../../performance/sharpe.ts'

/** Annualised Sharpe ratio of the days' gains over the capital; null where the path of equity has none. */
export function tradeSharpe({
  equityPath = [],
  reporting,
}: Pick<EngineResult, 'equityPath' | 'reporting'>): number | null {
  const times = Float64Array.from(equityPath, ([time]) => instantFromMilliseconds(time))
  const equity = Float64Array.from(equityPath, ([, value]) => value)
  return sharpeRatio(dailyReturns(times, equity, reporting.capital))?.value ?? null
}
