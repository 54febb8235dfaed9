import { available, type Outcome } from '../../math/outcome.ts'
import { granger, type GrangerOptions, type GrangerResult } from './granger.ts'
import type { VarFault } from './lagged-fit.ts'

/**
 * `granger` for every ordered pair of series within the system of all of them: first whether the second series causes
 * the first, then the other way round, and so on. Of two series these are the two directions.
 *
 * Null hypothesis of each: that series does not Granger-cause the other. No value: as `granger`. The p-values are
 * not corrected for their number, k (k - 1). Cost: as many autoregressions. Source and check: as `granger`.
 *
 * @example
 * const random = new Random(1)
 * const x = Float64Array.from({ length: 300 }, () => random.normal())
 * const y = x.map((_, t) => 0.5 * (x[t - 1] ?? 0) + random.normal())
 * expectValue(grangerPairs([y, x])).map((result) => result.pValue < 0.05) // => [true, false]
 */
export function grangerPairs(
  columns: readonly Float64Array[],
  options: Omit<GrangerOptions, 'causing' | 'caused'> = {},
): Outcome<readonly GrangerResult[], VarFault> {
  const results: GrangerResult[] = []
  for (const caused of columns.keys()) {
    for (const causing of columns.keys()) {
      if (causing === caused) continue
      const result = granger(columns, { ...options, causing: [causing], caused: [caused] })
      if (result.kind === 'unavailable') return result
      results.push(result.value)
    }
  }
  return available(results)
}
