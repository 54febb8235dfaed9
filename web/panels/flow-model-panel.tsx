import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { FlowModelRow, FlowState, FlowWatching } from '../../src/protocol/flow.ts'
import { stopFlow, watchFlow, watchWork } from '../flow-store.ts'
import { formatFixed, formatTime } from '../format.ts'
import { likelyPlace } from '../likely-place.ts'
import { market } from '../market-store.ts'
import { FlowTrainForm } from './flow-train-form.tsx'

/** Which model is at work on what, the way to another, and to one that is trained here. */
export function FlowModelPanel({ state }: { readonly state: FlowState }): VNode {
  const { watching, models, fault, source } = state
  const work = watchWork.value
  return (
    <section class="panel trading" aria-label="Model">
      <div class="panel-head">
        <h2>{watching === null ? 'Model' : titleOf(watching)}</h2>
        {watching !== null && <Trained watching={watching} />}
      </div>
      {models.length > 0 && <WatchForm models={models} watching={watching} />}
      {work.kind === 'failed' && (
        <p class="loss flow-line" role="alert">
          That was not done: {work.message}.
        </p>
      )}
      {fault !== null && (
        <p class="loss flow-line" role="alert">
          The model ended: {fault}.
        </p>
      )}
      <details class="flow-train" open={models.length === 0}>
        <summary>Train a model</summary>
        {source === null ? (
          <p class="flow-line soft">
            There is nothing to train on: a desk on the real market takes a recording,{' '}
            <code>npm start -- --ticks DIR</code>, and models that were trained elsewhere,{' '}
            <code>--models DIR</code>.
          </p>
        ) : (
          <FlowTrainForm source={source} />
        )}
      </details>
    </section>
  )
}

function titleOf({ model, venue, instrument }: FlowWatching): string {
  return `${venue} ${instrument}, the next ${model.horizonSeconds} s`
}

function Trained({ watching }: { readonly watching: FlowWatching }): VNode {
  const { model, venue, instrument } = watching
  const isOther = model.instrument !== `${venue}:${instrument}`
  return (
    <span class="soft">
      {model.kind}, trained on {formatFixed(model.rows, 0)} looks at {model.instrument},{' '}
      {formatTime(model.trainedFrom)} to {formatTime(model.trainedTo)} UTC
      {isOther && <strong class="loss">, which is another instrument</strong>}
    </span>
  )
}

function WatchForm(props: {
  readonly models: readonly FlowModelRow[]
  readonly watching: FlowWatching | null
}): VNode {
  const { models, watching } = props
  const instruments = market.value?.instruments ?? []
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const model = models.find((each) => each.name === name) ?? models[0]!
  const place = chosen ?? likelyPlace(model.instrument, instruments)
  const isSame = watching?.model.name === model.name && watching.place === place
  const isBusy = watchWork.value.kind === 'asking'
  return (
    <form
      class="trading-choice"
      onSubmit={(event) => {
        event.preventDefault()
        void watchFlow(model.name, place)
      }}
    >
      <label>
        <span>Model</span>
        <select
          aria-label="Model"
          value={model.name}
          onChange={({ currentTarget }) => {
            setName(currentTarget.value)
            setChosen(null)
          }}
        >
          {models.map((each) => (
            <option key={each.name} value={each.name}>
              {each.instrument}, {each.horizonSeconds} s, {each.kind}, {formatTime(each.trainedTo)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>on</span>
        <select
          aria-label="Put to work on"
          value={String(place)}
          onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}
        >
          {instruments.map(({ venue, instrument, class: kind }, at) => (
            <option key={`${venue} ${instrument} ${kind}`} value={String(at)}>
              {venue} {instrument}
              {kind === 'spot' ? '' : ` ${kind}`}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" disabled={isBusy || model.obstacle !== null}>
        {watching === null ? 'Put it to work' : isSame ? 'Begin anew' : 'Put it to work instead'}
      </button>
      {watching !== null && (
        <button type="button" class="plain" disabled={isBusy} onClick={() => void stopFlow()}>
          Stop
        </button>
      )}
      {!isSame && <span class="soft">{model.obstacle ?? model.verdict}</span>}
    </form>
  )
}
