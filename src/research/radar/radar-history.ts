import { millisecondsOf } from '../../core/time.ts'
import type { FoldWindow } from '../pairs/walk-forward/fold-windows.ts'
import type { ScreenFindings } from '../pairs/screen.ts'
import type { ScreenRow } from '../pairs/screen-result.ts'
import { historyConclusion } from './history-conclusion.ts'
import { persistenceOf } from './persistence.ts'
import type {
  Formation,
  PairHistory,
  RadarHistoryParameters,
  RadarHistoryResult,
} from './radar-history-result.ts'

/** A formation that was screened. */
export interface ScreenedFormation {
  readonly window: FoldWindow
  readonly listed: number
  readonly screen: Pick<ScreenFindings, 'unorderedPairs' | 'rejectedPairs' | 'results'>
}

/**
 * What screens of one universe, formation after formation, say about how long relations stay found.
 *
 * Null hypothesis of every finding: the two series are not cointegrated over that formation. Formations that share bars
 * share their noise, so that a finding comes back by itself; what counts is whether it does where no bar is shared, and
 * more often than blind picks would.
 *
 * No formations give an empty history. Cost: a pass over the rows of all screens.
 */
export function radarHistory(
  screened: readonly ScreenedFormation[],
  series: readonly string[],
  parameters: RadarHistoryParameters,
): RadarHistoryResult {
  const formations = screened.map(formationOf)
  const pairs = historiesOf(screened)
  const persistence = persistenceOf(formations, pairs, parameters)
  return {
    kind: 'radar-history',
    version: 1,
    parameters,
    series,
    formations,
    pairs,
    persistence,
    conclusion: historyConclusion(formations, pairs, persistence),
  }
}

function formationOf({ window, listed, screen }: ScreenedFormation): Formation {
  return {
    index: window.index,
    from: millisecondsOf(window.formationFrom),
    to: millisecondsOf(window.tradingFrom),
    listed,
    tested: screen.unorderedPairs,
    found: screen.rejectedPairs,
  }
}

function historiesOf(screened: readonly ScreenedFormation[]): PairHistory[] {
  const everFound = new Set(
    screened.flatMap(({ screen }) => screen.results.filter(({ rejected }) => rejected).map(keyOf)),
  )
  const rows = new Map<string, (ScreenRow | undefined)[]>()
  for (const [place, { screen }] of screened.entries()) {
    // Ascending in p-value: the first row of a pair is its better direction.
    for (const row of screen.results) {
      const key = keyOf(row)
      if (!everFound.has(key)) continue
      const own = rows.get(key) ?? screened.map(() => undefined)
      own[place] ??= row
      rows.set(key, own)
    }
  }
  return [...rows.values()]
    .map(historyOf)
    .toSorted(
      (a, b) =>
        b.found - a.found ||
        b.longestRun - a.longestRun ||
        a.first - b.first ||
        (keyOf(a) < keyOf(b) ? -1 : 1),
    )
}

function historyOf(rows: readonly (ScreenRow | undefined)[]): PairHistory {
  const found = rows.flatMap((row, place) => (row?.rejected === true ? [place] : []))
  const last = found.at(-1)!
  const { y, x } = rows[last]!
  return {
    y,
    x,
    qValues: rows.map((row) => row?.qValue ?? null),
    found: found.length,
    tested: rows.filter((row) => row !== undefined).length,
    longestRun: longestRunOf(found),
    first: found[0]!,
    last,
  }
}

function longestRunOf(ascending: readonly number[]): number {
  let [longest, run] = [0, 0]
  for (const [place, index] of ascending.entries()) {
    run = place > 0 && ascending[place - 1] === index - 1 ? run + 1 : 1
    longest = Math.max(longest, run)
  }
  return longest
}

function keyOf({ y, x }: Pick<ScreenRow, 'y' | 'x'>): string {
  return y < x ? `${y} ${x}` : `${x} ${y}`
}
