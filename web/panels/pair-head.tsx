import type { VNode } from 'preact'
import type { PairAnswer } from '../../src/protocol/desk.ts'
import { formatAddress, type PairAddress } from '../address.ts'
import { formatFixed, formatTime } from '../format.ts'
import type { DeskState } from '../state.ts'
import { stepPair } from '../step-pair.ts'
import { visit } from '../store.ts'
import { Headline } from './headline.tsx'

/** Which pair this is, the conclusion, and the few numbers it turns on. */
export function PairHead(props: {
  readonly state: DeskState
  readonly address: PairAddress
  readonly answer: PairAnswer
}): VNode {
  const { state, address, answer } = props
  const { backtest } = answer
  const { y, x } = answer.tests
  return (
    <section class="result-head" aria-label="Conclusion">
      <div class="result-title">
        {state.report === null && (
          <a class="back" href={formatAddress(state.lastScreen)} title="Back to the screen (Esc)">
            Screen
          </a>
        )}
        <h1>
          <span class="leg-y">{y}</span> on <span class="leg-x">{x}</span>
        </h1>
        <span class="soft numbers">
          {state.report === null && `${address.universe.venue} `}
          {answer.tests.timeframe}, {formatFixed(answer.tests.observations, 0)} bars
          {answer.tests.log && ', log prices'}
          {backtest?.series !== undefined && `, ${period(backtest.series.time)}`}
        </span>
        {state.report === null && <Moves address={address} />}
      </div>
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

function Moves({ address }: { readonly address: PairAddress }): VNode {
  return (
    <span class="moves">
      <button
        type="button"
        class="plain"
        title="The other direction of the same pair"
        onClick={() => visit({ ...address, y: address.x, x: address.y })}
      >
        Swap
      </button>
      <button type="button" class="plain" title="[" onClick={() => stepPair(-1)}>
        Previous
      </button>
      <button type="button" class="plain" title="]" onClick={() => stepPair(1)}>
        Next
      </button>
    </span>
  )
}

function period(times: readonly number[]): string {
  return `${formatTime(times[0] ?? NaN)} to ${formatTime(times.at(-1) ?? NaN)} UTC`
}
