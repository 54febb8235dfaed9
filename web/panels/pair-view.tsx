import type { VNode } from 'preact'
import { equityTable } from '../../src/protocol/run-tables.ts'
import type { BacktestResult } from '../../src/research/pairs/backtest-result.ts'
import { formatAddress, type PairAddress } from '../address.ts'
import { loadPair } from '../load.ts'
import type { DeskState } from '../state.ts'
import { PairChance } from './pair-chance.tsx'
import { CostsPanel } from './costs-panel.tsx'
import { FoldsPanel } from './folds-panel.tsx'
import { MetricsPanel } from './metrics-panel.tsx'
import { FailureNotice, Notice, Working } from './notice.tsx'
import { PairHead } from './pair-head.tsx'
import { ParametersForm } from './parameters-form.tsx'
import { PnlPanel } from './pnl-panel.tsx'
import { ChartsPanel } from './charts-panel.tsx'
import { TableDownload } from './table-download.tsx'
import { TestsPanel } from './tests-panel.tsx'
import { TradesPanel } from './trades-panel.tsx'

/** Everything about one pair: the conclusion first, then what it rests on. */
export function PairView(props: {
  readonly state: DeskState
  readonly address: PairAddress
}): VNode {
  const { state, address } = props
  const { pair } = state
  if (pair.kind === 'failed') {
    return (
      <FailureNotice failure={pair.failure}>
        <p class="actions">
          <button type="button" onClick={() => void loadPair()}>
            Ask again
          </button>
          <a href={formatAddress(state.lastScreen)}>Back to the screen</a>
        </p>
      </FailureNotice>
    )
  }
  if (pair.kind === 'absent' && state.report !== null) return <NotInReport address={address} />
  if (pair.kind !== 'ready') {
    return <Working title={`Testing ${address.y} on ${address.x}`} progress={null} unit="folds" />
  }
  const { tests, backtest, refusal } = pair.value
  return (
    <main class={`result${state.isPairWorking ? ' working' : ''}`} aria-busy={state.isPairWorking}>
      <PairHead state={state} address={address} answer={pair.value} />
      <div class="result-main">
        {backtest === null ? (
          <Notice title="There is no backtest of this pair">
            <p>{refusal}</p>
            <p>Change the parameters beside, or choose a pair with more bars in common.</p>
          </Notice>
        ) : (
          <ChartsPanel state={state} backtest={backtest} />
        )}
        <TestsPanel tests={tests} />
        {backtest !== null && (
          <TradesPanel
            trades={backtest.trades}
            open={backtest.open === null ? [] : [backtest.open]}
            of="pair"
            selected={state.trade}
          />
        )}
        {backtest !== null && <FoldsPanel backtest={backtest} selected={state.fold} />}
      </div>
      <aside class="result-side">
        {state.report === null && <ParametersForm address={address} />}
        {backtest !== null && (
          <>
            <MetricsPanel metrics={backtest.metrics} luck={backtest.metrics}>
              <EquityDownload backtest={backtest} />
            </MetricsPanel>
            <PairChance state={state} address={address} backtest={backtest} />
            <PnlPanel
              pnl={backtest.metrics.pnl}
              legs={[
                { name: tests.y, tone: 'leg-y', pnl: backtest.metrics.pnlByLeg.y },
                { name: tests.x, tone: 'leg-x', pnl: backtest.metrics.pnlByLeg.x },
              ]}
            />
            <CostsPanel backtest={backtest} />
          </>
        )}
      </aside>
    </main>
  )
}

/** Equity at every bar, where the run has it. */
function EquityDownload({ backtest }: { readonly backtest: BacktestResult }): VNode | null {
  const { equity } = backtest
  if (equity === undefined) return null
  return (
    <span class="count">
      <TableDownload name="equity" table={() => equityTable(equity)} />
    </span>
  )
}

function NotInReport({ address }: { readonly address: PairAddress }): VNode {
  return (
    <Notice title={`${address.y} on ${address.x} is not in this report`}>
      <p>
        A report holds one run. For this pair: <code>isobar pairs backtest Y X --save DIR</code>,
        then <code>isobar report DIR --out FILE.html</code>; or open the desk with{' '}
        <code>isobar start</code>.
      </p>
      <p class="actions">
        <a href="#/screen">Back to the screen</a>
      </p>
    </Notice>
  )
}
