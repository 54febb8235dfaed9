import type { VNode } from 'preact'
import type { ScreenRow } from '../../src/research/pairs/screen-result.ts'
import type { ScreenRows } from '../screen-rows.ts'
import { sortBy, type TableView } from '../table-order.ts'
import { useVirtualRows } from '../virtual-rows.ts'
import type { PairColumn } from './pair-columns.ts'

const rowHeightPx = 23

/** The rows of a screen: sortable by its heads, walked with the arrows, drawn only where they are in view. */
export function PairsTable(props: {
  readonly rows: ScreenRows
  readonly shown: readonly PairColumn[]
  readonly table: TableView
  readonly cursor: number | null
  readonly onTable: (table: TableView) => void
  readonly onCursor: (row: number) => void
  readonly onOpen: (row: ScreenRow) => void
}): VNode {
  const { rows, table, cursor, onCursor, onOpen } = props
  const { order, columns } = rows
  const place = cursor === null ? -1 : order.indexOf(cursor)
  const list = useVirtualRows({
    rowCount: order.length,
    rowHeightPx,
    place,
    resetOn: `${table.sort} ${table.descending} ${table.filter}`,
    onPlace: (next) => onCursor(order[next] ?? -1),
    onEnter: (at) => {
      const row = columns.rows[order[at] ?? -1]
      if (row !== undefined) onOpen(row)
    },
  })
  const { first, end, topPx, heightPx } = list.window
  const inView = Array.from(order.subarray(first, end))
  return (
    <div
      class={`grid pairs-grid${props.shown.some(isDrawn) ? ' drawn' : ''}`}
      role="grid"
      id="pairs-grid"
      tabIndex={0}
      aria-label="Pairs"
      aria-rowcount={order.length + 1}
      aria-activedescendant={place === -1 ? undefined : `pair-${cursor}`}
      ref={list.box}
      onScroll={list.onScroll}
      onKeyDown={list.onKeyDown}
    >
      <Head shown={props.shown} table={table} onTable={props.onTable} />
      {order.length === 0 ? (
        <p class="grid-empty">No pair has these words in its names. Empty the filter to see all.</p>
      ) : (
        <div class="grid-space" style={{ height: `${heightPx}px` }}>
          <div class="grid-window" style={{ transform: `translateY(${topPx}px)` }}>
            {inView.map((index, offset) => (
              <Row
                key={first + offset} // of the place: a sort then changes words in rows that stay
                row={columns.rows[index]}
                shown={props.shown}
                index={index}
                place={first + offset}
                isCursor={index === cursor}
                onCursor={onCursor}
                onOpen={onOpen}
              />
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

function Head(props: {
  readonly shown: readonly PairColumn[]
  readonly table: TableView
  readonly onTable: (table: TableView) => void
}): VNode {
  const { table, onTable } = props
  return (
    <div class="grid-head" role="row" aria-rowindex={1}>
      {props.shown.map((column) => (
        <div
          key={column.key}
          role="columnheader"
          class={cellClass(column)}
          aria-sort={sortOf(table, column)}
        >
          <button
            type="button"
            title={column.title}
            onClick={() => onTable(sortBy(table, column.key))}
          >
            {column.head}
          </button>
        </div>
      ))}
    </div>
  )
}

function Row(props: {
  readonly row: ScreenRow | undefined
  readonly shown: readonly PairColumn[]
  readonly index: number
  readonly place: number
  readonly isCursor: boolean
  readonly onCursor: (row: number) => void
  readonly onOpen: (row: ScreenRow) => void
}): VNode | null {
  const { row, index, place, isCursor } = props
  if (row === undefined) return null
  return (
    <div
      role="row"
      id={`pair-${index}`}
      class={`grid-row${row.rejected ? ' found' : ''}${isCursor ? ' cursor' : ''}`}
      aria-rowindex={place + 2}
      aria-selected={isCursor}
      onMouseDown={() => props.onCursor(index)}
      onClick={() => props.onOpen(row)}
    >
      {props.shown.map((column) => (
        <div key={column.key} role="gridcell" class={cellClass(column)}>
          {column.text(row)}
        </div>
      ))}
    </div>
  )
}

function isDrawn({ key }: PairColumn): boolean {
  return key === 'bootstrapPValue'
}

function cellClass({ key, isText }: PairColumn): string {
  return isText === true ? `cell text cell-${key}` : `cell cell-${key}`
}

function sortOf(table: TableView, column: PairColumn): 'ascending' | 'descending' | 'none' {
  if (table.sort !== column.key) return 'none'
  return table.descending ? 'descending' : 'ascending'
}
