import { screenPairs, type ScreenProgress } from '../screen.ts'
import { defaultScreenOptions, type ScreenOptions } from '../screen-pair.ts'
import type { ScreenRow } from '../screen-result.ts'
import { isHedged, type Candidate, type FormationTests } from './candidate.ts'
import type { ListedSeries } from './fold-windows.ts'

/** How a formation is screened. */
export type FormationScreen = Pick<ScreenOptions, 'log' | 'alpha' | 'fdr'>

/** Screens the pairs of a formation, as `isobar pairs screen` does, and keeps of each pair its better direction. */
export function* testPairs(
  listed: readonly ListedSeries[],
  options: FormationScreen,
): Generator<ScreenProgress, FormationTests> {
  const found = yield* screenPairs(
    listed.map(({ bars }) => bars),
    { ...defaultScreenOptions, ...options },
  )
  const places = new Map(listed.map(({ bars, place }) => [bars.instrument.name, place]))
  const seen = new Set<string>()
  const candidates: Candidate[] = []
  // Ascending in p-value, so that a pair's better direction comes first.
  for (const row of found.results) {
    const pair = [row.y, row.x].toSorted().join(' ')
    if (seen.has(pair)) continue
    seen.add(pair)
    if (isHedged([row.hedgeRatio])) candidates.push(candidateOf(row, places))
  }
  return { tested: found.unorderedPairs, found: found.rejectedPairs, candidates }
}

function candidateOf(row: ScreenRow, places: ReadonlyMap<string, number>): Candidate {
  return {
    legs: [places.get(row.y)!, places.get(row.x)!],
    statistic: row.statistic,
    pValue: row.pValue,
    qValue: row.qValue,
    isFound: row.rejected,
    hedgeRatios: [row.hedgeRatio],
    intercept: row.intercept ?? 0,
    halfLifeBars: row.halfLifeBars,
    observations: row.observations,
  }
}
