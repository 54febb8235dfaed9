import { createHash, createHmac } from 'node:crypto'
import { servedKeys } from '../../src/app/exchange/serve.ts'

/** What Kraken answers: errors, or a result. */
interface Said {
  readonly error: readonly string[]
  readonly result: Record<string, unknown>
}

let lastNonce = 0

/** Asks a served Kraken, signed as its documentation says. */
export function krakenClient(
  origin: string,
  keys: { readonly key: string; readonly secret: string } = servedKeys,
): {
  open(name: string, query?: Readonly<Record<string, string>>): Promise<Said>
  signed(name: string, fields?: Readonly<Record<string, string>>): Promise<Said>
} {
  return {
    async open(name, query = {}) {
      const answer = await fetch(`${origin}/0/public/${name}?${new URLSearchParams(query)}`)
      return (await answer.json()) as Said
    },
    async signed(name, fields = {}) {
      lastNonce = Math.max(lastNonce + 1, Date.now())
      const nonce = fields['nonce'] ?? String(lastNonce)
      const path = `/0/private/${name}`
      const body = new URLSearchParams({ ...fields, nonce }).toString()
      const digest = createHash('sha256')
        .update(nonce + body)
        .digest()
      const sign = createHmac('sha512', Buffer.from(keys.secret, 'base64'))
        .update(path)
        .update(digest)
        .digest('base64')
      const answer = await fetch(origin + path, {
        method: 'POST',
        body,
        headers: {
          'API-Key': keys.key,
          'API-Sign': sign,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
      })
      return (await answer.json()) as Said
    },
  }
}
