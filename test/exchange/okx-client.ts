import { createHmac } from 'node:crypto'
import { servedKeys } from '../../src/app/exchange/serve.ts'

type Row = Record<string, string>

export interface OkxSaid {
  readonly status: number
  readonly code: string
  readonly msg: string
  readonly data: readonly Row[]
}

/** Asks a served OKX, signed as its documentation says. */
export function okxClient(
  origin: string,
  keys: {
    readonly key: string
    readonly secret: string
    readonly passphrase: string
  } = servedKeys,
): {
  open(path: string): Promise<OkxSaid>
  get(path: string, at?: number): Promise<OkxSaid>
  post(path: string, values: unknown): Promise<OkxSaid>
} {
  const ask = async (path: string, init: RequestInit): Promise<OkxSaid> => {
    const answer = await fetch(`${origin}${path}`, init)
    const body = (await answer.json()) as Omit<OkxSaid, 'status'>
    return { ...body, status: answer.status }
  }
  const signed = (payload: string, at = Date.now()): Record<string, string> => {
    const timestamp = new Date(at).toISOString()
    return {
      'OK-ACCESS-KEY': keys.key,
      'OK-ACCESS-PASSPHRASE': keys.passphrase,
      'OK-ACCESS-TIMESTAMP': timestamp,
      'OK-ACCESS-SIGN': hmac(keys.secret, timestamp + payload),
    }
  }
  return {
    open: (path) => ask(path, {}),
    get: (path, at) => ask(path, { headers: signed(`GET${path}`, at) }),
    post(path, values) {
      const body = JSON.stringify(values)
      const headers = { ...signed(`POST${path}${body}`), 'Content-Type': 'application/json' }
      return ask(path, { method: 'POST', body, headers })
    },
  }
}

/** What opens the sockets of an account. */
export function okxLogin(secret: string = servedKeys.secret): unknown {
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const sign = hmac(secret, `${timestamp}GET/users/self/verify`)
  const { key, passphrase } = servedKeys
  return { op: 'login', args: [{ apiKey: key, passphrase, timestamp, sign }] }
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64')
}
