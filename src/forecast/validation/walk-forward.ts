import { invariant } from '../../math/invariant.ts'
import type { Hole } from './holes.ts'

/** A training window and the test window after it; both begin at their first instant and end before their last. */
export interface Fold {
  /** Microseconds, instants of forecasts. */
  readonly trainFrom: number
  readonly trainTo: number
  readonly testFrom: number
  readonly testTo: number
}

/** How folds are laid. */
export interface WalkForwardPlan {
  readonly folds: number
  /** Share of the whole span before the first test window. */
  readonly firstShare: number
  /** How long a label lives, microseconds. */
  readonly horizon: number
  /** What is left out beside it, microseconds: features look back, too. */
  readonly embargo: number
  /** Longest training window, microseconds; all there is where it is not given. */
  readonly trainMost?: number
  /** Spans in which nothing can be forecast, ascending: test windows are as long without them. */
  readonly holes?: readonly Hole[]
}

/**
 * Folds of a walk-forward: test windows of equal length, one after the other, each trained on what lies before it.
 *
 *   trainTo = testFrom - horizon - embargo
 *
 * so that no training label reaches into the test window. They depend on the first and last instant, on the holes between
 * them and on nothing else. Equal in time, not in rows: how much a window can show is how many horizons it holds, and rows of
 * an hour that was busy are not more of these. Time in a hole holds none, and counts for none; the first share is of all time,
 * holes and all, for it is where what training may look at ends.
 *
 * @param from first instant of a forecast
 * @param to   after the last
 * @returns only folds whose training window is not empty
 * Source: M. Lopez de Prado (2018), section 7.4.
 *
 * @example
 * const plan = { folds: 4, firstShare: 0.2, horizon: 5, embargo: 0 }
 * walkForwardFolds(0, 100, plan)[1].trainTo // => 35
 */
export function walkForwardFolds(from: number, to: number, plan: WalkForwardPlan): Fold[] {
  const { folds, firstShare, horizon, embargo, trainMost = Infinity, holes = [] } = plan
  invariant(Number.isInteger(folds) && folds >= 1, `${folds} folds`)
  invariant(firstShare > 0 && firstShare < 1, `a first share of ${firstShare}`)
  const first = Math.round(from + (to - from) * firstShare)
  const cut = holes
    .filter((hole) => hole.to > first && hole.from < to)
    .map((hole) => ({ from: Math.max(hole.from, first), to: Math.min(hole.to, to) }))
  const heard = to - first - cut.reduce((sum, hole) => sum + hole.to - hole.from, 0)
  const border = (k: number): number =>
    k === folds ? to : Math.round(beyondHoles(first, (heard * k) / folds, cut))
  return Array.from({ length: folds }, (_, k): Fold => {
    const testFrom = border(k)
    const trainTo = testFrom - horizon - embargo
    return {
      trainFrom: Math.max(from, trainTo - trainMost),
      trainTo,
      testFrom,
      testTo: border(k + 1),
    }
  }).filter(({ trainFrom, trainTo, testFrom, testTo }) => trainTo > trainFrom && testTo > testFrom)
}

/** The instant that is so long after another, time in holes not counted; that after a hole where it would be at its edge. */
function beyondHoles(from: number, after: number, holes: readonly Hole[]): number {
  let at = from
  let left = after
  for (const hole of holes) {
    if (left < hole.from - at) break
    left -= hole.from - at
    at = hole.to
  }
  return at + left
}

/**
 * Rows whose instant is in `[from, to)`.
 *
 * @example
 * Array.from(rowsWithin(Float64Array.of(1, 5, 9), 5, 9)) // => [1]
 */
export function rowsWithin(times: Float64Array, from: number, to: number): Int32Array {
  const rows: number[] = []
  for (let k = 0; k < times.length; k++) if (times[k]! >= from && times[k]! < to) rows.push(k)
  return Int32Array.from(rows)
}
