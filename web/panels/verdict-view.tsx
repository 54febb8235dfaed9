import type { VNode } from 'preact'
import type { VerdictResult } from '../../src/research/pairs/verdict-result.ts'
import type { VerdictAddress } from '../address.ts'
import { formatDay, formatFixed } from '../format.ts'
import { verdictWork } from '../load.ts'
import type { DeskState } from '../state.ts'
import { ChancePanel } from './chance-panel.tsx'
import { Headline } from './headline.tsx'
import { LongWaiting } from './long-waiting.tsx'
import { MetricsPanel } from './metrics-panel.tsx'
import { PairTitle } from './pair-title.tsx'
import { Sealed } from './sealed.tsx'
import { TestsPanel } from './tests-panel.tsx'
import { VerdictCard } from './verdict-card.tsx'
import { VerdictForm } from './verdict-form.tsx'
import { VerdictPlacePanel } from './verdict-place-panel.tsx'

/** One card on a pair: the sentence, every question with its answer, and what the answers rest on. */
export function VerdictView(props: {
  readonly state: DeskState
  readonly address: VerdictAddress
}): VNode {
  const { state, address } = props
  const { verdict } = state
  const result = verdict.kind === 'ready' ? verdict.value : null
  return (
    <main class="result" aria-busy={verdict.kind === 'running'}>
      <section class="result-head" aria-label="Conclusion">
        <PairTitle state={state} address={address}>
          {state.report === null && `${address.universe.venue} `}
          {address.universe.timeframe}
          {result !== null &&
            `, ${formatFixed(result.rows, 0)} bars, ${formatDay(result.from)} to ${formatDay(result.to)}`}
        </PairTitle>
        {verdict.kind === 'ready' && <Sealed lines={verdict.sealed} />}
        {result !== null && (
          <p class={`conclusion verdict-${result.verdict}`}>{result.conclusion}</p>
        )}
        {result !== null && <Headline metrics={result.metrics} feeBps={result.parameters.feeBps} />}
      </section>
      <div class="result-main">
        {result === null ? (
          <LongWaiting
            state={state}
            long={verdict}
            work={verdictWork}
            title={`Judging ${address.y} on ${address.x}`}
            unit="folds, over all runs"
          >
            <p>
              One card: are they cointegrated, does it earn after costs and with every order late,
              is it more than pairs that only move together give, and more than the luck of the
              trials made.
            </p>
          </LongWaiting>
        ) : (
          <Main result={result} />
        )}
      </div>
      <aside class="result-side">
        {state.report === null && (
          <VerdictForm
            address={address}
            canRunAgain={verdict.kind === 'absent' || verdict.kind === 'failed'}
          />
        )}
        {result !== null && (
          <>
            <ChancePanel metrics={result.metrics} comparison={result.null} chosen="folds traded">
              <p class="foot">Nothing was drawn beside this run.</p>
            </ChancePanel>
            <MetricsPanel metrics={result.metrics} luck={result.metrics} />
          </>
        )}
      </aside>
    </main>
  )
}

function Main({ result }: { readonly result: VerdictResult }): VNode {
  const { notes } = result
  return (
    <>
      <VerdictCard result={result} />
      <VerdictPlacePanel result={result} />
      <TestsPanel tests={result.tests} />
      {notes.length > 0 && (
        <section class="panel verdict-notes" aria-label="Notes">
          <div class="panel-head">
            <h2>Notes</h2>
          </div>
          <ul class="notes">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
