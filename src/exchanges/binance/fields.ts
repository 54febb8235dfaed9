import { stepsOfDecimal } from '../../core/decimal-steps.ts'
import type { Step } from '../../core/price.ts'
import { formFields, type VenueRequest } from '../serving/venue-request.ts'
import { illegal, missing, refuse } from './refusals.ts'

/** The parameters of a request, in its query and its body alike. */
export type Fields = Readonly<Record<string, string>>

export function fieldsOf({ query, body }: Pick<VenueRequest, 'query' | 'body'>): Fields {
  return { ...formFields(query), ...formFields(body) }
}

export function needed(fields: Fields, name: string): string {
  const value = fields[name]
  return value === undefined || value === '' ? missing(name) : value
}

/** A whole number; `otherwise` where it is not sent. */
export function wholeField(fields: Fields, name: string, otherwise: number): number {
  const text = fields[name]
  if (text === undefined || text === '') return otherwise
  return /^\d{1,17}$/.test(text) ? Number(text) : illegal(name)
}

/** One of so many words. */
export function oneOf<Word extends string>(
  fields: Fields,
  name: string,
  words: readonly Word[],
  code: number,
): Word {
  const text = needed(fields, name)
  const found = words.find((word) => word === text)
  return found ?? refuse(code, invalidWords[code] ?? `Invalid ${name}.`)
}

const invalidWords: Readonly<Record<number, string>> = {
  [-1115]: 'Invalid timeInForce.',
  [-1116]: 'Invalid orderType.',
  [-1117]: 'Invalid side.',
}

/** A price or quantity in whole steps; off the grid it is refused as the filter says. */
export function stepsField(fields: Fields, name: string, step: Step, filter: string): number {
  const text = needed(fields, name)
  const outcome = stepsOfDecimal(text, step)
  if (outcome.kind === 'value') {
    return outcome.value > 0 ? outcome.value : refuse(-1013, notPositive(name))
  }
  if (outcome.reason === 'not-a-number') return illegal(name)
  const decimals = text.split('.')[1]?.replace(/0+$/, '').length ?? 0
  if (decimals > precisionMost) {
    return refuse(-1111, `Parameter '${name}' has too much precision.`)
  }
  return refuse(-1013, `Filter failure: ${filter}`)
}

/** Decimals of every asset. */
const precisionMost = 8

function notPositive(name: string): string {
  return `Invalid ${name}.`
}
