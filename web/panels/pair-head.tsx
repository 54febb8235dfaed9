import type { VNode } from 'preact'
import type { PairAnswer } from '../../src/protocol/desk.ts'
import type { PairAddress } from '../address.ts'
import { formatFixed, formatTime } from '../format.ts'
import type { DeskState } from '../state.ts'
import { Headline } from './headline.tsx'
import { PairTitle } from './pair-title.tsx'
import { Sealed } from './sealed.tsx'

/** Which pair this is, the conclusion, and the few numbers it turns on. */
export function PairHead(props: {
  readonly state: DeskState
  readonly address: PairAddress
  readonly answer: PairAnswer
}): VNode {
  const { state, address, answer } = props
  const { backtest } = answer
  return (
    <section class="result-head" aria-label="Conclusion">
      <PairTitle state={state} address={{ ...address, y: answer.tests.y, x: answer.tests.x }}>
        {state.report === null && `${address.universe.venue} `}
        {answer.tests.timeframe}, {formatFixed(answer.tests.observations, 0)} bars
        {answer.tests.log && ', log prices'}
        {backtest?.series !== undefined && `, ${period(backtest.series.time)}`}
      </PairTitle>
      <Sealed lines={answer.sealed} />
      {backtest !== null && (
        <p class="conclusion">
          {state.pairNull.kind === 'ready' ? state.pairNull.value.conclusion : backtest.conclusion}
        </p>
      )}
      {backtest !== null && (
        <Headline metrics={backtest.metrics} feeBps={backtest.parameters.feeBps} />
      )}
    </section>
  )
}

function period(times: readonly number[]): string {
  return `${formatTime(times[0] ?? NaN)} to ${formatTime(times.at(-1) ?? NaN)} UTC`
}
