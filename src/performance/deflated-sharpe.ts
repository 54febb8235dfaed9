import { normalCdf, normalQuantile } from '../math/distributions/normal.ts'
import { type DailyMoments, dailyMoments, daysPerYear, ratioError } from './sharpe.ts'

export interface DeflatedSharpeQuestion {
  /** Fractions of capital, flat days included. */
  readonly dailyReturns: Float64Array
  /** Different configurations that were tried on these series, the one that is judged among them; at least 1. */
  readonly trials: number
  /**
   * Standard deviation of the annualised Sharpe ratios of those trials. Taken as at least `samplingDeviation`, which it
   * is where it is not known.
   */
  readonly trialDeviation?: number
}

/** A Sharpe ratio held against the best of as many trials that earn nothing. */
export interface DeflatedSharpe {
  /** The deflated Sharpe ratio: probability that the true ratio is above what the best of the trials shows by luck. */
  readonly probability: number
  /**
   * Probability that the best of so many worthless independent trials stays below this ratio, Phi(z)^N: above 0.95 in
   * one of twenty choices among worthless strategies, where `probability` is there far more seldom.
   */
  readonly luckProbability: number
  /** The annualised ratio that the best of so many worthless trials is expected to show. */
  readonly expectedMaximum: number
  /** The deviation of trials it was expected by. */
  readonly trialDeviation: number
  readonly trials: number
}

const EULER = 0.577_215_664_901_532_9

/**
 * The deflated Sharpe ratio: the probability that a strategy earns anything, knowing how many were tried to find it.
 *
 *   SR0 = s ((1 - c) Q(1 - 1/N) + c Q(1 - 1/(N e))),   c Euler's constant, Q the normal quantile, N trials
 *   DSR = Phi((SR - SR0) sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1)/4 SR^2))
 *
 * with SR of daily returns, g3 and g4 their skewness and kurtosis, s the deviation of the trials' ratios. With one trial
 * SR0 is zero, and DSR the probabilistic Sharpe ratio, which is above 0.95 in one of twenty worthless strategies. Among
 * many it is stricter than that: the best of N scatters less about SR0 than one does about zero, and of 400 times 50
 * worthless trials one passed 0.95. Trials are taken as independent: near copies of one another make it stricter still,
 * for s is at least what estimates from n days scatter by. Without that floor copies, which hardly differ, would make s
 * and with it SR0 vanish, and a grid padded with cells that change nothing would deflate nothing.
 *
 * @returns undefined where there is no Sharpe ratio (fewer than three days, no variance)
 * Source: Bailey and Lopez de Prado (2014), The deflated Sharpe ratio, Journal of Portfolio Management 40, 94-107.
 * Checked against the example there: 0.9004.
 */
export function deflatedSharpe(question: DeflatedSharpeQuestion): DeflatedSharpe | undefined {
  const { dailyReturns, trials, trialDeviation } = question
  const moments = dailyMoments(dailyReturns)
  return moments && deflated(moments, { days: dailyReturns.length, trials, trialDeviation })
}

/** The same from the moments of the daily returns. */
export function deflated(
  moments: DailyMoments,
  choice: {
    readonly days: number
    readonly trials: number
    readonly trialDeviation?: number | undefined
  },
): DeflatedSharpe {
  const { days, trials } = choice
  const { ratio } = moments
  const trialDeviation = Math.max(choice.trialDeviation ?? 0, samplingDeviation(days))
  const expectedMaximum = trialDeviation * expectedNormalMaximum(trials)
  const error = ratioError(moments, days)
  const apart = ratio - expectedMaximum / Math.sqrt(daysPerYear)
  return {
    probability: normalCdf(apart / error),
    luckProbability: normalCdf(ratio / error) ** trials,
    trialDeviation,
    expectedMaximum,
    trials,
  }
}

/** Standard deviation of annualised ratios estimated from so many days of strategies that earn nothing. */
function samplingDeviation(days: number): number {
  return Math.sqrt(daysPerYear / (days - 1))
}

/**
 * What the largest of `count` independent standard normal numbers is expected to be; the approximation is within 0.02
 * from five numbers on.
 */
export function expectedNormalMaximum(count: number): number {
  if (count <= 1) return 0
  return (
    (1 - EULER) * normalQuantile(1 - 1 / count) + EULER * normalQuantile(1 - 1 / (count * Math.E))
  )
}
