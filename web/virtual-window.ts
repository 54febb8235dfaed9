/** The rows of a long list that are worth drawing. */
export interface VirtualWindow {
  readonly first: number
  /** Exclusive. */
  readonly end: number
  /** Where the first one stands. */
  readonly topPx: number
  /** Height of the whole list. */
  readonly heightPx: number
}

/**
 * Which rows of equal height lie in view, with some more on both sides so that a scroll does not show holes.
 *
 * No rows give an empty window; a scroll position beyond the end (the list got shorter) gives the last rows.
 */
export function virtualWindow(list: {
  readonly scrollTopPx: number
  readonly viewHeightPx: number
  readonly rowHeightPx: number
  readonly rowCount: number
}): VirtualWindow {
  const { rowHeightPx, rowCount } = list
  const overscanRows = 8
  const heightPx = rowCount * rowHeightPx
  const lastTopPx = Math.max(0, heightPx - list.viewHeightPx)
  const scrollTopPx = Math.min(Math.max(0, list.scrollTopPx), lastTopPx)
  const first = Math.max(0, Math.floor(scrollTopPx / rowHeightPx) - overscanRows)
  const end = Math.min(
    rowCount,
    Math.ceil((scrollTopPx + list.viewHeightPx) / rowHeightPx) + overscanRows,
  )
  return { first, end, topPx: first * rowHeightPx, heightPx }
}

/** The scroll position that brings a row into view, moving as little as needed. */
export function scrollToRow(
  row: number,
  list: {
    readonly scrollTopPx: number
    readonly viewHeightPx: number
    readonly rowHeightPx: number
  },
): number {
  const topPx = row * list.rowHeightPx
  if (topPx < list.scrollTopPx) return topPx
  const bottomPx = topPx + list.rowHeightPx
  return Math.max(list.scrollTopPx, bottomPx - list.viewHeightPx)
}
