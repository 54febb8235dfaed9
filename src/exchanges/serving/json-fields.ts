import { formFields, type VenueRequest } from './venue-request.ts'
import { jsonObject } from './json-object.ts'

/** The parameters of a request as texts, whether they came in its query or in a JSON object. */
export type Fields = Readonly<Record<string, string>>

/** Parameters of a JSON object: numbers and booleans as JSON writes them, what is null left out. */
export function textFields(object: Readonly<Record<string, unknown>>): Fields {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => {
      if (value === null || value === undefined) return []
      return [[name, typeof value === 'string' ? value : JSON.stringify(value)]]
    }),
  )
}

/** Those of the query and of a body that is a JSON object. */
export function requestFields({ query, body }: Pick<VenueRequest, 'query' | 'body'>): Fields {
  return { ...formFields(query), ...textFields(jsonObject(body) ?? {}) }
}

/** A list of JSON objects, each as its parameters; undefined when the text is none. */
export function listOfFields(text: string): readonly Fields[] | undefined {
  const list = jsonObject(`{"list":${text === '' ? 'null' : text}}`)?.['list']
  if (!Array.isArray(list)) return undefined
  return list.map((each: unknown) =>
    textFields(
      typeof each === 'object' && each !== null ? (each as Readonly<Record<string, unknown>>) : {},
    ),
  )
}
