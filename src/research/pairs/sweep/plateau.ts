import type { CellNeighbours, GridDimension, SweepCell } from '../sweep-result.ts'
import type { SweptCell } from './sweep-cells.ts'

/** Cells with what stands around them. */
export interface NeighbouredCells {
  readonly cells: readonly SweepCell[]
  /** Place of the highest Sharpe ratio among the cells, the first of equals; missing where none has one. */
  readonly best: number | undefined
  /** Place of the highest mean ratio over a cell and its neighbours. */
  readonly plateau: number | undefined
}

/**
 * The map of a sweep: beside every cell its neighbours, those one step away in one parameter.
 *
 * A ratio that stands alone was found by looking at many; one whose neighbours are as high hardly hangs on its
 * parameters. Cells that are not in the sweep, or have no ratio, are nobody's neighbours.
 *
 * @param swept in the order of the grid
 */
export function withNeighbours(
  grid: readonly GridDimension[],
  swept: readonly SweptCell[],
): NeighbouredCells {
  const ratios = new Map(swept.map(({ index, metrics }) => [index, metrics.sharpe]))
  const cells = swept.map(({ index, metrics }): SweepCell => {
    const around = neighboursOf(index, grid)
      .map((place) => ratios.get(place) ?? null)
      .filter((ratio) => ratio !== null)
    return { values: valuesAt(index, grid), metrics, neighbours: figuresOf(around) }
  })
  return {
    cells,
    best: highest(cells, ({ metrics }) => metrics.sharpe),
    plateau: highest(cells, meanAround),
  }
}

function figuresOf(ratios: readonly number[]): CellNeighbours {
  const count = ratios.length
  if (count === 0) return { count, meanSharpe: null, lowestSharpe: null }
  return {
    count,
    meanSharpe: ratios.reduce((sum, ratio) => sum + ratio, 0) / count,
    lowestSharpe: ratios.reduce((least, ratio) => Math.min(least, ratio), Infinity),
  }
}

/** Of a cell and its neighbours together. */
function meanAround({ metrics, neighbours }: SweepCell): number | null {
  const { count, meanSharpe } = neighbours
  if (metrics.sharpe === null) return null
  return meanSharpe === null ? metrics.sharpe : (metrics.sharpe + count * meanSharpe) / (count + 1)
}

function highest(
  cells: readonly SweepCell[],
  of: (cell: SweepCell) => number | null,
): number | undefined {
  let best: number | undefined
  let most = -Infinity
  for (const [place, cell] of cells.entries()) {
    const value = of(cell)
    if (value === null || value <= most) continue
    best = place
    most = value
  }
  return best
}

/** Places one step away; a place counts its coordinates with the last dimension moving fastest. */
function neighboursOf(index: number, grid: readonly GridDimension[]): number[] {
  const around: number[] = []
  let stride = 1
  for (const { values } of grid.toReversed()) {
    const at = Math.floor(index / stride) % values.length
    if (at > 0) around.push(index - stride)
    if (at < values.length - 1) around.push(index + stride)
    stride *= values.length
  }
  return around
}

function valuesAt(index: number, grid: readonly GridDimension[]): (number | null)[] {
  const found: (number | null)[] = []
  let stride = 1
  for (const { values } of grid.toReversed()) {
    found.push(values[Math.floor(index / stride) % values.length]!)
    stride *= values.length
  }
  return found.toReversed()
}
