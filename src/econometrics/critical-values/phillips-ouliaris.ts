import { invariant } from '../../math/invariant.ts'
import type { Trend } from '../trend.ts'
import type { CriticalValues } from './mackinnon.ts'
import { type PhillipsOuliarisStatistic, phillipsOuliarisRows } from './phillips-ouliaris-rows.ts'
import { type ResponseSurface, surfaceCriticalValues, surfacePValue } from './response-surface.ts'

/** Most series that the laws are tabulated for here; the fewest are 2. */
export const phillipsOuliarisSeriesMax = 6

/** Which law: of which statistic, deterministic terms and how many series, y in them. */
export interface PhillipsOuliarisLaw {
  readonly statistic: PhillipsOuliarisStatistic
  readonly trend: Trend
  readonly seriesCount: number
}

/**
 * The p-value of a statistic of Phillips and Ouliaris: the normal law of a polynomial in it, after MacKinnon (1994).
 *
 * Null hypothesis: no cointegration. Small Za and Zt, large Pu and Pz reject. NaN where the surface is no use: it gives
 * its own asymptotic 5 % point a p-value more than 0.01 off, as for Pz with a trend from 3 series on, because the
 * coefficients of squares of numbers in the hundreds are published with five decimals. Source: `phillipsOuliarisRows`;
 * same numbers as arch 8.0.0's `phillips_ouliaris_pval`, which has no such scruple.
 *
 * @example
 * phillipsOuliarisPValue(-3.5, { statistic: 'Zt', trend: 'c', seriesCount: 2 }) // => 0.0328638
 */
export function phillipsOuliarisPValue(value: number, law: PhillipsOuliarisLaw): number {
  const { surface, sign } = surfaceOf(law)
  const fifth = surfacePValue(sign * surface.critical['5%'][0]!, surface)
  return Math.abs(fifth - 0.05) > 0.01 ? Number.NaN : surfacePValue(sign * value, surface)
}

/**
 * The critical values at so many rows T, b0 + b1/T + b2/T^2 + b3/T^3, and the fewest rows that they were simulated for.
 * Null hypothesis and which tail rejects: as `phillipsOuliarisPValue`. Source: `phillipsOuliarisRows`. Checked, through
 * `phillipsOuliaris`, against arch 8.0.0.
 *
 * @example
 * const law = { statistic: 'Zt', trend: 'c', seriesCount: 2 }
 * phillipsOuliarisCriticalValues(law, 500).criticalValues['5%'] // => -3.35511
 */
export function phillipsOuliarisCriticalValues(
  law: PhillipsOuliarisLaw,
  observations: number,
): { readonly criticalValues: CriticalValues; readonly rowsMin: number } {
  const { surface, rowsMin } = surfaceOf(law)
  return { criticalValues: surfaceCriticalValues(surface, observations), rowsMin }
}

function surfaceOf({ statistic, trend, seriesCount }: PhillipsOuliarisLaw): {
  readonly surface: ResponseSurface
  /** Of Pu and Pz, whose upper tail rejects, p-values are polynomials in minus the statistic. */
  readonly sign: 1 | -1
  readonly rowsMin: number
} {
  invariant(
    seriesCount >= 2 && seriesCount <= phillipsOuliarisSeriesMax,
    `tabulated for 2 to ${phillipsOuliarisSeriesMax} series, got ${seriesCount}`,
  )
  const row = phillipsOuliarisRows[statistic][trend][seriesCount - 2]!.split(' ').map(Number)
  return {
    surface: {
      critical: { '1%': row.slice(0, 4), '5%': row.slice(4, 8), '10%': row.slice(8, 12) },
      small: row.slice(12, 15),
      large: row.slice(15, 19),
      lowest: row[19]!,
      star: row[20]!,
      highest: row[21]!,
      smallOf: 'statistic',
    },
    sign: statistic === 'Pu' || statistic === 'Pz' ? -1 : 1,
    rowsMin: row[22]!,
  }
}
