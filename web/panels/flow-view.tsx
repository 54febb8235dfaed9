import type { VNode } from 'preact'
import type { FlowWatching } from '../../src/protocol/flow.ts'
import { flow, flowFailure } from '../flow-store.ts'
import { ladder, market } from '../market-store.ts'
import { FlowCalibrationPanel } from './flow-calibration-panel.tsx'
import { FlowForecastPanel } from './flow-forecast-panel.tsx'
import { FlowMeasuresPanel } from './flow-measures-panel.tsx'
import { FlowModelPanel } from './flow-model-panel.tsx'
import { FlowScorePanel } from './flow-score-panel.tsx'
import { Ladder } from './ladder.tsx'
import { FailureNotice, Notice, Working } from './notice.tsx'

/** A model at work: what it forecasts from book and trades, and what its forecasts have been worth. */
export function FlowView(): VNode {
  const state = flow.value
  const failure = flowFailure.value
  if (state === null) {
    return failure === null ? (
      <Working title="Asking for forecasts" progress={null} unit="" />
    ) : (
      <FailureNotice failure={failure} />
    )
  }
  const { watching } = state
  return (
    <>
      <FlowModelPanel state={state} />
      {watching === null ? (
        <Notice title="No model is at work">
          <p>
            A model of flow says how the mid moves over the next seconds or minutes, from the order
            book and the trades of an instrument. Choose one above, or train one there.
          </p>
        </Notice>
      ) : (
        <div class="flow-grid">
          <div class="flow-main">
            <FlowForecastPanel watching={watching} />
            <div class="flow-pair">
              <FlowScorePanel watching={watching} />
              <FlowCalibrationPanel watching={watching} />
            </div>
          </div>
          <div class="flow-side">
            <WatchedBook watching={watching} />
            <FlowMeasuresPanel measures={watching.measures} />
          </div>
        </div>
      )}
    </>
  )
}

function WatchedBook({ watching }: { readonly watching: FlowWatching }): VNode | null {
  const { venue, instrument, place } = watching
  const row = market.value?.instruments[place]
  const book = ladder.value?.books.find(
    (each) => each.venue === venue && each.instrument === instrument && each.class === row?.class,
  )
  if (row === undefined) return null
  const levels = (side: 'bids' | 'asks') =>
    (book?.[side] ?? []).map(([price, quantity]) => ({ price, quantity, title: undefined }))
  return (
    <Ladder
      title={venue}
      note={instrument}
      decimals={{ price: row.priceDecimals, quantity: Math.min(6, row.quantityDecimals) }}
      bids={levels('bids')}
      asks={levels('asks')}
    />
  )
}
