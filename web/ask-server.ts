import { actingTokenName, type ErrorAnswer } from '../src/protocol/desk.ts'
import { parameterEntries } from '../src/protocol/parameter-fields.ts'
import { nullFields, pairParameterEntries } from '../src/protocol/pair-parameters.ts'
import { walkForwardEntries } from '../src/protocol/walk-forward-parameters.ts'
import { radarHistoryFields, type DrawnParameters } from '../src/protocol/radar-parameters.ts'
import { sweepEntries } from '../src/protocol/sweep-parameters.ts'
import { verdictEntries } from '../src/protocol/verdict-parameters.ts'
import type {
  LegsAddress,
  PairAddress,
  RadarHistoryAddress,
  SweepAddress,
  UniverseName,
  VerdictAddress,
  WalkForwardAddress,
} from './address.ts'
import type { Failure } from './state.ts'

export type Asked<Value> =
  | { readonly kind: 'ready'; readonly value: Value }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Asks the desk's server; the answer's shape is the protocol's, which both sides are compiled against. */
export async function askServer<Value>(
  path: string,
  signal: AbortSignal,
  method: 'GET' | 'POST' | 'DELETE' = 'GET',
): Promise<Asked<Value>> {
  let response: Response
  let body: unknown
  try {
    response = await fetch(path, { signal, method, headers: method === 'GET' ? {} : acting() })
    body = await response.json()
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof TypeError || error instanceof SyntaxError) {
      return { kind: 'failed', failure: { kind: 'unreachable' } }
    }
    throw error
  }
  if (response.ok) return { kind: 'ready', value: body as Value }
  const { message } = (body as ErrorAnswer).error
  return { kind: 'failed', failure: { kind: 'refused', status: response.status, message } }
}

/** The token that the desk wrote on this page. */
function acting(): Record<string, string> {
  const tag = document.querySelector<HTMLMetaElement>(`meta[name="${actingTokenName}"]`)
  return tag === null ? {} : { [actingTokenName]: tag.content }
}

export function screenPath({ venue, timeframe }: UniverseName): string {
  return `api/screen?${new URLSearchParams({ venue, timeframe }).toString()}`
}

/** The screen of an address against drawn universes. */
export function screenNullPath({ venue, timeframe }: UniverseName, drawn: DrawnParameters): string {
  const names = { venue, timeframe, universes: String(drawn.universes), seed: String(drawn.seed) }
  return `api/screen-null?${new URLSearchParams(names).toString()}`
}

export function radarHistoryPath(
  { venue, timeframe }: UniverseName,
  { parameters }: RadarHistoryAddress,
): string {
  const entries = Object.fromEntries(parameterEntries(radarHistoryFields, parameters))
  return `api/radar-history?${new URLSearchParams({ venue, timeframe, ...entries }).toString()}`
}

export function pairPath(address: PairAddress): string {
  return legsPath('pair', address, pairParameterEntries(address.parameters))
}

export function pairNullPath(address: PairAddress): string {
  const entries = [
    ...pairParameterEntries(address.parameters),
    ...parameterEntries(nullFields, address.draws),
  ]
  return legsPath('pair-null', address, entries)
}

export function sweepPath(address: SweepAddress): string {
  return legsPath('sweep', address, sweepEntries(address.parameters))
}

export function verdictPath(address: VerdictAddress): string {
  return legsPath('verdict', address, verdictEntries(address.parameters))
}

function legsPath(
  what: string,
  { universe, y, x }: LegsAddress,
  entries: readonly (readonly [string, string])[],
): string {
  const names = { ...universe, y, x, ...Object.fromEntries(entries) }
  return `api/${what}?${new URLSearchParams(names).toString()}`
}

export function walkForwardPath(
  { venue, timeframe }: UniverseName,
  { parameters }: WalkForwardAddress,
): string {
  const names = { venue, timeframe, ...Object.fromEntries(walkForwardEntries(parameters)) }
  return `api/walk-forward?${new URLSearchParams(names).toString()}`
}
