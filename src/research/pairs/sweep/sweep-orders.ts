import { entriesKey } from './cell-entries.ts'
import { formationKey } from './sweep-formation.ts'
import type { SweepCellOptions } from './sweep-grid.ts'

/** Cells in the order they are driven in. */
type Cells = readonly SweepCellOptions[]

/** Cells that share a formation, together; in a group those that fill alike, then those that size alike. */
export function groupsOf(cells: Cells): readonly Cells[] {
  const groups = new Map<string, SweepCellOptions[]>()
  for (const cell of cells) together(groups, formationKey(cell.options), cell)
  return [...groups.values()].map(bySharing)
}

function bySharing(group: Cells): Cells {
  const alike = new Map<string, SweepCellOptions[]>()
  for (const cell of group) together(alike, entriesKey(cell.options), cell)
  return [...alike.values()]
    .toSorted(([a], [b]) => a!.options.slippageBps - b!.options.slippageBps)
    .flat()
}

function together(
  groups: Map<string, SweepCellOptions[]>,
  key: string,
  cell: SweepCellOptions,
): void {
  const own = groups.get(key)
  if (own === undefined) groups.set(key, [cell])
  else own.push(cell)
}

// So many cells an order where a formation is shared out: a thread tells how far it is after each, and no thread is left
// with much at the end.
const ORDER_CELLS = 64

/**
 * What threads are handed, one order at a time: whole formations, for a thread that gets a part of one estimates all of
 * it. Only with fewer formations than threads each is shared out.
 */
export function sweepOrders(cells: Cells, threads: number): readonly Cells[] {
  const groups = groupsOf(cells)
  if (groups.length >= threads) return groups
  return groups.flatMap((group) => {
    const parts = Math.max(Math.ceil(group.length / ORDER_CELLS), Math.min(threads, group.length))
    // Neighbours hold for about as long: dealt out like cards, every order takes about the same time.
    return Array.from({ length: parts }, (_, part) =>
      group.filter((_cell, k) => k % parts === part),
    )
  })
}
