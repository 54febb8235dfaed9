import { createHmac, timingSafeEqual } from 'node:crypto'
import type { VenueKeys } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import { refuse } from './said.ts'

/** How old, or how far ahead, a request may be. */
const windowMs = 30_000

/**
 * A signed request: what is signed is its time (ISO), method, path with query, and body.
 * https://www.okx.com/docs-v5/en/#overview-rest-authentication
 */
export function checkSigned(request: VenueRequest, keys: VenueKeys): void {
  const { headers, method, path, query, body, at } = request
  const header = (name: string, code: string): string => {
    const value = headers[name.toLowerCase()]
    return value === undefined || value === ''
      ? refuse(code, `Request header ${name} can not be empty.`, 401)
      : value
  }
  const key = header('OK-ACCESS-KEY', '50103')
  const passphrase = header('OK-ACCESS-PASSPHRASE', '50104')
  const sign = header('OK-ACCESS-SIGN', '50106')
  const timestamp = header('OK-ACCESS-TIMESTAMP', '50107')
  if (key !== keys.key) refuse('50111', 'Invalid OK-ACCESS-KEY', 401)
  if (passphrase !== keys.passphrase) {
    refuse('50105', 'Request header OK-ACCESS-PASSPHRASE incorrect.', 401)
  }
  const sent = Date.parse(timestamp)
  if (Number.isNaN(sent)) refuse('50112', 'Invalid OK-ACCESS-TIMESTAMP', 401)
  if (Math.abs(at / 1_000 - sent) > windowMs) refuse('50102', 'Timestamp request expired', 401)
  const target = query === '' ? path : `${path}?${query}`
  if (!isSignedBy(`${timestamp}${method}${target}${body}`, sign, keys)) {
    refuse('50113', 'Invalid Sign', 401)
  }
}

type LoginFault = readonly [code: string, msg: string]

/** Why a client is not let in at a socket; undefined when it is. What is signed is `GET/users/self/verify` behind the time. */
export function faultOfLogin(
  asked: Readonly<Record<string, string>>,
  keys: VenueKeys,
  at: number,
): LoginFault | undefined {
  const { apiKey, passphrase, timestamp = '', sign } = asked
  if (apiKey === undefined || sign === undefined) return ['60012', 'Illegal request']
  if (apiKey !== keys.key) return ['60005', 'Invalid apiKey']
  if (passphrase !== keys.passphrase) return ['60024', 'Wrong passphrase']
  const isInTime = Math.abs(at / 1_000 - Number(timestamp) * 1_000) <= windowMs
  if (!isInTime) return ['60006', 'Timestamp request expired']
  return isSignedBy(`${timestamp}GET/users/self/verify`, sign, keys)
    ? undefined
    : ['60007', 'Invalid sign']
}

/** @param given base64 */
function isSignedBy(text: string, given: string, keys: VenueKeys): boolean {
  const wanted = createHmac('sha256', keys.secret).update(text).digest()
  const sign = Buffer.from(given, 'base64')
  return sign.length === wanted.length && timingSafeEqual(sign, wanted)
}
