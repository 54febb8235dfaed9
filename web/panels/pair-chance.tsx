import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { nullFields } from '../../src/protocol/pair-parameters.ts'
import { parseParameters } from '../../src/protocol/parameter-fields.ts'
import type { BacktestResult } from '../../src/research/pairs/backtest-result.ts'
import type { PairAddress } from '../address.ts'
import { pairNullWork } from '../load.ts'
import type { DeskState } from '../state.ts'
import { visit } from '../store.ts'
import { ChancePanel } from './chance-panel.tsx'
import { InlineWork } from './inline-work.tsx'

/** A page's first offer: p can then be as small as 0.01, within seconds. */
const runsOffered = 99

/** A pair beside delay and chance; what chance gives is worked out when asked for. */
export function PairChance(props: {
  readonly state: DeskState
  readonly address: PairAddress
  readonly backtest: BacktestResult
}): VNode {
  const { state, address, backtest } = props
  const { pairNull } = state
  const comparison = pairNull.kind === 'ready' ? pairNull.value.null : backtest.null
  return (
    <ChancePanel metrics={backtest.metrics} comparison={comparison} chosen="folds traded">
      {state.report === null && (
        <InlineWork
          work={pairNull}
          title="Drawing pairs"
          unit="folds, over all runs"
          onCancel={() => pairNullWork.cancel()}
        >
          <Ask address={address} />
        </InlineWork>
      )}
    </ChancePanel>
  )
}

function Ask({ address }: { readonly address: PairAddress }): VNode {
  const { draws } = address
  const [text, setText] = useState(String(draws.nullRuns || runsOffered))
  const parsed = parseParameters(nullFields, (name) => (name === 'null-runs' ? text : undefined))
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault()
        if (parsed.kind !== 'value' || parsed.value.nullRuns === 0) return
        visit({ ...address, draws: { ...draws, nullRuns: parsed.value.nullRuns } })
        pairNullWork.start()
      }}
    >
      <label>
        Hold against{' '}
        <input
          name="null-runs"
          inputMode="numeric"
          autocomplete="off"
          value={text}
          aria-invalid={parsed.kind === 'invalid'}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />{' '}
        pairs drawn without cointegration
      </label>
      <button type="submit">Draw</button>
      {parsed.kind === 'invalid' && (
        <p class="wrong" role="alert">
          {parsed.message}
        </p>
      )}
    </form>
  )
}
