/**
 * Upper critical values of the KPSS statistic at 10, 5, 2.5 and 1 %.
 *
 * Source: Kwiatkowski, Phillips, Schmidt and Shin (1992), Journal of Econometrics 54, Table 1; the same digits stand
 * in statsmodels, arch, tseries and urca. Hobijn, Franses and Ooms (2004) have slightly different ones: these are kept
 * because every reference package uses them.
 */
const levels = [0.1, 0.05, 0.025, 0.01] as const

const table = {
  c: [0.347, 0.463, 0.574, 0.739],
  ct: [0.119, 0.146, 0.176, 0.216],
} as const

/** Critical values of a right-tailed test: the null is rejected above them. */
export interface KpssCriticalValues {
  readonly '10%': number
  readonly '5%': number
  readonly '2.5%': number
  readonly '1%': number
}

/**
 * The points beyond which the KPSS statistic rejects, of Kwiatkowski et al. (1992), table 1; asymptotic. The same stand
 * in statsmodels 0.15.0.
 *
 * @example
 * kpssCriticalValues('c')['5%'] // => 0.463
 */
export function kpssCriticalValues(trend: 'c' | 'ct'): KpssCriticalValues {
  const [ten, five, twoAndHalf, one] = table[trend]
  return { '10%': ten, '5%': five, '2.5%': twoAndHalf, '1%': one }
}

/** A p-value and whether the table ended before it could be told. */
export interface KpssPValue {
  readonly pValue: number
  /** True: the statistic lies beyond the table, and the true p-value beyond the one given (0.1 or 0.01). */
  readonly atTableEdge: boolean
}

/**
 * The p-value by linear interpolation between the four critical values, held at 0.1 and 0.01 outside; NaN of NaN.
 * Null hypothesis: as `kpss`. Checked, through it, against statsmodels 0.15.0.
 *
 * @example
 * kpssPValue(0.463, 'c').pValue // => 0.05
 */
export function kpssPValue(statistic: number, trend: 'c' | 'ct'): KpssPValue {
  const points = table[trend]
  if (Number.isNaN(statistic)) return { pValue: Number.NaN, atTableEdge: false }
  if (statistic <= points[0]) return { pValue: levels[0], atTableEdge: true }
  if (statistic >= points[3]) return { pValue: levels[3], atTableEdge: true }
  const upper = points.findIndex((point) => statistic < point)
  const left = points[upper - 1]!
  const share = (statistic - left) / (points[upper]! - left)
  const pValue = levels[upper - 1]! + share * (levels[upper]! - levels[upper - 1]!)
  return { pValue, atTableEdge: false }
}
