import { createHmac } from 'node:crypto'

/** How long a token may be used to begin with; a connection that has used it keeps what it has. */
export const tokenSeconds = 900

/** Tokens that are remembered. */
const keptMost = 1_000

/** The tokens that `GetWebSocketsToken` has given, each until it expires. */
export class SessionTokens {
  readonly #secret: string
  readonly #expires = new Map<string, number>()
  #count = 0

  constructor(secret: string) {
    this.#secret = secret
  }

  give(at: number): string {
    const token = createHmac('sha256', this.#secret)
      .update(`token ${++this.#count}`)
      .digest('base64')
    this.#expires.set(token, at + tokenSeconds * 1e6)
    if (this.#expires.size > keptMost) {
      for (const oldest of this.#expires.keys()) {
        this.#expires.delete(oldest)
        break
      }
    }
    return token
  }

  isValid(token: string, at: number): boolean {
    return (this.#expires.get(token) ?? -Infinity) > at
  }
}
