import { deflated } from '../../performance/deflated-sharpe.ts'
import { daysPerYear } from '../../performance/sharpe.ts'
import type { BacktestMetrics, Deflated } from './backtest-result.ts'

/** What the ledger knows of the trials a result was chosen from, its own among them. */
export interface Trials {
  readonly trials: number
  /** Annualised Sharpe ratios of those that have one. */
  readonly sharpes: readonly number[]
}

/** Before the trials are counted. */
export const undeflated: Deflated = { deflatedSharpe: null, deflation: null }

/**
 * A Sharpe ratio held against the trials that were made: `deflatedSharpe` with the ledger's own count, and the standard
 * deviation of the trials' ratios as Bailey and Lopez de Prado (2014) take it.
 *
 * Trials without a ratio (a screen has none) count, and are missing in the deviation. It is at least that of estimates
 * from as many days of a strategy that earns nothing: near copies differ by less, and would deflate nothing.
 *
 * @param trials undefined where they were not counted: nothing is deflated then, nor where there is no ratio
 */
export function deflatedBy(
  {
    sharpe,
    skewness,
    kurtosis,
    days,
  }: Pick<BacktestMetrics, 'sharpe' | 'skewness' | 'kurtosis' | 'days'>,
  trials: Trials | undefined,
): Deflated {
  if (trials === undefined || sharpe === null || skewness === null || kurtosis === null) {
    return undeflated
  }
  const moments = { ratio: sharpe / Math.sqrt(daysPerYear), skewness, kurtosis }
  const count = Math.max(1, trials.trials)
  const { probability, luckProbability, expectedMaximum, trialDeviation } = deflated(moments, {
    days,
    trials: count,
    trialDeviation: deviationOf(trials.sharpes),
  })
  return {
    deflatedSharpe: probability,
    deflation: { trials: count, trialDeviation, expectedMaximum, luckProbability },
  }
}

function deviationOf(ratios: readonly number[]): number | undefined {
  if (ratios.length < 2) return undefined
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
  const squares = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0)
  return Math.sqrt(squares / (ratios.length - 1))
}
