import type { VNode } from 'preact'
import type { ScreenResult } from '../../src/research/pairs/screen-result.ts'
import { formatFixed } from '../format.ts'
import type { ScreenRows } from '../screen-rows.ts'
import { changeTable, type DeskState } from '../state.ts'
import { change, replaceVisit, visit } from '../store.ts'
import type { TableView } from '../table-order.ts'
import { openPair } from '../open-pair.ts'
import { useMemo } from 'preact/hooks'
import { pairColumns } from './pair-columns.ts'
import { PairsTable } from './pairs-table.tsx'

const trends = {
  n: 'no constant',
  c: 'constant',
  ct: 'constant and trend',
  ctt: 'constant, trend and its square',
} as const

/** The table of pairs with its filters. */
export function PairsPanel(props: {
  readonly state: DeskState
  readonly result: ScreenResult
  readonly rows: ScreenRows
  readonly table: TableView
}): VNode {
  const { state, result, rows, table } = props
  const shown = useMemo(() => pairColumns(result), [result])
  return (
    <section class="panel pairs" aria-label="Pairs">
      <Filters state={state} rows={rows} table={table} />
      <PairsTable
        rows={rows}
        shown={shown}
        table={table}
        cursor={state.cursor}
        onTable={(next) => visit({ ...changeTable(state, next).lastScreen })}
        onCursor={(cursor) => change((before) => ({ ...before, cursor }))}
        onOpen={(row) => openPair(row)}
      />
      <p class="foot">
        Engle-Granger, {trends[result.trend]}. Null hypothesis of every row: the two series are not
        cointegrated. A low q says that few of the pairs at least as good are false.
      </p>
    </section>
  )
}

function Filters(props: {
  readonly state: DeskState
  readonly rows: ScreenRows
  readonly table: TableView
}): VNode {
  const { state, rows, table } = props
  const show = (next: TableView): void => replaceVisit(changeTable(state, next).lastScreen)
  return (
    <div class="panel-head">
      <h2>Pairs</h2>
      <input
        id="filter"
        type="search"
        value={table.filter}
        placeholder="Filter by name, e.g. eth btc"
        aria-label="Filter by name"
        maxLength={60}
        spellcheck={false}
        onInput={({ currentTarget }) => show({ ...table, filter: currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'ArrowDown') return
          event.preventDefault()
          document.getElementById('pairs-grid')?.focus()
        }}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={table.rejectedOnly}
          onChange={({ currentTarget }) => show({ ...table, rejectedOnly: currentTarget.checked })}
        />
        cointegrated only
      </label>
      <label class="check" title="Of its two directions the one with the smaller p-value">
        <input
          type="checkbox"
          checked={table.onePerPair}
          onChange={({ currentTarget }) => show({ ...table, onePerPair: currentTarget.checked })}
        />
        one row a pair
      </label>
      <span class="count numbers" role="status">
        {formatFixed(rows.order.length, 0)} of {formatFixed(rows.columns.rows.length, 0)} rows
      </span>
    </div>
  )
}
