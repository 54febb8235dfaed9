import { computed, type ReadonlySignal } from '@preact/signals'
import { screenShown } from './state.ts'
import { desk } from './store.ts'
import { orderRows, tableColumns, type TableColumns } from './table-order.ts'

/** The table of the screen as the reader has ordered it. */
export interface ScreenRows {
  readonly columns: TableColumns
  /** Indices into the columns' rows. */
  readonly order: Uint32Array
}

const columns = computed(() => screenShown(desk.value))
const sortable = computed(() => (columns.value === null ? null : tableColumns(columns.value)))
const view = computed(() => desk.value.lastScreen.table)

/** Worked out again only when the screen or the way of looking at it changes. */
export const screenRows: ReadonlySignal<ScreenRows | null> = computed(() => {
  if (sortable.value === null) return null
  return { columns: sortable.value, order: orderRows(sortable.value, view.value) }
})
