import type { BarSeries } from '../../core/bars.ts'
import { defaultMaxLags } from '../../econometrics/unit-roots/lag-order.ts'
import {
  blockCount,
  blockSeries,
  type PairColumns,
  pairIndex,
  type ScreenPlan,
  type ScreenSession,
  type Tiles,
} from '../../math/kernels/screen-kernel.ts'
import { isScreenable } from '../../math/kernels/screen-shape.ts'
import { type PairFindings, rowsLeast, screenColumns, type ScreenOptions } from './screen-pair.ts'
import { isOfPanel, type ScreenPanel } from './screen-panels.ts'

/** What the kernel is asked of a panel; undefined where it has no such test, and pairs take the readable path. */
export function screenPlanOf(
  { times, members }: ScreenPanel,
  { trend, criterion, lags, maxLags }: ScreenOptions,
  ranks: ScreenPlan['ranks'],
): ScreenPlan | undefined {
  const rows = times.length
  const longest = lags ?? maxLags ?? defaultMaxLags(rows, 'n')
  if (trend !== 'c' && trend !== 'n') return undefined
  if (lags === undefined && criterion === 'tstat') return undefined
  if (rows < rowsLeast || !isScreenable({ rows, maxLags: longest })) return undefined
  return {
    rows,
    seriesCount: members.length,
    mean: trend === 'c' ? 'removed' : 'kept',
    criterion: lags === undefined ? (criterion as 'aic' | 'bic') : 'fixed',
    maxLags: longest,
    ranks,
  }
}

/** The levels of one member on the panel's calendar, as they are tested. */
export function fillLevels(
  target: Float64Array,
  { close }: BarSeries,
  rows: Int32Array,
  log: boolean,
): void {
  for (let t = 0; t < rows.length; t++) {
    const price = close[rows[t]!]!
    target[t] = log ? Math.log(price) : price
  }
}

/** A panel's levels in the order of its members, and a session of the kernel where it has such a test. */
export interface PanelWork {
  readonly panel: Pick<ScreenPanel, 'members' | 'split' | 'pairs'>
  /** Of the universe's series, in its order. */
  readonly names: readonly string[]
  readonly levels: readonly Float64Array[]
  readonly session?: ScreenSession
}

/** A pair of members, i > j, that the kernel did not answer for, and what the readable path found. */
export interface PairException {
  readonly i: number
  readonly j: number
  readonly findings: PairFindings
}

/** Tiles that hold all pairs of a panel, in pieces worth a message: rows of tiles, or single tiles. */
export function tilesOf({ members, split }: ScreenPanel, piece: 'row' | 'tile'): Tiles[] {
  const firstRow = Math.floor(split / blockSeries)
  const tiles: Tiles[] = []
  // The longest rows first, so that no thread is left alone with one at the end.
  for (let row = blockCount(members.length) - 1; row >= firstRow; row--) {
    const rows = { from: row, to: row + 1 }
    const width = piece === 'row' ? row + 1 : 1
    for (let from = 0; from <= row; from += width) {
      tiles.push({ rows, columns: { from, to: from + width } })
    }
  }
  return tiles
}

/**
 * Tests the panel's pairs of some tiles: Engle-Granger both ways, and Johansen at the larger order of the two.
 *
 * What the kernel found stands in the session's columns; given back are the pairs it has no answer for, tested by the
 * readable path.
 */
export function screenTiles(
  work: PanelWork,
  tiles: Tiles,
  options: ScreenOptions,
): PairException[] {
  const { panel, names, levels, session } = work
  session?.testPairs(tiles)
  session?.testRanks(tiles)
  const exceptions: PairException[] = []
  for (const [i, j] of panelPairs(panel, tiles)) {
    if (session !== undefined && isAnswered(session.pairs, pairIndex(i, j))) continue
    const [first, second] = panel.members[i]! < panel.members[j]! ? [i, j] : [j, i]
    const findings = screenColumns(
      [names[panel.members[first]!]!, names[panel.members[second]!]!],
      [levels[first]!, levels[second]!],
      options,
    )
    exceptions.push({ i, j, findings })
  }
  return exceptions
}

function isAnswered({ doubtful, rankDoubtful }: PairColumns, pair: number): boolean {
  return doubtful[2 * pair] === 0 && doubtful[2 * pair + 1] === 0 && rankDoubtful[pair] === 0
}

/** The pairs (i, j), i > j, of members that belong to the panel, of some tiles. */
export function* panelPairs(
  panel: PanelWork['panel'],
  { rows, columns }: Tiles,
): Generator<readonly [number, number]> {
  const end = Math.min(rows.to * blockSeries, panel.members.length)
  for (let i = rows.from * blockSeries; i < end; i++) {
    const last = Math.min(columns.to * blockSeries, i)
    for (let j = columns.from * blockSeries; j < last; j++) {
      if (isOfPanel(panel, i, j)) yield [i, j]
    }
  }
}
