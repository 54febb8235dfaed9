import { createHmac, timingSafeEqual } from 'node:crypto'
import type { VenueKeys } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import { fieldsOf, type Fields } from './fields.ts'
import { missing, refuse } from './refusals.ts'

const windowUsual = 5_000
const windowMost = 60_000
/** How far ahead of the server a client's clock may be. */
const aheadMostMs = 1_000

/** Is the key one of ours? What is not even a key is told so. */
export function requireKey(key: string | undefined, keys: VenueKeys): void {
  if (key === undefined || key === '') refuse(-2014, 'API-key format invalid.', 401)
  if (key !== keys.key) refuse(-2015, 'Invalid API-key, IP, or permissions for action.', 401)
}

/**
 * A signed request over REST: key, time and signature as Binance checks them.
 *
 * What is signed is the query and the body as they came, one after the other without a sign between, and the signature
 * left out. https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
 *
 * @returns its parameters
 */
export function signedFields(request: VenueRequest, keys: VenueKeys): Fields {
  requireKey(request.headers['x-mbx-apikey'], keys)
  const fields = fieldsOf(request)
  const text = unsigned(request.query) + unsigned(request.body)
  checkSigned(fields, text, { keys, at: request.at })
  return fields
}

/** Parameters of a signed call over the WebSocket API: what is signed is they in the order of their names. */
export function signedParams(
  params: Readonly<Record<string, string>>,
  keys: VenueKeys,
  at: number,
): Fields {
  requireKey(params['apiKey'], keys)
  const text = Object.keys(params)
    .filter((name) => name !== 'signature')
    .toSorted()
    .map((name) => `${name}=${params[name]}`)
    .join('&')
  checkSigned(params, text, { keys, at })
  return params
}

function checkSigned(
  fields: Fields,
  text: string,
  { keys, at }: { readonly keys: VenueKeys; readonly at: number },
): void {
  const { signature, timestamp } = fields
  if (timestamp === undefined || !/^\d{1,17}$/.test(timestamp)) return missing('timestamp')
  checkTime(Number(timestamp), Number(fields['recvWindow'] ?? windowUsual), Math.floor(at / 1_000))
  if (signature === undefined || signature === '') return missing('signature')
  const wanted = createHmac('sha256', keys.secret).update(text).digest()
  const given = Buffer.from(signature, 'hex')
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    refuse(-1022, 'Signature for this request is not valid.')
  }
}

function checkTime(timestamp: number, window: number, now: number): void {
  if (!(window > 0 && window <= windowMost)) {
    refuse(-1131, `recvWindow must be less than ${windowMost}`)
  }
  // In microseconds where a client says so.
  const sent = timestamp > 1e15 ? Math.floor(timestamp / 1_000) : timestamp
  if (sent >= now + aheadMostMs) {
    refuse(-1021, `Timestamp for this request was ${aheadMostMs}ms ahead of the server's time.`)
  }
  if (now - sent > window) {
    refuse(-1021, 'Timestamp for this request is outside of the recvWindow.')
  }
}

/** A query or form without its signature. */
function unsigned(text: string): string {
  return text
    .split('&')
    .filter((part) => !part.startsWith('signature='))
    .join('&')
}
