import { readNumber, type NumberLimit } from './number-limits.ts'

// What a reader of the desk may set: fields as data, so that address, form and server read them alike.

/** A number. `name` is that of the command line's option, without its dashes. */
interface NumberField {
  readonly kind: 'number'
  readonly name: string
  readonly usual: number
  readonly limit: NumberLimit
}

/** One of a few words. */
interface ChoiceField<Word extends string = string> {
  readonly kind: 'choice'
  readonly name: string
  readonly usual: Word
  readonly words: readonly Word[]
}

/** Yes or no. */
interface FlagField {
  readonly kind: 'flag'
  readonly name: string
  readonly usual: boolean
}

/** Words that whoever uses them reads. */
interface TextField {
  readonly kind: 'text'
  readonly name: string
  readonly usual: string
  readonly charactersMax: number
}

export type ParameterField = NumberField | ChoiceField | FlagField | TextField

/** Fields whose values make a record. */
export type FieldsOf<Value> = { readonly [Key in keyof Value]: FieldOf<Value[Key]> }

type FieldOf<Value> = [Value] extends [number]
  ? NumberField
  : [Value] extends [boolean]
    ? FlagField
    : [Value] extends [string]
      ? [string] extends [Value]
        ? TextField
        : ChoiceField<Value>
      : never

export type ParsedParameters<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | {
      readonly kind: 'invalid'
      /** Name of the field at fault. */
      readonly name: string
      /** One line for a person: what was expected, what came. */
      readonly message: string
    }

/** The fields one by one, in their order. */
export function listedFields<Value>(
  fields: FieldsOf<Value>,
): readonly (readonly [key: keyof Value, field: ParameterField])[] {
  return Object.entries(fields) as unknown as [keyof Value, ParameterField][]
}

/** What is set where nobody says anything. */
export function usualParameters<Value>(fields: FieldsOf<Value>): Value {
  return Object.fromEntries(listedFields(fields).map(([key, { usual }]) => [key, usual])) as Value
}

/**
 * The parameters a reader asks for; what is left out is as usual. The first fault, in the fields' order, is told.
 *
 * @param read gives the text of a name, undefined where there is none
 */
export function parseParameters<Value>(
  fields: FieldsOf<Value>,
  read: (name: string) => string | undefined,
): ParsedParameters<Value> {
  const values: [keyof Value, string | number | boolean][] = []
  for (const [key, field] of listedFields(fields)) {
    const text = read(field.name)
    const value = text === undefined ? field.usual : valueOf(field, text)
    if (typeof value === 'object') return invalid(field.name, value.expected, text ?? '')
    values.push([key, value])
  }
  return { kind: 'value', value: Object.fromEntries(values) as Value }
}

/** The parameters as an address carries them: only those that are not as usual, in the fields' order. */
export function parameterEntries<Value>(
  fields: FieldsOf<Value>,
  values: Value,
): readonly (readonly [string, string])[] {
  return listedFields(fields)
    .filter(([key, { usual }]) => values[key] !== usual)
    .map(([key, { name }]) => [name, String(values[key])])
}

function valueOf(
  field: ParameterField,
  text: string,
): string | number | boolean | { readonly expected: string } {
  switch (field.kind) {
    case 'number': {
      const read = readNumber(text, field.limit)
      return read.kind === 'value' ? read.value : read
    }
    case 'choice':
      return field.words.includes(text) ? text : { expected: `one of ${field.words.join(', ')}` }
    case 'text':
      return text.trim() !== '' && text.length <= field.charactersMax
        ? text
        : { expected: `1 to ${field.charactersMax} characters` }
    case 'flag':
      return text === 'true' || text === 'false' ? text === 'true' : { expected: 'true or false' }
  }
}

function invalid(name: string, expected: string, came: string): ParsedParameters<never> {
  const shown = came.length > 40 ? `${came.slice(0, 40)}...` : came
  return { kind: 'invalid', name, message: `${name}: expected ${expected}, got '${shown}'` }
}
