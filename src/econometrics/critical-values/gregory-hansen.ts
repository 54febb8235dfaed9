import { invariant } from '../../math/invariant.ts'
import type { CriticalValues } from './mackinnon.ts'

/** What breaks: the level; the level beside a trend that stays; level and slopes. C, C/T and C/S of the paper. */
export type BreakModel = 'level' | 'trend' | 'regime'

/** Most regressors that the laws are tabulated for. */
export const gregoryHansenRegressorsMax = 4

/** 1, 5 and 10 % points of ADF* and Zt*, then of Za*, for 1 to 4 regressors. */
const table: Readonly<Record<BreakModel, readonly (readonly number[])[]>> = {
  level: [
    [-5.13, -4.61, -4.34, -50.07, -40.48, -36.19],
    [-5.44, -4.92, -4.69, -57.01, -46.98, -42.49],
    [-5.77, -5.28, -5.02, -63.64, -53.58, -48.65],
    [-6.05, -5.56, -5.31, -70.18, -59.4, -54.38],
  ],
  trend: [
    [-5.45, -4.99, -4.72, -57.28, -47.96, -43.22],
    [-5.8, -5.29, -5.03, -64.77, -53.92, -48.94],
    [-6.05, -5.57, -5.33, -70.27, -59.76, -54.94],
    [-6.36, -5.83, -5.59, -76.95, -65.44, -60.12],
  ],
  regime: [
    [-5.47, -4.95, -4.68, -57.17, -47.04, -41.85],
    [-5.97, -5.5, -5.23, -68.21, -58.33, -52.85],
    [-6.51, -6, -5.75, -80.15, -68.94, -63.42],
    [-6.92, -6.41, -6.17, -90.35, -78.52, -72.56],
  ],
}

/**
 * The asymptotic critical values of Gregory and Hansen: the null is rejected below them.
 *
 * model, number of regressors from 1 to 4, which statistic (ADF* and Zt* have one law). For breaks in the middle 70 %.
 * Source: Gregory and Hansen (1996), Journal of Econometrics 70, 99-126, Table 1. Compared with a simulation of 500 rows
 * and 2,000 draws for each of the twelve laws, which lies within what so many draws and rows explain
 * (fixtures/econometrics/breaks/gregory-hansen-law.json).
 *
 * @example
 * gregoryHansenCriticalValues('level', 1, 'zt')['5%'] // => -4.61
 */
export function gregoryHansenCriticalValues(
  model: BreakModel,
  regressorCount: number,
  statistic: 'adf' | 'zt' | 'za',
): CriticalValues {
  const row = table[model][regressorCount - 1]
  invariant(row !== undefined, `tabulated for 1 to 4 regressors, got ${regressorCount}`)
  const from = statistic === 'za' ? 3 : 0
  return { '1%': row[from]!, '5%': row[from + 1]!, '10%': row[from + 2]! }
}
