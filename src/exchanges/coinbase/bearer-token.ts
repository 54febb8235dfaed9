import { verify } from 'node:crypto'
import { jsonObject } from '../serving/json-object.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import { unauthorised } from './refusals.ts'
import type { SigningKey } from './signing-key.ts'

/** How far a client's clock may be from the server's, seconds. */
const skewSeconds = 5
const issuers: readonly unknown[] = ['cdp', 'coinbase-cloud']

/**
 * Checks the token of a request: signed by our key, for this method and path, and in its time.
 * https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */
export function requireToken(request: VenueRequest, key: SigningKey): void {
  const [scheme, token = ''] = request.headers['authorization']?.split(' ') ?? []
  const claims = scheme === 'Bearer' ? claimsOf(token, key, request.at) : undefined
  if (claims === undefined || !isFor(claims, request)) unauthorised()
}

/** Is it a token of ours, whatever for? Sockets ask no more. */
export function isToken(token: string, key: SigningKey, at: number): boolean {
  return claimsOf(token, key, at) !== undefined
}

type Claims = Readonly<Record<string, unknown>>

function claimsOf(token: string, key: SigningKey, at: number): Claims | undefined {
  const [head = '', body = '', signature = ''] = token.split('.')
  const header = decoded(head)
  const claims = decoded(body)
  if (header?.['alg'] !== 'ES256' || header['kid'] !== key.name) return undefined
  if (claims?.['sub'] !== key.name || !issuers.includes(claims['iss'])) return undefined
  const now = at / 1e6
  const { nbf, exp } = claims
  const isInTime =
    typeof nbf === 'number' &&
    typeof exp === 'number' &&
    nbf <= now + skewSeconds &&
    exp > now - skewSeconds
  if (!isInTime) return undefined
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: key.publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  return isSigned ? claims : undefined
}

function decoded(part: string): Claims | undefined {
  return jsonObject(Buffer.from(part, 'base64url').toString('utf8'))
}

/** `GET api.coinbase.com/api/v3/brokerage/accounts`: the host is what the client believes it to be. */
function isFor({ uri, uris }: Claims, { method, path }: VenueRequest): boolean {
  const listed: unknown = Array.isArray(uris) ? uris[0] : uri
  const match = /^([A-Z]+) (?:https?:\/\/)?[^/]+(?:\/coinbase)?(\/[^?]*)/.exec(String(listed))
  return match !== null && match[1] === method && match[2] === path
}
