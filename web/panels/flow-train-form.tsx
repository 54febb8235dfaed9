import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { FlowSource } from '../../src/protocol/flow.ts'
import {
  flowTrainFields,
  parseFlowTrain,
  type FlowTrainParameters,
} from '../../src/protocol/flow-parameters.ts'
import {
  cancelTraining,
  setTrainParameters,
  startTraining,
  trained,
  trainParameters,
} from '../flow-store.ts'
import { InlineWork } from './inline-work.tsx'

/** What a model is trained on, for what, and how far that is. */
export function FlowTrainForm({ source }: { readonly source: FlowSource }): VNode {
  const parameters = trainParameters.value
  const work = trained.value
  const [horizon, setHorizon] = useState(String(parameters.horizonSeconds))
  const parsed = withHorizon(horizon)
  const set = (change: Partial<FlowTrainParameters>): void =>
    setTrainParameters({ ...parameters, ...change })
  return (
    <>
      <form
        class="trading-choice"
        aria-label="Train a model"
        onSubmit={(event) => {
          event.preventDefault()
          if (parsed.kind === 'value') startTraining()
        }}
      >
        <Choice
          label="Instrument"
          value={parameters.instrument}
          words={source.instruments}
          set={(instrument) => set({ instrument })}
        />
        <Horizon
          text={horizon}
          isWrong={parsed.kind === 'invalid'}
          set={(text) => {
            setHorizon(text)
            const read = withHorizon(text)
            if (read.kind === 'value') set({ horizonSeconds: read.value.horizonSeconds })
          }}
        />
        <Choice
          label="Learner"
          value={parameters.model}
          words={kinds}
          set={(model) => set({ model: kinds.find((each) => each === model)! })}
        />
        <button
          type="submit"
          disabled={parsed.kind === 'invalid' || work.kind === 'running' || work.kind === 'ready'}
        >
          Train it
        </button>
        <span class="soft">on {source.title}</span>
      </form>
      {parsed.kind === 'invalid' && (
        <p class="wrong flow-line" role="alert">
          {parsed.message}
        </p>
      )}
      <div class="flow-line">
        <InlineWork work={work} title="Training" unit="%" onCancel={cancelTraining}>
          {null}
        </InlineWork>
        {work.kind === 'ready' && (
          <p class="soft" role="status">
            Trained, and among the models above: {work.value.verdict}
          </p>
        )}
      </div>
    </>
  )
}

function withHorizon(text: string): ReturnType<typeof parseFlowTrain> {
  return parseFlowTrain((name) => (name === 'horizon' ? text : undefined))
}

function Horizon(props: {
  readonly text: string
  readonly isWrong: boolean
  readonly set: (text: string) => void
}): VNode {
  return (
    <label>
      <span>Horizon, s</span>
      <input
        class="flow-horizon"
        inputMode="numeric"
        autocomplete="off"
        value={props.text}
        aria-invalid={props.isWrong}
        onInput={({ currentTarget }) => props.set(currentTarget.value)}
      />
    </label>
  )
}

const kinds = flowTrainFields.model.kind === 'choice' ? flowTrainFields.model.words : ([] as const)

function Choice(props: {
  readonly label: string
  readonly value: string
  readonly words: readonly string[]
  readonly set: (word: string) => void
}): VNode {
  const { label, value, words, set } = props
  return (
    <label>
      <span>{label}</span>
      <select
        aria-label={label}
        value={value}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      >
        {words.map((word) => (
          <option key={word} value={word}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}
