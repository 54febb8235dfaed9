import type { SweepResult } from '../src/research/pairs/sweep-result.ts'

/** Which two parameters a map shows, by their places in the grid, and what of the others is held. */
export interface MapAxes {
  readonly down: number
  /** null where the grid has one parameter only. */
  readonly across: number | null
  /** Index of the held value, by a parameter's place; where there is none the best of its values is shown. */
  readonly held: ReadonlyMap<number, number>
}

/** A sweep as a table: at each crossing the cell with the highest Sharpe ratio of those that are not held back. */
export interface SweepMap {
  readonly rows: readonly (number | null)[]
  readonly columns: readonly (number | null)[]
  /** Indices of the sweep's cells, row by row; null where no cell makes sense. */
  readonly crossings: readonly (number | null)[]
  /** The largest ratio in size, which has the full colour; at least 1. */
  readonly full: number
}

/** The first two parameters that vary. */
export function firstAxes({ grid }: Pick<SweepResult, 'grid'>): MapAxes {
  const varying = [...grid.keys()].filter((place) => grid[place]!.values.length > 1)
  const down = varying[0] ?? 0
  const across = varying[1] ?? [...grid.keys()].find((place) => place !== down) ?? null
  return { down, across, held: new Map() }
}

export function sweepMap(
  { grid, cells }: Pick<SweepResult, 'grid' | 'cells'>,
  { down, across, held }: MapAxes,
): SweepMap {
  const rows = grid[down]?.values ?? []
  const columns = across === null ? [null] : (grid[across]?.values ?? [])
  const crossings: (number | null)[] = Array.from(
    { length: rows.length * columns.length },
    () => null,
  )
  const rowOf = new Map(rows.map((value, place) => [value, place]))
  const columnOf = new Map(columns.map((value, place) => [value, place]))
  const sharpeOf = (index: number): number => cells[index]?.metrics.sharpe ?? -Infinity
  for (const [index, { values }] of cells.entries()) {
    const isHeldBack = [...held].some(
      ([place, value]) => values[place] !== grid[place]?.values[value],
    )
    if (isHeldBack) continue
    const row = rowOf.get(values[down] ?? null) ?? 0
    const column = across === null ? 0 : (columnOf.get(values[across] ?? null) ?? 0)
    const at = row * columns.length + column
    const known = crossings[at] ?? null
    if (known === null || sharpeOf(index) > sharpeOf(known)) crossings[at] = index
  }
  const sizes = crossings.map((index) => (index === null ? 0 : Math.abs(finite(sharpeOf(index)))))
  const full = sizes.reduce((most, size) => Math.max(most, size), 1)
  return { rows, columns, crossings, full }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}

/** Cells by their Sharpe ratio, the highest first; those without one are left out. */
export function bestCells({ cells }: Pick<SweepResult, 'cells'>, count: number): readonly number[] {
  const sharpeOf = (index: number): number | null => cells[index]?.metrics.sharpe ?? null
  return [...cells.keys()]
    .filter((index) => sharpeOf(index) !== null)
    .toSorted((a, b) => (sharpeOf(b) ?? 0) - (sharpeOf(a) ?? 0) || a - b)
    .slice(0, count)
}
