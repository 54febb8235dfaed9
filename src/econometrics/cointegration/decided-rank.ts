import { doornikPValue } from '../critical-values/doornik.ts'
import {
  johansenCriticalValues,
  type JohansenTables,
  tabulatedProbabilities,
} from '../critical-values/johansen.ts'
import type { DeterministicCase, JohansenStatistic } from '../critical-values/johansen-cases.ts'

/** What statistics of Johansen's test are held against. */
export interface RankQuestion {
  readonly statistic: JohansenStatistic
  readonly deterministic: DeterministicCase
  readonly tables: JohansenTables
  /** Level at which the rank is decided: at 0.1, 0.05 and 0.01 by the tables, else by the p-values. */
  readonly alpha: number
}

/** Trace statistics of ranks 0 .. p - 1: the sum of -T ln(1 - eigenvalue) from that one on. */
export function traceStatistics(eigenvalues: readonly number[], observations: number): number[] {
  const traces = eigenvalues.map((value) => -observations * Math.log1p(-value))
  for (let rank = traces.length - 2; rank >= 0; rank--) traces[rank]! += traces[rank + 1]!
  return traces
}

/** The first rank that is not rejected; the number of series where all are. */
export function decidedRank(
  values: readonly number[],
  { statistic, deterministic, tables, alpha }: RankQuestion,
): number {
  // 1 - 0.9 is not 0.1 in binary, hence the tolerance.
  const column = tabulatedProbabilities.findIndex((p) => Math.abs(1 - p - alpha) < 1e-12)
  const accepted = values.findIndex((value, rank) => {
    const limit = { statistic, deterministic, stochasticTrends: values.length - rank }
    return column < 0
      ? doornikPValue(value, limit) >= alpha
      : value <= johansenCriticalValues(limit, tables).values[column]!
  })
  return accepted < 0 ? values.length : accepted
}
