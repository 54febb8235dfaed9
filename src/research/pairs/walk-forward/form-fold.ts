import type { ScreenKernel } from '../../../math/kernels/screen-kernel.ts'
import { firstRowAtOrAfter } from '../../../core/bars.ts'
import { estimateFold, type FoldModel, type FoldRows } from '../relation/fold-model.ts'
import {
  joinLegs,
  levelled,
  type JoinedLegs,
  type LevelledSeries,
} from '../relation/joined-legs.ts'
import type { ScreenProgress } from '../screen.ts'
import type { Candidate, FormationTests } from './candidate.ts'
import { listedSeries, type FoldWindow, type ListedSeries } from './fold-windows.ts'
import type { WalkForwardOptions } from './options.ts'
import { rankCandidates, residualSize } from './rank-candidates.ts'
import { testBaskets } from './test-baskets.ts'
import { testPairs } from './test-pairs.ts'

/** A relation a fold chose, and its estimate. */
export interface FormedRelation {
  readonly candidate: Candidate
  readonly model: FoldModel
  readonly score: number | null
  readonly shrunkHalfLifeBars: number | null
}

/** A fold after its formation, before anything of its trading was looked at. */
export interface FormedFold {
  readonly window: FoldWindow
  readonly listed: readonly ListedSeries[]
  readonly tests: FormationTests
  /** The best first. */
  readonly chosen: readonly FormedRelation[]
}

/** Tests all relations of what was listed, chooses, and estimates what was chosen: from the formation's bars alone. */
export function* formFold(
  universe: readonly LevelledSeries[],
  window: FoldWindow,
  options: WalkForwardOptions,
  kernel?: ScreenKernel,
): Generator<ScreenProgress, FormedFold> {
  const listed = listedSeries(
    universe.map(({ bars }) => bars),
    window,
  )
  const tests =
    options.basket === 2
      ? yield* testPairs(listed, window.index, options, kernel)
      : yield* testBaskets(listed, options.basket, options)
  const chosen = choose(tests, listed, options).map(({ candidate, ...ranked }) => ({
    candidate,
    ...ranked,
    model: modelOf(universe, candidate, window, options),
  }))
  return { window, listed, tests, chosen }
}

type Chosen = Omit<FormedRelation, 'model'>

function choose(
  { candidates }: FormationTests,
  listed: readonly ListedSeries[],
  options: WalkForwardOptions,
): Chosen[] {
  switch (options.select) {
    case 'fdr':
      return candidates
        .filter(({ isFound }) => isFound)
        .slice(0, options.maxPairs)
        .map((candidate) => ({ candidate, score: null, shrunkHalfLifeBars: null }))
    case 'rank': {
      const formed = new Map(listed.map(({ place, bars }) => [place, levelled(bars, options.log)]))
      const sizeOf = (candidate: Candidate): number => {
        const joined = joinLegs(candidate.legs.map((place) => formed.get(place)!))
        return residualSize(joined, candidate, options.log)
      }
      return rankCandidates(candidates, sizeOf, options).slice(0, options.maxPairs)
    }
  }
}

function modelOf(
  universe: readonly LevelledSeries[],
  { legs }: Candidate,
  window: FoldWindow,
  options: WalkForwardOptions,
): FoldModel {
  const joined = joinLegs(legs.map((place) => universe[place]!))
  const rows = rowsOf(joined, window)
  return estimateFold(joined, rows, { ...options, testBars: options.tradingBars })
}

/** The rows two series or more share within a window. */
function rowsOf({ times }: JoinedLegs, window: FoldWindow): FoldRows {
  return {
    index: window.index,
    trainFrom: firstRowAtOrAfter(times, window.formationFrom),
    testFrom: firstRowAtOrAfter(times, window.tradingFrom),
    testTo: firstRowAtOrAfter(times, window.tradingTo),
  }
}
