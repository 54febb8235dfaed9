/** Where the cells of a square matrix lie on its canvas, in CSS pixels. */
export interface MatrixGeometry {
  readonly size: number
  /** Left and top edge of the first cell: room for names where they fit. */
  readonly originPx: number
  readonly cellPx: number
}

/** A cell: row and column of the matrix. */
export interface Cell {
  readonly i: number
  readonly j: number
}

/** Names are written where a cell is at least this high: smaller type cannot be read. */
const namedCellPx = 11
const nameRoomPx = 44

/** A handful of series need not fill a wall. */
const namedCellPxMax = 52

/** The largest square of whole matrix cells in `sidePx`; names only where they can be read. */
export function matrixGeometry(size: number, sidePx: number): MatrixGeometry {
  const withNames = (sidePx - nameRoomPx) / Math.max(1, size)
  if (withNames >= namedCellPx) {
    return { size, originPx: nameRoomPx, cellPx: Math.min(namedCellPxMax, withNames) }
  }
  return { size, originPx: 0, cellPx: sidePx / Math.max(1, size) }
}

/** The cell at a point; undefined outside the matrix and on its diagonal, where there is no pair. */
export function cellAt(geometry: MatrixGeometry, xPx: number, yPx: number): Cell | undefined {
  const i = Math.floor((yPx - geometry.originPx) / geometry.cellPx)
  const j = Math.floor((xPx - geometry.originPx) / geometry.cellPx)
  const inside = i >= 0 && j >= 0 && i < geometry.size && j < geometry.size
  return inside && i !== j ? { i, j } : undefined
}

/** The next cell in a direction, over the diagonal and not beyond the edge. */
export function stepCell(size: number, from: Cell, by: { di: number; dj: number }): Cell {
  const within = (index: number): number => Math.min(size - 1, Math.max(0, index))
  const next = { i: within(from.i + by.di), j: within(from.j + by.dj) }
  if (next.i !== next.j) return next
  const beyond = { i: within(next.i + by.di), j: within(next.j + by.dj) }
  return beyond.i === beyond.j ? from : beyond
}
