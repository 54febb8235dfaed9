import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import {
  listedFields,
  parameterEntries,
  usualParameters,
  type FieldsOf,
  type ParameterField,
  type ParsedParameters,
} from '../../src/protocol/parameter-fields.ts'

/** How a field is shown: its label, its unit or, of a choice, what its words mean. */
export interface FieldLabel {
  readonly label: string
  readonly unit?: string
  readonly meanings?: Readonly<Record<string, string>>
  readonly title?: string
}

/** Fields that belong together, by the names they have in an address. */
export interface FieldGroup {
  readonly head?: string
  readonly names: readonly string[]
}

type Texts = Readonly<Record<string, string>>

/** The assumptions a reader may change; running hands them over, and the first fault is told in the command line's words. */
export function FieldsForm<Value>(props: {
  readonly fields: FieldsOf<Value>
  readonly labels: Readonly<Record<string, FieldLabel>>
  readonly groups: readonly FieldGroup[]
  readonly parameters: Value
  readonly parse: (read: (name: string) => string | undefined) => ParsedParameters<Value>
  /** Whether what stands there may be run as it is: it was not run yet. */
  readonly canRunAgain: boolean
  readonly onRun: (parameters: Value) => void
}): VNode {
  const { fields, labels, groups, parameters, onRun } = props
  const [texts, setTexts] = useState<Texts>(textsOf(fields, parameters))
  useEffect(() => setTexts(textsOf(fields, parameters)), [parameters])
  const parsed = props.parse((name) => texts[name])
  const isChanged =
    parsed.kind === 'value' && !isSame(fields, { are: parsed.value, were: parameters })
  const byName = new Map(listedFields(fields).map(([, field]) => [field.name, field]))
  return (
    <form
      class="panel parameters"
      aria-label="Parameters"
      onSubmit={(event) => {
        event.preventDefault()
        if (parsed.kind === 'value') onRun(parsed.value)
      }}
    >
      <div class="panel-head">
        <h2>Parameters</h2>
      </div>
      {groups.map(({ head, names }) => (
        <fieldset key={names.join(' ')} class="fields">
          {head !== undefined && <legend>{head}</legend>}
          {names.map((name) => {
            const field = byName.get(name)
            return field === undefined ? null : (
              <Field
                key={name}
                field={field}
                label={labels[name] ?? { label: name }}
                text={texts[name] ?? ''}
                isWrong={parsed.kind === 'invalid' && parsed.name === name}
                set={(text) => setTexts((before) => ({ ...before, [name]: text }))}
              />
            )
          })}
        </fieldset>
      ))}
      <div class="form-end">
        <button type="submit" class="run" disabled={!isChanged && !props.canRunAgain}>
          Run
        </button>
        <button
          type="button"
          class="plain"
          onClick={() => setTexts(textsOf(fields, usualParameters(fields)))}
        >
          Defaults
        </button>
      </div>
      {parsed.kind === 'invalid' && (
        <p class="wrong" role="alert">
          {parsed.message}
        </p>
      )}
    </form>
  )
}

interface FieldProps {
  readonly field: ParameterField
  readonly label: FieldLabel
  readonly text: string
  readonly isWrong: boolean
  readonly set: (text: string) => void
}

function Field(props: FieldProps): VNode {
  const { field, label, text, isWrong, set } = props
  switch (field.kind) {
    case 'number':
      return <NumberInput {...props} />
    case 'choice':
      return (
        <label class="wide" title={label.title}>
          <span>{label.label}</span>
          <select
            name={field.name}
            value={text}
            onChange={({ currentTarget }) => set(currentTarget.value)}
          >
            {field.words.map((word) => (
              <option key={word} value={word}>
                {label.meanings?.[word] ?? word}
              </option>
            ))}
          </select>
        </label>
      )
    case 'text':
      return (
        <label class="wide text-field" title={label.title}>
          <textarea
            name={field.name}
            rows={3}
            spellcheck={false}
            aria-label={label.label}
            aria-invalid={isWrong}
            value={text}
            onInput={({ currentTarget }) => set(currentTarget.value)}
            onKeyDown={(event) => {
              // A grid is one line: Enter runs it, as in the other fields.
              if (event.key !== 'Enter') return
              event.preventDefault()
              event.currentTarget.form?.requestSubmit()
            }}
          />
        </label>
      )
    case 'flag':
      return (
        <label class="check" title={label.title}>
          <input
            type="checkbox"
            name={field.name}
            checked={text === 'true'}
            onChange={({ currentTarget }) => set(String(currentTarget.checked))}
          />
          {label.label}
        </label>
      )
  }
}

function NumberInput({ field, label, text, isWrong, set }: FieldProps): VNode {
  return (
    <label title={label.title}>
      <span>{label.label}</span>
      <span class="field">
        <input
          name={field.name}
          inputMode="decimal"
          autocomplete="off"
          value={text}
          aria-invalid={isWrong}
          onInput={({ currentTarget }) => set(currentTarget.value)}
        />
        {label.unit !== undefined && <span class="unit">{label.unit}</span>}
      </span>
    </label>
  )
}

function textsOf<Value>(fields: FieldsOf<Value>, parameters: Value): Texts {
  return Object.fromEntries(
    listedFields(fields).map(([key, { name }]) => [name, String(parameters[key])]),
  )
}

function isSame<Value>(
  fields: FieldsOf<Value>,
  { are, were }: { readonly are: Value; readonly were: Value },
): boolean {
  const textOf = (value: Value): string => JSON.stringify(parameterEntries(fields, value))
  return textOf(are) === textOf(were)
}
