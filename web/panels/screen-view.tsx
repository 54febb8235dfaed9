import type { VNode } from 'preact'
import { screenRows } from '../screen-rows.ts'
import { screenShown, universeOf, type DeskState } from '../state.ts'
import { loadScreen } from '../load.ts'
import type { TableView } from '../table-order.ts'
import { MatrixPanel } from './matrix-panel.tsx'
import { FailureNotice, Notice, Working } from './notice.tsx'
import { PairsPanel } from './pairs-panel.tsx'
import { ScreenNull } from './screen-null.tsx'
import { ScreenSummary } from './screen-summary.tsx'
import { Sealed } from './sealed.tsx'

/** All pairs of a universe: the table, and the matrix beside it. */
export function ScreenView(props: { readonly state: DeskState; readonly table: TableView }): VNode {
  const { state, table } = props
  const { screen, universes } = state
  if (state.report === null && universes.kind === 'failed') {
    return <FailureNotice failure={universes.failure} />
  }
  if (universes.kind === 'ready' && universes.value.universes.length === 0) return <NoUniverse />
  const universe = universeOf(state)
  if (screen.kind === 'failed') {
    return (
      <FailureNotice failure={screen.failure}>
        {universe !== null && (
          <p class="actions">
            <button type="button" onClick={() => void loadScreen(universe)}>
              Run the screen again
            </button>
            <a href="#/screen">Go to the largest universe</a>
          </p>
        )}
      </FailureNotice>
    )
  }
  const rows = screenRows.value
  const result = screenShown(state)
  if (result === null || rows === null) {
    const title =
      universe === null
        ? 'Looking for bars'
        : `Testing every pair of ${universe.venue} ${universe.timeframe}`
    const progress = screen.kind === 'loading' ? screen.progress : null
    return <Working title={title} progress={progress} unit="pairs" />
  }
  return (
    <main class="screen">
      <ScreenSummary result={result}>
        {state.report === null && <ScreenNull state={state} />}
        {screen.kind === 'ready' && <Sealed lines={screen.sealed} />}
      </ScreenSummary>
      <PairsPanel state={state} result={result} rows={rows} table={table} />
      <MatrixPanel state={state} result={result} />
    </main>
  )
}

function NoUniverse(): VNode {
  return (
    <Notice title="There is no universe to screen">
      <p>
        A universe is two or more bar files of one venue and one timeframe, laid out as{' '}
        <code>DIR/venue/BASE-QUOTE-1h.csv.gz</code>.
      </p>
      <p>
        Start with other data: <code>npm start -- --data DIR</code>; or without any, on a synthetic
        universe: <code>npm start</code>.
      </p>
    </Notice>
  )
}
