import {
  Agent as PlainAgent,
  request as requestPlain,
  STATUS_CODES,
  type IncomingMessage,
} from 'node:http'
import { Agent as SecureAgent, request as requestSecure } from 'node:https'

/**
 * So long an idle connection is kept where its server does not tell in `Keep-Alive` that it gives it up before, to which
 * Node's agent keeps. One that is given up untold fails the request that meets its end.
 */
const idleMostMs = 50_000

/** A request as it goes over the wire. */
export interface HttpRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  readonly timeoutMs: number
}

/** An answer as ccxt reads it. */
export interface HttpAnswer {
  readonly status: number
  readonly statusText: string
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** No answer came in time; whether the request was heard is not known. */
export class AnswerTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`)
    this.name = new.target.name
  }
}

/**
 * Node's own HTTP over connections that are kept open, for requests that must leave at once: undici and `fetch`, which ccxt
 * uses, take twice as long to hand a request to the socket.
 *
 * A class, for it keeps connections.
 */
export class KeptSockets {
  readonly #plain = new PlainAgent(keptOpen)
  readonly #secure = new SecureAgent(keptOpen)

  /**
   * Sends a request once, head and body in one write. It is never sent again, whatever became of it.
   *
   * @throws AnswerTimeout, or what the socket says, with its `code`
   */
  send({ url, method, headers, body, timeoutMs }: HttpRequest): Promise<HttpAnswer> {
    const isSecure = url.startsWith('https:')
    const options = {
      method,
      agent: isSecure ? this.#secure : this.#plain,
      headers: { ...told(headers), 'Accept-Encoding': 'identity', ...lengthOf(body) },
    }
    return new Promise((resolve, reject) => {
      const request = (isSecure ? requestSecure : requestPlain)(url, options, (response) => {
        readAnswer(response)
          .then(resolve, reject)
          .finally(() => clearTimeout(timer))
      })
      const timer = setTimeout(() => {
        const late = new AnswerTimeout(timeoutMs)
        // Of an answer that stops midway the reader would hear of a broken connection only.
        reject(late)
        request.destroy(late)
      }, timeoutMs)
      request.on('error', (cause) => {
        clearTimeout(timer)
        reject(cause)
      })
      request.end(body)
    })
  }

  close(): void {
    this.#plain.destroy()
    this.#secure.destroy()
  }
}

const keptOpen = { keepAlive: true, timeout: idleMostMs }

function told(headers: HttpRequest['headers']): Record<string, string> {
  const entries = Object.entries(headers)
  return Object.fromEntries(
    entries.filter((each): each is [string, string] => each[1] !== undefined),
  )
}

function lengthOf(body: string): Record<string, number> {
  return { 'Content-Length': Buffer.byteLength(body) }
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = response
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  const named = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return {
    status,
    statusText: STATUS_CODES[status] ?? '',
    headers: Object.fromEntries(named) as Record<string, string>,
    body: Buffer.concat(parts).toString(),
  }
}
