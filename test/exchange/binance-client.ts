import { createHmac } from 'node:crypto'
import { servedKeys } from '../../src/app/exchange/serve.ts'

export interface Said {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Headers
}

/** Asks a served Binance, signed as its documentation says. */
export function binanceClient(
  origin: string,
  secret: string = servedKeys.secret,
): {
  open(path: string): Promise<Said>
  signed(
    method: string,
    path: string,
    fields?: Readonly<Record<string, string | number>>,
  ): Promise<Said>
} {
  const ask = async (method: string, path: string, key?: string): Promise<Said> => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: key === undefined ? {} : { 'X-MBX-APIKEY': key },
    })
    return {
      status: answer.status,
      body: (await answer.json()) as Record<string, unknown>,
      headers: answer.headers,
    }
  }
  return {
    open: (path) => ask('GET', path),
    signed(method, path, fields = {}) {
      const query = new URLSearchParams({
        timestamp: String(Date.now()),
        ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
      }).toString()
      const signature = createHmac('sha256', secret).update(query).digest('hex')
      return ask(method, `${path}?${query}&signature=${signature}`, servedKeys.key)
    },
  }
}

/** The parameters of a signed call over the WebSocket API. */
export function signedCall(
  params: Readonly<Record<string, string | number>> = {},
): Readonly<Record<string, string | number>> {
  const all: Record<string, string | number> = {
    ...params,
    apiKey: servedKeys.key,
    timestamp: Date.now(),
  }
  const text = Object.keys(all)
    .toSorted()
    .map((name) => `${name}=${all[name]}`)
    .join('&')
  return { ...all, signature: createHmac('sha256', servedKeys.secret).update(text).digest('hex') }
}
