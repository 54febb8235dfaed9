import type { VNode } from 'preact'
import type { WalkForwardResult } from '../../src/research/pairs/walk-forward-result.ts'
import type { WalkForwardAddress } from '../address.ts'
import { formatDay, formatFixed } from '../format.ts'
import { walkForwardWork } from '../load.ts'
import { universeOf, type DeskState } from '../state.ts'
import { ChancePanel } from './chance-panel.tsx'
import { CoinsPanel } from './coins-panel.tsx'
import { EquityPanel } from './equity-panel.tsx'
import { ExposurePanel } from './exposure-panel.tsx'
import { LongWaiting } from './long-waiting.tsx'
import { Headline } from './headline.tsx'
import { MetricsPanel } from './metrics-panel.tsx'
import { PnlPanel } from './pnl-panel.tsx'
import { Sealed } from './sealed.tsx'
import { TradesPanel } from './trades-panel.tsx'
import { WalkAssumptionsPanel } from './walk-assumptions-panel.tsx'
import { WalkFoldsPanel } from './walk-folds-panel.tsx'
import { WalkForwardForm } from './walk-forward-form.tsx'

/** A whole universe walked forward: the conclusion first, then what it rests on. */
export function WalkForwardView(props: {
  readonly state: DeskState
  readonly address: WalkForwardAddress
}): VNode {
  const { state, address } = props
  const { walkForward } = state
  const result = walkForward.kind === 'ready' ? walkForward.value : null
  return (
    <main class="result" aria-busy={walkForward.kind === 'running'}>
      {result === null ? <Title state={state} /> : <Head state={state} result={result} />}
      <div class="result-main">
        {result === null ? (
          <LongWaiting
            state={state}
            long={walkForward}
            work={walkForwardWork}
            title="Walking forward"
            unit={`folds formed${address.parameters.nullRuns > 0 ? ', over all runs' : ''}`}
          >
            <p>
              A walk-forward chooses its pairs anew in every fold, from what was listed and known
              then, trades them on the bars that follow, and counts every cost. Nothing that comes
              after a fold’s formation has a say in it.
            </p>
          </LongWaiting>
        ) : (
          <Main state={state} result={result} />
        )}
      </div>
      <aside class="result-side">
        {state.report === null && (
          <WalkForwardForm
            address={address}
            canRunAgain={walkForward.kind === 'absent' || walkForward.kind === 'failed'}
          />
        )}
        {result !== null && (
          <>
            <ChancePanel metrics={result.metrics} comparison={result.null} chosen="chosen">
              <p class="foot">
                {state.report === null
                  ? 'Null runs, above, hold this against universes drawn without any relation.'
                  : 'Nothing was drawn beside this run: --null-runs holds it against universes without relations.'}
              </p>
            </ChancePanel>
            <MetricsPanel metrics={result.metrics} luck={result.performance} />
            <PnlPanel pnl={result.metrics.pnl} legs={[]} />
            <ExposurePanel result={result} />
            <WalkAssumptionsPanel result={result} />
          </>
        )}
      </aside>
    </main>
  )
}

function Main(props: { readonly state: DeskState; readonly result: WalkForwardResult }): VNode {
  const { state, result } = props
  return (
    <>
      <EquityPanel state={state} result={result} />
      <WalkFoldsPanel result={result} selected={state.fold} />
      <TradesPanel trades={result.trades} open={result.open} of="universe" selected={state.trade} />
      <CoinsPanel coins={result.metrics.pnlByInstrument} />
    </>
  )
}

function Title({ state }: { readonly state: DeskState }): VNode {
  const universe = universeOf(state)
  return (
    <section class="result-head" aria-label="Walk-forward">
      <div class="result-title">
        <h1>Walk-forward</h1>
        {universe !== null && (
          <span class="soft">
            {universe.venue} {universe.timeframe}
          </span>
        )}
      </div>
    </section>
  )
}

function Head(props: { readonly state: DeskState; readonly result: WalkForwardResult }): VNode {
  const { state, result } = props
  const { parameters, series, folds } = result
  const universe = universeOf(state)
  return (
    <section class="result-head" aria-label="Conclusion">
      <div class="result-title">
        <h1>Walk-forward</h1>
        <span class="soft numbers">
          {state.report === null && universe !== null && `${universe.venue} `}
          {parameters.timeframe}, {formatFixed(series.length, 0)} series
          {parameters.log && ', log prices'}, {folds.length} folds of {parameters.tradingBars} bars
          formed on {parameters.formationBars}
          {folds.length > 0 &&
            `, ${formatDay(folds[0]?.tradingFrom ?? NaN)} to ${formatDay(folds.at(-1)?.tradingTo ?? NaN)}`}
        </span>
      </div>
      {state.walkForward.kind === 'ready' && <Sealed lines={state.walkForward.sealed} />}
      <p class="conclusion">{result.conclusion}</p>
      <Headline metrics={result.metrics} feeBps={parameters.feeBps} />
    </section>
  )
}
