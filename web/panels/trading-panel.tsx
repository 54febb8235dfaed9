import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { AccountState, StrategyChoice } from '../../src/protocol/market.ts'
import { formatTime } from '../format.ts'
import { chooseStrategy, choiceWork } from '../market-store.ts'

/** What trades on the account on paper, and the way to have something else trade. */
export function TradingPanel({ account }: { readonly account: AccountState }): VNode {
  const { trading, killed } = account
  const chosen = trading.choices.find(({ name }) => name === trading.chosen)
  const isThrown = killed !== null
  return (
    <section class="panel trading" aria-label="What trades">
      <div class="panel-head">
        <h2>{trading.isChanging ? 'Being changed' : (chosen?.title ?? trading.chosen)}</h2>
        <Label kind={chosen?.kind ?? 'own'} />
        <span class="soft">
          {chosen?.words} {trading.isChanging ? '' : `Since ${formatTime(trading.since)} UTC.`}
        </span>
        {isThrown && (
          <a class="loss strong" href="#/switch">
            The kill switch is thrown: nothing is risked.
          </a>
        )}
      </div>
      <ChoiceForm
        key={trading.chosen}
        choices={trading.choices}
        chosen={trading.chosen}
        isBusy={trading.isChanging}
      />
      {trading.assumptions.length > 0 && (
        <details class="assumed">
          <summary>What the venues are supposed to be</summary>
          <ul>
            {trading.assumptions.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

const labels: Readonly<Record<StrategyChoice['kind'], string>> = {
  example: 'EXAMPLE, ON PAPER',
  own: 'YOURS, ON PAPER',
  none: 'NOTHING TRADES',
}

function Label({ kind }: { readonly kind: StrategyChoice['kind'] }): VNode {
  return (
    <strong
      class="paper-label"
      title="Orders are simulated on this machine over the books that are shown; none leaves it"
    >
      {labels[kind]}
    </strong>
  )
}

function ChoiceForm(props: {
  readonly choices: readonly StrategyChoice[]
  readonly chosen: string
  readonly isBusy: boolean
}): VNode {
  const { choices, chosen, isBusy } = props
  const others = choices.filter(({ name }) => name !== chosen)
  const [picked, setPicked] = useState(others[0]?.name ?? '')
  const work = choiceWork.value
  const choice = others.find(({ name }) => name === picked)
  const isWaiting = isBusy || work.kind === 'asking'
  return (
    <form
      class="trading-choice"
      onSubmit={(event) => {
        event.preventDefault()
        void chooseStrategy(picked)
      }}
    >
      <label>
        <span>Instead</span>
        <select value={picked} onChange={({ currentTarget }) => setPicked(currentTarget.value)}>
          {others.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" disabled={isWaiting || (choice?.obstacle ?? null) !== null}>
        {isWaiting ? 'Changing' : choice?.kind === 'none' ? 'Stop trading' : 'Trade it on paper'}
      </button>
      <span class="soft">
        {choice?.obstacle ??
          `${choice?.words ?? ''} What is held now is closed at the market first.`}
      </span>
      {work.kind === 'failed' && (
        <span class="loss" role="alert">
          That was not done: {work.message}.
        </span>
      )}
    </form>
  )
}
