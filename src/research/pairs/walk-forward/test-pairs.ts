import { Random } from '../../../math/random.ts'
import type { ScreenKernel } from '../../../math/kernels/screen-kernel.ts'
import { screenByPanels } from '../screen-by-panels.ts'
import type { ScreenProgress } from '../screen.ts'
import { defaultScreenOptions, type ScreenOptions } from '../screen-pair.ts'
import type { ScreenRow } from '../screen-result.ts'
import type { WalkForwardParameters } from '../walk-forward-result.ts'
import { isHedged, type Candidate, type FormationTests } from './candidate.ts'
import type { ListedSeries } from './fold-windows.ts'

/** How the relations of a formation are tested. */
export type FormationScreen = Pick<
  WalkForwardParameters,
  'log' | 'alpha' | 'fdr' | 'null' | 'universes' | 'seed'
>

/**
 * Screens the pairs of a formation, as `isobar pairs screen` does, and keeps of each pair its better direction.
 *
 * @param fold   the fold's number: what is drawn for it depends on that and the seed alone
 * @param kernel what screens; undefined: one pair at a time by the readable path, the same result
 */
export function* testPairs(
  listed: readonly ListedSeries[],
  fold: number,
  options: FormationScreen,
  kernel: ScreenKernel | undefined,
): Generator<ScreenProgress, FormationTests> {
  const series = listed.map(({ bars }) => bars)
  const { log, alpha, fdr } = options
  const screenOptions = { ...defaultScreenOptions, log, alpha, fdr, ...drawnFor(fold, options) }
  const screen = yield* screenByPanels(series, screenOptions, kernel)
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
    ...judged(row),
  })
  const candidates = pairs.map(candidateOf).toSorted(byEvidence)
  return {
    tested: screen.unorderedPairs,
    found: candidates.filter(({ isFound }) => isFound).length,
    candidates: candidates.filter(({ hedgeRatios }) => isHedged(hedgeRatios)),
  }
}

/** The universes a formation is held against: its own, whatever other formations drew. */
function drawnFor(fold: number, options: FormationScreen): Pick<ScreenOptions, 'bootstrap'> {
  const { universes, seed } = options
  if (options.null === 'asymptotic') return {}
  return { bootstrap: { universes, seed: new Random(seed).fork(`formation ${fold}`).bits() } }
}

function judged({
  bootstrapPValue,
  stepdownPValue,
}: ScreenRow): Pick<Candidate, 'bootstrapPValue' | 'stepdownPValue'> {
  if (bootstrapPValue === undefined || stepdownPValue === undefined) return {}
  return { bootstrapPValue, stepdownPValue }
}

/** What drawn universes say first, where they were asked; otherwise the order stays. */
function byEvidence(a: Candidate, b: Candidate): number {
  return (a.bootstrapPValue ?? 0) - (b.bootstrapPValue ?? 0)
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
