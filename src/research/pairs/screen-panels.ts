import type { BarSeries } from '../../core/bars.ts'
import { innerJoin } from '../../core/join.ts'

/**
 * Series that share the rows of one calendar, and the pairs of them that are joined on exactly those rows.
 *
 * Members are counted from 0; pair (i, j), i > j, belongs to the panel where i >= `split` and, with `pairs: across`,
 * j < `split`.
 */
export interface ScreenPanel {
  /** Places in the universe. */
  readonly members: readonly number[]
  /** Of each member, its rows on the calendar. */
  readonly rows: readonly Int32Array[]
  /** Instants of the calendar. */
  readonly times: Float64Array
  readonly split: number
  readonly pairs: 'all' | 'across'
}

/** Whether pair (i, j) of members, i > j, belongs to the panel. */
export function isOfPanel(
  { split, pairs }: Pick<ScreenPanel, 'split' | 'pairs'>,
  i: number,
  j: number,
): boolean {
  return i >= split && (pairs === 'all' || j < split)
}

/**
 * Puts the pairs of a universe into panels, each pair into one: what makes a universe joined pair by pair fit for a
 * kernel that wants all series on the same rows.
 *
 * Series with the same instants are a group. A group makes a panel of its pairs and takes in, as partners, every series
 * that has all of its instants (listed before, no other gaps). What is left are pairs of groups that each have instants
 * of their own: a panel on the rows they have in common.
 *
 * A venue's coins fall into as many panels as there are days on which one was listed. Cost: a join a pair of groups.
 */
export function screenPanels(universe: readonly BarSeries[]): ScreenPanel[] {
  const groups = groupsOf(universe)
  const ranges = groups.map(({ times }) => Int32Array.from(times.keys()))
  const partners: Partner[][] = groups.map(() => [])
  const crossed: ScreenPanel[] = []
  for (let a = 0; a < groups.length; a++) {
    for (let b = a + 1; b < groups.length; b++) {
      const { times, rows } = innerJoin([groups[a]!.times, groups[b]!.times])
      if (times.length === groups[a]!.times.length) {
        partners[a]!.push({ members: groups[b]!.members, rows: rows[1]! })
      } else if (times.length === groups[b]!.times.length) {
        partners[b]!.push({ members: groups[a]!.members, rows: rows[0]! })
      } else {
        const [first, second] = [groups[a]!.members, groups[b]!.members]
        crossed.push({
          members: [...first, ...second],
          rows: [...first.map(() => rows[0]!), ...second.map(() => rows[1]!)],
          times,
          split: first.length,
          pairs: 'across',
        })
      }
    }
  }
  const own = groups.map((group, k): ScreenPanel => {
    const joined = partners[k]!
    const split = joined.reduce((count, { members }) => count + members.length, 0)
    return {
      members: [...joined.flatMap(({ members }) => members), ...group.members],
      rows: [
        ...joined.flatMap(({ members, rows }) => members.map(() => rows)),
        ...group.members.map(() => ranges[k]!),
      ],
      times: group.times,
      split,
      pairs: 'all',
    }
  })
  return [...own.filter(({ members }) => members.length > 1), ...crossed]
}

interface Group {
  readonly times: Float64Array
  readonly members: number[]
}

/** Series of another group that have all the instants of this one, and where. */
interface Partner {
  readonly members: readonly number[]
  readonly rows: Int32Array
}

function groupsOf(universe: readonly BarSeries[]): Group[] {
  const groups: Group[] = []
  for (const [place, { times }] of universe.entries()) {
    const group = groups.find((other) => isSame(other.times, times))
    if (group === undefined) groups.push({ times, members: [place] })
    else group.members.push(place)
  }
  return groups
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true
  if (a.length !== b.length || a[0] !== b[0] || a.at(-1) !== b.at(-1)) return false
  for (let row = 0; row < a.length; row++) if (a[row] !== b[row]) return false
  return true
}
