import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import {
  defaultPairParameters,
  hedgeMethods,
  pairParameterNames,
  parsePairParameters,
  zScoreModes,
  type NumberParameter,
  type PairParameters,
} from '../../src/protocol/pair-parameters.ts'
import type { PairAddress } from '../address.ts'
import { visit } from '../store.ts'

type Texts = Readonly<Record<keyof PairParameters, string>>

const numberFields: readonly (readonly [field: NumberParameter, label: string, unit: string])[] = [
  ['entry', 'Entry', '|z|'],
  ['exit', 'Exit', '|z|'],
  ['stop', 'Stop', '|z|'],
  ['feeBps', 'Fee', 'bps'],
  ['trainBars', 'Train', 'bars'],
  ['testBars', 'Test', 'bars'],
  ['slippageBps', 'Slippage', 'bps'],
]

const zScoreWords = { training: 'training window', trailing: 'trailing window' } as const
const hedgeWords = {
  ols: 'least squares',
  tls: 'total least squares',
  johansen: 'Johansen',
  kalman: 'Kalman filter',
} as const

/** The assumptions a reader may change; running puts them into the address. */
export function ParametersForm({ address }: { readonly address: PairAddress }): VNode {
  const { parameters } = address
  const [texts, setTexts] = useState<Texts>(textsOf(parameters))
  useEffect(() => setTexts(textsOf(parameters)), [parameters])
  const parsed = parsePairParameters((name) => texts[fieldOf(name)])
  const isChanged = parsed.kind === 'value' && !isSame(parsed.value, parameters)
  const set = (field: keyof PairParameters, text: string): void =>
    setTexts((before) => ({ ...before, [field]: text }))
  const run = (): void => {
    if (parsed.kind === 'value') visit({ ...address, parameters: parsed.value })
  }
  const wrong = parsed.kind === 'invalid' ? parsed.field : null
  return (
    <form
      class="panel parameters"
      aria-label="Parameters"
      onSubmit={(event) => {
        event.preventDefault()
        run()
      }}
    >
      <div class="panel-head">
        <h2>Parameters</h2>
      </div>
      <div class="fields">
        {numberFields.map((field) => (
          <NumberField key={field[0]} field={field} texts={texts} wrong={wrong} set={set} />
        ))}
        <label class="check">
          <input
            type="checkbox"
            name="log"
            checked={texts.log === 'true'}
            onChange={({ currentTarget }) => set('log', String(currentTarget.checked))}
          />
          log prices
        </label>
        <Choice
          label="Hedge"
          field="hedge"
          words={hedgeWords}
          values={hedgeMethods}
          texts={texts}
          set={set}
        />
        <Choice
          label="z of"
          field="zScore"
          words={zScoreWords}
          values={zScoreModes}
          texts={texts}
          set={set}
        />
      </div>
      <FormEnd canRun={isChanged} onDefaults={() => setTexts(textsOf(defaultPairParameters))} />
      {parsed.kind === 'invalid' && (
        <p class="wrong" role="alert">
          {parsed.message}
        </p>
      )}
    </form>
  )
}

function FormEnd(props: { readonly canRun: boolean; readonly onDefaults: () => void }): VNode {
  return (
    <div class="form-end">
      <button type="submit" class="run" disabled={!props.canRun}>
        Run
      </button>
      <button type="button" class="plain" onClick={props.onDefaults}>
        Defaults
      </button>
    </div>
  )
}

function NumberField(props: {
  readonly field: (typeof numberFields)[number]
  readonly texts: Texts
  readonly wrong: keyof PairParameters | null
  readonly set: (field: keyof PairParameters, text: string) => void
}): VNode {
  const [field, label, unit] = props.field
  return (
    <label>
      <span>{label}</span>
      <span class="field">
        <input
          name={pairParameterNames[field]}
          inputMode="decimal"
          autocomplete="off"
          value={props.texts[field]}
          aria-invalid={props.wrong === field}
          onInput={({ currentTarget }) => props.set(field, currentTarget.value)}
        />
        <span class="unit">{unit}</span>
      </span>
    </label>
  )
}

function Choice<Value extends string>(props: {
  readonly label: string
  readonly field: 'hedge' | 'zScore'
  readonly values: readonly Value[]
  readonly words: Readonly<Record<Value, string>>
  readonly texts: Texts
  readonly set: (field: keyof PairParameters, text: string) => void
}): VNode {
  const { label, field, values, words, texts, set } = props
  return (
    <label class="wide">
      <span>{label}</span>
      <select
        name={pairParameterNames[field]}
        value={texts[field]}
        onChange={({ currentTarget }) => set(field, currentTarget.value)}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {words[value]}
          </option>
        ))}
      </select>
    </label>
  )
}

function textsOf(parameters: PairParameters): Texts {
  return Object.fromEntries(
    Object.entries(parameters).map(([field, value]) => [field, String(value)]),
  ) as Texts
}

function fieldOf(name: string): keyof PairParameters {
  const entries = Object.entries(pairParameterNames) as [keyof PairParameters, string][]
  return entries.find(([, written]) => written === name)?.[0] ?? 'entry'
}

function isSame(a: PairParameters, b: PairParameters): boolean {
  return (Object.keys(pairParameterNames) as (keyof PairParameters)[]).every(
    (field) => a[field] === b[field],
  )
}
