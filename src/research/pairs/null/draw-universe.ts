import { engleGrangerStatistic } from '../../../econometrics/bootstrap/engle-granger-statistic.ts'
import { drawWildWeights } from '../../../econometrics/bootstrap/wild-weights.ts'
import {
  allTiles,
  blockCount,
  blockSeries,
  pairIndex,
  type ScreenSession,
  type Tiles,
} from '../../../math/kernels/screen-kernel.ts'
import type { Random } from '../../../math/random.ts'
import { universePairIndex } from '../panel-findings.ts'
import { panelPairs } from '../screen-panel.ts'
import type { ScreenOptions } from '../screen-pair.ts'
import type { ScreenPanel } from '../screen-panels.ts'
import type { NullTables, ObservedPairs } from './null-tables.ts'

/** A panel whose universes are to be drawn. */
export interface NullPanel {
  readonly panel: Pick<ScreenPanel, 'members' | 'split' | 'pairs'>
  /** The levels that were tested, member by member. */
  readonly levels: readonly Float64Array[]
  /** Where each row stands among the instants of all panels, and how many these are. */
  readonly places: Int32Array
  readonly instants: number
  /** Series of the whole universe. */
  readonly seriesCount: number
}

/** Where a thread counts: its share of the tables begins at row `firstRow`. */
export interface NullCounts {
  readonly observed: ObservedPairs
  readonly tables: NullTables
  readonly firstRow: number
}

/**
 * Draws universes in which no pair of the panel is cointegrated, and tests all its pairs in each.
 *
 *   z*_t = z*_{t-1} + w_t (z_t - z_{t-1}),   z*_1 = z_1,   w_t = -1 or 1, one for all series of that instant
 *
 * z: the levels of all series as they were tested (logarithms where these were taken). The random numbers of a universe
 * depend on its number alone: every panel has the same weight at the same instant, whichever thread draws it.
 *
 * The function returned writes row `universe` of the tables. Directions the kernel is in doubt about go through
 * `engleGrangerStatistic`; what has no statistic is NaN. Cost: as `ScreenKernel`, and a sum over rows x series.
 *
 * @param session room in a kernel of the thread's own; undefined where it has no such test
 * @param random  the seed's stream, which is forked a universe and not advanced
 */
export function universeDrawer(
  work: NullPanel,
  session: ScreenSession | undefined,
  options: ScreenOptions,
  random: Random,
): (universe: number, counts: NullCounts) => void {
  const { panel, levels, places, instants } = work
  const rows = places.length
  const drawn = session?.levels ?? levels.map(() => new Float64Array(rows))
  const weights = new Float64Array(instants)
  const careful = engleGrangerStatistic({ rows, regressors: 1 }, options)
  const carefully = (y: number, x: number): number => careful(drawn[y]!, [drawn[x]!])
  const blocks = blockCount(levels.length)
  const tiles: Tiles = {
    rows: { from: Math.floor(panel.split / blockSeries), to: blocks },
    columns: { from: 0, to: blocks },
  }
  const pairs = Array.from(panelPairs(panel, allTiles(levels.length)))
  return (universe, counts) => {
    drawWildWeights(weights, 'rademacher', random.fork(`universe ${universe}`))
    levels.forEach((column, member) => weigh(drawn[member]!, column, weights, places))
    session?.prepare({ from: 0, to: blocks })
    session?.testPairs(tiles)
    for (const [i, j] of pairs) note(work, session, [i, j], { carefully, universe, counts })
  }
}

/** The level summed up again from its weighted changes. */
function weigh(
  target: Float64Array,
  levels: Float64Array,
  weights: Float64Array,
  places: Int32Array,
): void {
  let level = levels[0]!
  target[0] = level
  for (let t = 1; t < levels.length; t++) {
    level += weights[places[t]!]! * (levels[t]! - levels[t - 1]!)
    target[t] = level
  }
}

/** One pair of one universe: its statistic, and whether its rows revert as fast and fit as closely as those seen. */
function note(
  { panel, seriesCount }: NullPanel,
  session: ScreenSession | undefined,
  [i, j]: readonly [number, number],
  by: {
    readonly carefully: (y: number, x: number) => number
    readonly universe: number
    readonly counts: NullCounts
  },
): void {
  const { observed, tables, firstRow } = by.counts
  const [a, b] = [panel.members[i]!, panel.members[j]!]
  const pair = universePairIndex(Math.min(a, b), Math.max(a, b), seriesCount)
  const pairs = observed.statistic.length
  if (Number.isNaN(observed.statistic[pair])) return
  let smaller = Infinity
  for (let side = 0; side < 2; side++) {
    const [y, x] = side === 0 ? [i, j] : [j, i]
    const entry = 2 * pairIndex(i, j) + side
    const answered = session !== undefined && session.pairs.doubtful[entry] === 0
    const statistic = answered ? session.pairs.statistic[entry]! : by.carefully(y, x)
    // A NaN stays: it counts against rejection.
    smaller = Math.min(smaller, statistic)
    if (session === undefined) continue
    const row = 2 * pair + (panel.members[y] === Math.min(a, b) ? 0 : 1)
    if (session.pairs.phi[entry]! <= observed.phi[row]!) tables.fasterReversions[firstRow + row]!++
    if (session.pairs.unexplained[entry]! <= observed.unexplained[row]!) {
      tables.closerFits[firstRow + row]!++
    }
  }
  tables.statistics[by.universe * pairs + pair] = smaller
}
