import type { VNode } from 'preact'
import type { RadarHistoryAddress } from '../address.ts'
import { formatFixed } from '../format.ts'
import { radarHistoryWork } from '../load.ts'
import { universeOf, type DeskState } from '../state.ts'
import { LongWaiting } from './long-waiting.tsx'
import { FormationsPanel, PersistencePanel, StripsPanel } from './over-time-panels.tsx'
import { Sealed } from './sealed.tsx'
import { RadarHistoryForm } from './radar-history-form.tsx'

/** What the radar found, formation after formation, and how long it stayed found. */
export function OverTimeView(props: {
  readonly state: DeskState
  readonly address: RadarHistoryAddress
}): VNode {
  const { state, address } = props
  const { radarHistory } = state
  const universe = universeOf(state)
  const result = radarHistory.kind === 'ready' ? radarHistory.value : null
  return (
    <main class="result" aria-busy={radarHistory.kind === 'running'}>
      <section class="result-head" aria-label="Conclusion">
        <div class="result-title">
          <h1>Radar over time</h1>
          {universe !== null && (
            <span class="soft numbers">
              {universe.venue} {universe.timeframe}
              {result !== null &&
                `, ${formatFixed(result.series.length, 0)} series, ${result.formations.length} formations of ${result.parameters.formationBars} bars, ${result.parameters.stepBars} apart`}
            </span>
          )}
        </div>
        {radarHistory.kind === 'ready' && <Sealed lines={radarHistory.sealed} />}
        {result !== null && <p class="conclusion">{result.conclusion}</p>}
      </section>
      <div class="result-main">
        {result === null ? (
          <LongWaiting
            state={state}
            long={radarHistory}
            work={radarHistoryWork}
            title="Screening formation after formation"
            unit="formations"
          >
            <p>
              The screen of this universe as it would have been at every step of the past: which
              pairs were found then, and for how long they stayed found.
            </p>
          </LongWaiting>
        ) : (
          <>
            <FormationsPanel result={result} />
            <StripsPanel state={state} result={result} />
          </>
        )}
      </div>
      <aside class="result-side">
        <RadarHistoryForm
          address={address}
          canRunAgain={radarHistory.kind === 'absent' || radarHistory.kind === 'failed'}
        />
        {result !== null && <PersistencePanel result={result} />}
      </aside>
    </main>
  )
}
