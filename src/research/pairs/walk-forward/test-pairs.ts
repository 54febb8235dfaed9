import { Random } from '../../../math/random.ts'
import { screenPairs, type ScreenProgress } from '../screen.ts'
import { defaultScreenOptions } from '../screen-pair.ts'
import type { ScreenRow } from '../screen-result.ts'
import type { WalkForwardParameters } from '../walk-forward-result.ts'
import { isHedged, type Candidate, type FormationTests } from './candidate.ts'
import { controlled } from './controlled.ts'
import { drawnPValues } from './drawn-pairs.ts'
import type { ListedSeries } from './fold-windows.ts'

/** How the relations of a formation are tested. */
export type FormationScreen = Pick<
  WalkForwardParameters,
  'log' | 'alpha' | 'fdr' | 'null' | 'universes' | 'seed'
>

/** What screens a formation: the readable path, or a faster one that gives the same result. */
export type ScreenProgram = typeof screenPairs

/**
 * Screens the pairs of a formation, as `isobar pairs screen` does, and keeps of each pair its better direction.
 *
 * @param fold the fold's number: what is drawn for it depends on that and the seed alone
 */
export function* testPairs(
  listed: readonly ListedSeries[],
  fold: number,
  options: FormationScreen,
  screenBy: ScreenProgram = screenPairs,
): Generator<ScreenProgress, FormationTests> {
  const series = listed.map(({ bars }) => bars)
  const { log, alpha, fdr } = options
  const screen = yield* screenBy(series, { ...defaultScreenOptions, log, alpha, fdr })
  const pairs = betterDirections(screen.results)
  const places = new Map(listed.map(({ bars, place }) => [bars.instrument.name, place]))
  const candidateOf = (row: ScreenRow): Candidate => ({
    legs: [places.get(row.y)!, places.get(row.x)!],
    statistic: row.statistic,
    pValue: row.pValue,
    qValue: row.qValue,
    isFound: row.rejected,
    hedgeRatios: [row.hedgeRatio],
    intercept: row.intercept ?? 0,
    halfLifeBars: row.halfLifeBars,
    observations: row.observations,
  })
  const tested = pairs.map(candidateOf)
  const candidates =
    options.null === 'asymptotic' ? tested : yield* judged(tested, listed, fold, options)
  return {
    tested: screen.unorderedPairs,
    found: candidates.filter(({ isFound }) => isFound).length,
    candidates: candidates.filter(({ hedgeRatios }) => isHedged(hedgeRatios)),
  }
}

/** Of each pair the row with the smaller p-value; the rows come ascending in it. */
function betterDirections(rows: readonly ScreenRow[]): ScreenRow[] {
  const seen = new Set<string>()
  return rows.filter(({ y, x }) => {
    const pair = [y, x].toSorted().join(' ')
    const isFirst = !seen.has(pair)
    seen.add(pair)
    return isFirst
  })
}

/** The pairs as drawn universes judge them, those least likely under the null in front. */
function* judged(
  tested: readonly Candidate[],
  listed: readonly ListedSeries[],
  fold: number,
  { seed, universes, log, fdr, alpha }: FormationScreen,
): Generator<ScreenProgress, Candidate[]> {
  const at = new Map(listed.map(({ place }, k) => [place, k]))
  const pairs = tested.map(({ legs, statistic }) => ({
    places: [at.get(legs[0]!)!, at.get(legs[1]!)!] as const,
    statistic,
  }))
  const random = new Random(seed).fork(`formation ${fold}`)
  const series = listed.map(({ bars }) => bars)
  const drawn = yield* drawnPValues(series, pairs, { universes, random, log })
  const qValues = controlled(
    drawn.map(({ bootstrapPValue }) => bootstrapPValue),
    fdr,
  )
  return tested
    .map((candidate, k) => {
      const qValue = qValues[k]!
      return { ...candidate, ...drawn[k]!, qValue, isFound: qValue <= alpha }
    })
    .toSorted((a, b) => a.bootstrapPValue - b.bootstrapPValue || a.statistic - b.statistic)
}
