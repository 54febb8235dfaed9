import { normalQuantile, normalSurvival } from '../../math/distributions/normal.ts'
import { studentTQuantile, studentTSurvival } from '../../math/distributions/student-t.ts'
import type { SummaryTable } from './summary.ts'

/** Estimates with their standard errors, one entry a parameter. */
export interface Estimates {
  readonly names: readonly string[]
  readonly values: ArrayLike<number>
  /** NaN or null where there is none. */
  readonly standardErrors: ArrayLike<number | null>
}

/**
 * The table every regression ends in: estimate, standard error, z or t, its two-sided p-value and the interval of
 * 95 %.
 *
 * Null hypothesis of each row: the parameter is zero. Source of the law: Student's t with `degrees` where given, else
 * the standard normal. A missing or zero error leaves the columns after it empty.
 */
export function coefficientTable(
  { names, values, standardErrors }: Estimates,
  options: { readonly degrees?: number; readonly title?: string } = {},
): SummaryTable {
  const { degrees, title } = options
  const survival = (z: number): number =>
    degrees === undefined ? normalSurvival(z) : studentTSurvival(z, degrees)
  const reach = degrees === undefined ? normalQuantile(0.975) : studentTQuantile(0.975, degrees)
  const law = degrees === undefined ? 'z' : 't'
  return {
    ...(title === undefined ? {} : { title }),
    columns: ['', 'estimate', 'std. error', law, `P>|${law}|`, '[0.025', '0.975]'],
    rows: names.map((name, k) => {
      const value = values[k]!
      const error = standardErrors[k] ?? Number.NaN
      if (!(error > 0)) return [name, value, null, null, null, null, null]
      const ratio = value / error
      const pValue = 2 * survival(Math.abs(ratio))
      return [name, value, error, ratio, pValue, value - reach * error, value + reach * error]
    }),
  }
}
