import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { VenueKeys } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import { fieldsOf, textField, type Fields } from './fields.ts'
import type { Nonces } from './nonces.ts'
import { refuse } from './refusals.ts'

/**
 * A private request as Kraken checks it: key, signature, nonce.
 *
 * `API-Sign` is HMAC-SHA512 by the decoded secret over the path and SHA256(nonce + body), in base 64.
 * https://docs.kraken.com/api/docs/guides/spot-rest-auth
 *
 * @returns its parameters
 */
export function signedFields(request: VenueRequest, keys: VenueKeys, nonces: Nonces): Fields {
  if (request.headers['api-key'] !== keys.key) refuse('EAPI:Invalid key')
  const fields = fieldsOf(request)
  const nonce = textField(fields, 'nonce')
  if (nonce === undefined) return refuse('EAPI:Invalid nonce')
  const digest = createHash('sha256')
    .update(nonce + request.body)
    .digest()
  const wanted = createHmac('sha512', Buffer.from(keys.secret, 'base64'))
    .update(request.path)
    .update(digest)
    .digest()
  const given = Buffer.from(request.headers['api-sign'] ?? '', 'base64')
  const isRight = given.length === wanted.length && timingSafeEqual(given, wanted)
  if (!isRight) refuse('EAPI:Invalid signature')
  if (!nonces.take(nonce)) refuse('EAPI:Invalid nonce')
  return fields
}
