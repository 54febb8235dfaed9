import { jsonObject } from '../serving/json-object.ts'
import { formFields, type VenueRequest } from '../serving/venue-request.ts'
import { invalid } from './refusals.ts'

/** The parameters of a request: of a form, of JSON, or of a message over a socket. */
export type Fields = Readonly<Record<string, unknown>>

/** Those of the query and of the body, whichever way that is written. */
export function fieldsOf({ query, body, headers }: VenueRequest): Fields {
  const isJson = headers['content-type']?.includes('json') ?? false
  return { ...formFields(query), ...(isJson ? (jsonObject(body) ?? {}) : formFields(body)) }
}

/** A text, number or truth as text; undefined where it is not sent, or is empty. */
export function textField(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (typeof value === 'string') return value === '' ? undefined : value
  if (typeof value === 'number' || typeof value === 'boolean') return decimalText(value)
  return value === undefined || value === null ? undefined : invalid(name)
}

/** JSON's numbers may be small enough for an exponent: 1e-7 is 0.0000001. */
function decimalText(value: number | boolean): string {
  const text = String(value)
  return typeof value === 'number' && text.includes('e')
    ? value.toFixed(18).replace(/\.?0+$/, '')
    : text
}

export function needed(fields: Fields, name: string): string {
  return textField(fields, name) ?? invalid(name)
}

export function isTrue(fields: Fields, name: string): boolean {
  const text = textField(fields, name)
  return text === 'true' || text === '1'
}

/** A number from zero up; `otherwise` where it is not sent. */
export function numberField(fields: Fields, name: string, otherwise: number): number {
  const text = textField(fields, name)
  if (text === undefined) return otherwise
  const value = Number(text)
  return value >= 0 ? value : invalid(name)
}

/** A list of texts: as a list, or joined by commas. */
export function listField(fields: Fields, name: string): readonly string[] {
  const value = fields[name]
  if (Array.isArray(value)) return value.map(String)
  return textField(fields, name)?.split(',') ?? []
}
