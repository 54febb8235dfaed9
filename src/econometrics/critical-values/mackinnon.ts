import { normalCdf } from '../../math/distributions/normal.ts'
import type { Trend } from '../trend.ts'
import { pValueSurfaces } from './mackinnon-1994.ts'
import { criticalValueSurfaces } from './mackinnon-2010.ts'

/** Critical values of a left-tailed test: the null is rejected below them. NaN where nobody tabulated them. */
export interface CriticalValues {
  readonly '1%': number
  readonly '5%': number
  readonly '10%': number
}

/** Most integrated series for which MacKinnon (2010) gives critical values. */
export const criticalValueSeriesMax = 12

/**
 * The asymptotic p-value of a Dickey-Fuller or Engle-Granger t statistic.
 *
 *   p = Phi(g0 + g1 tau + g2 tau^2 [+ g3 tau^3])
 *
 * @param statistic tau, the t value of the lagged level (of the lagged residual)
 * @param trend     deterministic terms of the regression (of the cointegrating regression)
 * @param seriesCount number of integrated series: 1 for Dickey-Fuller, 1 + regressors for Engle-Granger
 * @returns a probability; 0 and 1 outside the range in which the approximation holds (about -19 and +1); NaN for a NaN
 *   statistic and for more than six series
 *
 * The approximation is fitted from 0.005 up; further out the left tail is an extrapolation, and asymptotic besides.
 * Source: MacKinnon (1994), Tables 3 and 4. Checked against statsmodels 0.15.0 `mackinnonp`.
 *
 * @example
 * mackinnonPValue(-3, 'c', 2) // => 0.110205
 */
export function mackinnonPValue(statistic: number, trend: Trend, seriesCount: number): number {
  const surface = pValueSurfaces[trend]
  const row = seriesCount - 1
  const small = surface.small[row]
  const large = surface.large[row]
  if (small === undefined || large === undefined || Number.isNaN(statistic)) return Number.NaN
  if (statistic > surface.highest[row]! || statistic === Infinity) return 1
  if (statistic < surface.lowest[row]!) return 0
  return normalCdf(
    statistic <= surface.star[row]!
      ? polynomial(small, [1, 1, 1e-2], statistic)
      : polynomial(large, [1, 1e-1, 1e-1, 1e-2], statistic),
  )
}

/** What decides a critical value. */
export interface CriticalValueQuestion {
  readonly trend: Trend
  /** Number of integrated series, 1 to 12. */
  readonly seriesCount: number
  /** Rows of the unit-root regression; Infinity for the asymptotic value. */
  readonly observations: number
  /** `statsmodels`: with that package's slip at two series, constant, 1 %. */
  readonly compat?: 'statsmodels'
}

/**
 * Finite-sample critical values of the same statistics: b0 + b1/T + b2/T^2 + b3/T^3.
 *
 * NaN without constant for two series or more, and beyond twelve series: not tabulated.
 * Source: MacKinnon (2010). Checked against statsmodels 0.15.0 `mackinnoncrit`.
 *
 * @example
 * mackinnonCriticalValues({ trend: 'c', seriesCount: 2, observations: 500 })['5%'] // => -3.34838
 */
export function mackinnonCriticalValues(question: CriticalValueQuestion): CriticalValues {
  const { trend, seriesCount, observations, compat } = question
  const rows = criticalValueSurfaces[trend][seriesCount - 1]
  if (rows === undefined) return { '1%': Number.NaN, '5%': Number.NaN, '10%': Number.NaN }
  const [one, five, ten] = rows.map((row) => polynomial(row, [1, 1, 1, 1], 1 / observations))
  const slips = compat === 'statsmodels' && trend === 'c' && seriesCount === 2
  // Their third coefficient is -33.527 where the paper has -22.527.
  const slip = slips ? -11 / observations ** 2 : 0
  return { '1%': one! + slip, '5%': five!, '10%': ten! }
}

function polynomial(
  coefficients: readonly number[],
  units: readonly number[],
  argument: number,
): number {
  let sum = 0
  for (let k = coefficients.length - 1; k >= 0; k--) {
    sum = sum * argument + coefficients[k]! * units[k]!
  }
  return sum
}
