import { createHmac } from 'node:crypto'
import { servedKeys } from '../../src/app/exchange/serve.ts'

export interface BybitSaid {
  readonly status: number
  readonly retCode: number
  readonly retMsg: string
  readonly result: Record<string, unknown>
  readonly retExtInfo: Record<string, unknown>
  readonly headers: Headers
}

type Values = Readonly<Record<string, unknown>>

/** Asks a served Bybit, signed as its documentation says. */
export function bybitClient(
  origin: string,
  keys: { readonly key: string; readonly secret: string } = servedKeys,
): {
  open(path: string): Promise<BybitSaid>
  get(path: string, values?: Values, at?: number): Promise<BybitSaid>
  post(path: string, values: Values): Promise<BybitSaid>
} {
  const ask = async (url: string, init: RequestInit): Promise<BybitSaid> => {
    const answer = await fetch(`${origin}${url}`, init)
    const body = (await answer.json()) as Omit<BybitSaid, 'status' | 'headers'>
    return { ...body, status: answer.status, headers: answer.headers }
  }
  const signed = (payload: string, at = Date.now()): Record<string, string> => ({
    'X-BAPI-API-KEY': keys.key,
    'X-BAPI-TIMESTAMP': String(at),
    'X-BAPI-RECV-WINDOW': '5000',
    'X-BAPI-SIGN': hmac(keys.secret, `${at}${keys.key}5000${payload}`),
  })
  return {
    open: (path) => ask(path, {}),
    get(path, values = {}, at = Date.now()) {
      const query = new URLSearchParams(
        Object.entries(values).map(([name, value]) => [name, String(value)]),
      ).toString()
      return ask(`${path}?${query}`, { headers: signed(query, at) })
    },
    post(path, values) {
      const body = JSON.stringify(values)
      const headers = { ...signed(body), 'Content-Type': 'application/json' }
      return ask(path, { method: 'POST', body, headers })
    },
  }
}

/** What opens the sockets of an account. */
export function bybitAuth(secret: string = servedKeys.secret): unknown {
  const expires = Date.now() + 10_000
  return {
    op: 'auth',
    args: [servedKeys.key, expires, hmac(secret, `GET/realtime${expires}`)],
  }
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}
