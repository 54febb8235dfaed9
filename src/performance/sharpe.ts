import { normalQuantile } from '../math/distributions/normal.ts'

/** A ratio with its 95 % interval, annualised. */
export interface Sharpe {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Of the days it is made of, which its error depends on. */
  readonly skewness: number
  /** 3 for a normal. */
  readonly kurtosis: number
}

/** Crypto trades every day of the year. */
export const daysPerYear = 365

const OBSERVATIONS_LEAST = 3

/**
 * Sharpe ratio of daily returns, annualised over 365 days, with a 95 % interval that knows fat tails and skew.
 *
 *   SR = mean / deviation,   se(SR) = sqrt((1 - g3 SR + (g4 - 1)/4 SR^2) / (n - 1)),   both times sqrt(365)
 *
 * with g3 the skewness, g4 the kurtosis (3 for a normal), deviation with n - 1. Assumes that days are independent;
 * returns that trend from day to day make the interval too narrow. No risk-free rate is taken off.
 *
 * @param dailyReturns fractions of capital, flat days included
 * @returns undefined with fewer than three days, a value that is not finite, or without any variance
 * Source: Mertens (2002); Bailey and Lopez de Prado (2012), equation 4.
 */
export function sharpeRatio(dailyReturns: Float64Array): Sharpe | undefined {
  const moments = dailyMoments(dailyReturns)
  if (moments === undefined) return undefined
  const { ratio, skewness, kurtosis } = moments
  const reach = normalQuantile(0.975) * ratioError(moments, dailyReturns.length)
  const annual = Math.sqrt(daysPerYear)
  return {
    value: ratio * annual,
    low: (ratio - reach) * annual,
    high: (ratio + reach) * annual,
    skewness,
    kurtosis,
  }
}

/** Standard error of a daily ratio of so many days; extreme skew would make its square negative, and leaves zero. */
export function ratioError({ ratio, skewness, kurtosis }: DailyMoments, days: number): number {
  const variance = (1 - skewness * ratio + ((kurtosis - 1) / 4) * ratio * ratio) / (days - 1)
  return Math.sqrt(Math.max(0, variance))
}

/** Mean over deviation of the days, not annualised, with what its error depends on. */
export interface DailyMoments {
  readonly ratio: number
  readonly skewness: number
  /** 3 for a normal. */
  readonly kurtosis: number
}

/** undefined with fewer than three days, a value that is not finite, or without any variance. */
export function dailyMoments(dailyReturns: Float64Array): DailyMoments | undefined {
  const count = dailyReturns.length
  if (count < OBSERVATIONS_LEAST) return undefined
  let sum = 0
  for (const value of dailyReturns) sum += value
  const mean = sum / count
  let [squares, cubes, fourths] = [0, 0, 0]
  for (const value of dailyReturns) {
    const apart = value - mean
    const square = apart * apart
    squares += square
    cubes += square * apart
    fourths += square * square
  }
  const second = squares / count
  const deviation = Math.sqrt(squares / (count - 1))
  // Equal days leave a deviation of a few rounding errors of the mean.
  if (!(deviation > Math.abs(mean) * 1e-12)) return undefined
  return {
    ratio: mean / deviation,
    skewness: cubes / count / second ** 1.5,
    kurtosis: fourths / count / second ** 2,
  }
}
