import { sign } from 'node:crypto'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { signingKeyOf, type SigningKey } from '../../src/exchanges/coinbase/signing-key.ts'

export interface CoinbaseSaid {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

/** What is changed of a token's head and claims, to see it refused. */
interface Changes {
  readonly head?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
}

/** A token as the documentation says. @param uri what it is for: method, host and path; absent for a socket */
export function bearerToken(uri: string | undefined, changes: Changes = {}, key = ours): string {
  const now = Math.floor(Date.now() / 1_000)
  const head = { alg: 'ES256', typ: 'JWT', kid: key.name, nonce: String(now), ...changes.head }
  const claims = { iss: 'cdp', sub: key.name, nbf: now, exp: now + 120, uri, ...changes.claims }
  const text = [head, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(text), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  return `${text}.${signature.toString('base64url')}`
}

const ours: SigningKey = signingKeyOf(servedKeys)

/** Asks a served Coinbase, signed as its documentation says. */
export function coinbaseClient(origin: string): {
  open(path: string): Promise<CoinbaseSaid>
  signed(method: string, path: string, body?: unknown, changes?: Changes): Promise<CoinbaseSaid>
  asked(token: string | undefined, path: string): Promise<number>
} {
  return {
    open: async (path) => said(await fetch(origin + path)),
    async signed(method, path, body, changes) {
      const uri = `${method} api.coinbase.com${path.split('?')[0]}`
      return said(
        await fetch(origin + path, {
          method,
          headers: {
            Authorization: `Bearer ${bearerToken(uri, changes)}`,
            'Content-Type': 'application/json',
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      )
    },
    async asked(token, path) {
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` }
      return (await fetch(origin + path, { headers })).status
    },
  }
}

async function said(answer: Response): Promise<CoinbaseSaid> {
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Record<string, unknown>,
  }
}
