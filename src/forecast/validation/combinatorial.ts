import { invariant } from '../../math/invariant.ts'

/** Rows to train on and rows to test on. */
export interface Split {
  /** Numbers of the groups tested. */
  readonly groups: readonly number[]
  readonly train: Int32Array
  readonly test: Int32Array
}

/** What overlaps with a test row is not trained on. */
export interface Purge {
  /** How long a label lives, microseconds. */
  readonly horizon: number
  /** After a test group, beside that, microseconds. */
  readonly embargo: number
}

/**
 * Combinatorial purged cross-validation: rows are cut into N groups of successive instants, every k of which are tested
 * once and all others trained on, less those whose labels overlap with a tested one's.
 *
 *   kept: s + horizon <= first test instant of the group,  or  s >= last test instant + horizon + embargo
 *
 * N choose k splits; each group is tested C(N - 1, k - 1) times. k = 1 is purged K-fold.
 *
 * @param times instants of the rows, microseconds, ascending
 * @returns groups in the order of `combinations`; a group without rows tests nothing
 * Source: M. Lopez de Prado (2018), sections 7.4 and 12.4.
 *
 * @example
 * const times = Float64Array.from({ length: 12 }, (_, k) => k)
 * combinatorialSplits(times, { groups: 4, tested: 2 }, { horizon: 1, embargo: 0 }).length // => 6
 */
export function combinatorialSplits(
  times: Float64Array,
  { groups, tested }: { readonly groups: number; readonly tested: number },
  purge: Purge,
): Split[] {
  invariant(groups > tested && tested >= 1, `${tested} of ${groups} groups`)
  const borders = Array.from({ length: groups + 1 }, (_, k) =>
    Math.round((k * times.length) / groups),
  )
  return combinations(groups, tested).map((chosen) => {
    const spans = chosen
      .map((group) => [borders[group]!, borders[group + 1]!] as const)
      .filter(([start, end]) => end > start)
    const train: number[] = []
    const test: number[] = []
    for (let row = 0; row < times.length; row++) {
      if (spans.some(([start, end]) => row >= start && row < end)) test.push(row)
      else if (spans.every((span) => isClear(times, row, span, purge))) train.push(row)
    }
    return { groups: chosen, train: Int32Array.from(train), test: Int32Array.from(test) }
  })
}

/**
 * Every `chosen` of 0 .. count - 1, ascending.
 *
 * @example
 * combinations(3, 2) // => [[0, 1], [0, 2], [1, 2]]
 */
export function combinations(count: number, chosen: number): number[][] {
  if (chosen === 0) return [[]]
  const all: number[][] = []
  for (let last = chosen - 1; last < count; last++) {
    for (const before of combinations(last, chosen - 1)) all.push([...before, last])
  }
  return all.toSorted(compare)
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, k) => value !== b[k])
  return at < 0 ? 0 : a[at]! - b[at]!
}

function isClear(
  times: Float64Array,
  row: number,
  [start, end]: readonly [number, number],
  { horizon, embargo }: Purge,
): boolean {
  const time = times[row]!
  if (row < start) return time + horizon <= times[start]!
  return time >= times[end - 1]! + horizon + embargo
}
