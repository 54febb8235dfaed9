import { doornikQuantile, type JohansenLimit } from './doornik.ts'
import type { JohansenTable } from './johansen-cases.ts'
import { mackinnonHaugMichelis } from './mackinnon-haug-michelis.ts'
import { osterwaldLenum } from './osterwald-lenum.ts'

/** Which family of published tables is asked for. */
export type JohansenTables = 'mhm' | 'osterwald-lenum'

/** Where a row of critical values really came from. */
export type CriticalValueSource =
  | 'MacKinnon-Haug-Michelis (1999)'
  | 'Osterwald-Lenum (1992)'
  | 'Doornik (1998) gamma quantiles'

/** The probabilities at which the tables give points. */
export const tabulatedProbabilities: readonly number[] = [0.9, 0.95, 0.99]

/** 90, 95 and 99 % points and their source. */
export interface JohansenCriticalValues {
  readonly values: readonly number[]
  readonly source: CriticalValueSource
}

const families: Readonly<
  Record<JohansenTables, { readonly table: JohansenTable; readonly source: CriticalValueSource }>
> = {
  mhm: { table: mackinnonHaugMichelis, source: 'MacKinnon-Haug-Michelis (1999)' },
  'osterwald-lenum': { table: osterwaldLenum, source: 'Osterwald-Lenum (1992)' },
}

/**
 * Critical values of a trace or largest-eigenvalue statistic.
 *
 * Where the family has no table for the case (MHM: the two restricted ones; Osterwald-Lenum: none and trend) or none
 * for so many series, the points are the quantiles of Doornik's gamma approximation, and `source` says so. The families
 * differ: 95 % of the trace of one trend with a constant is 3.8415 (MHM) and 8.18 (Osterwald-Lenum), whose model has
 * no trend in the data. Source: MacKinnon, Haug and Michelis (1999); Osterwald-Lenum (1992).
 *
 * @example
 * const limit = { statistic: 'trace', deterministic: 'constant', stochasticTrends: 2 }
 * johansenCriticalValues(limit, 'mhm').values[1] // => 15.4943
 */
export function johansenCriticalValues(
  limit: JohansenLimit,
  tables: JohansenTables,
): JohansenCriticalValues {
  const { table, source } = families[tables]
  const row = table[limit.deterministic]?.[limit.statistic][limit.stochasticTrends - 1]
  if (row !== undefined) return { values: row, source }
  return {
    values: tabulatedProbabilities.map((probability) => doornikQuantile(probability, limit)),
    source: 'Doornik (1998) gamma quantiles',
  }
}
