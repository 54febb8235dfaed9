import {
  Agent as PlainAgent,
  request as requestPlain,
  STATUS_CODES,
  type ClientRequest,
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

/** A request that lacks nothing but the word to leave. */
export interface PreparedRequest {
  readonly send: () => Promise<HttpAnswer>
  readonly drop: () => void
}

/** A request that has a connection and lacks nothing but what it says. */
interface ReadyRequest {
  readonly request: ClientRequest
  /** What it has been given for the last one's sake. */
  readonly headers: Readonly<Record<string, string>>
  /** Its connection is no longer given up when it was idle too long. */
  readonly keep: () => void
}

/** So many requests are kept ready for an origin: as many as were on their way at once, and no more than these. */
const readyMost = 8

/**
 * Node's own HTTP over connections that are kept open, for requests that must leave at once: undici and `fetch`, which ccxt
 * uses, take twice as long to hand a request to the socket.
 *
 * The next request is begun with when the last one is over: it has its connection, its parser and the headers of the last
 * one, and takes 90 us in place of 310 to be written (medians at twenty a second, which leave code and caches cold).
 *
 * A class, for it keeps connections.
 */
export class KeptSockets {
  readonly #plain = new PlainAgent(keptOpen)
  readonly #secure = new SecureAgent(keptOpen)
  /** By origin. */
  readonly #ready = new Map<string, ReadyRequest[]>()
  #isClosed = false

  /**
   * Sends a request once, head and body in one write. It is never sent again, whatever became of it.
   *
   * @throws AnswerTimeout, or what the socket says, with its `code`
   */
  send(sent: HttpRequest): Promise<HttpAnswer> {
    return this.#sent(this.#filled(sent), sent)
  }

  /** Gives a request that is ready all it says; undefined where none is. Nothing leaves. */
  prepare(sent: HttpRequest): PreparedRequest | undefined {
    const { origin } = partsOf(sent.url)
    if ((this.#ready.get(origin)?.length ?? 0) === 0) return undefined
    const request = this.#filled(sent)
    // Its server may close the connection meanwhile.
    request.on('error', () => request.destroy())
    return {
      send: () => (request.destroyed ? this.send(sent) : this.#sent(request, sent)),
      drop: () => void request.destroy(),
    }
  }

  #filled({ url, method, headers, body }: HttpRequest): ClientRequest {
    const { origin, path } = partsOf(url)
    const told = {
      ...withoutAbsent(headers),
      'Accept-Encoding': 'identity',
      'Content-Length': String(Buffer.byteLength(body)),
    }
    const request = this.#begun(origin, told)
    request.method = method
    request.path = path
    // Its connection is free again once all who hear of this have heard.
    request.once('close', () => setImmediate(() => this.#prepare(origin, told)))
    return request
  }

  #sent(request: ClientRequest, { body, timeoutMs }: HttpRequest): Promise<HttpAnswer> {
    // First of all: nothing is heard of it before this turn is over.
    request.end(body)
    return new Promise((resolve, reject) => {
      request.once('response', (response) => {
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
    })
  }

  close(): void {
    this.#isClosed = true
    for (const ready of this.#ready.values()) for (const { request } of ready) request.destroy()
    this.#plain.destroy()
    this.#secure.destroy()
  }

  /** A request with these headers: one that is ready, else one that is begun now. */
  #begun(origin: string, headers: Readonly<Record<string, string>>): ClientRequest {
    const ready = this.#ready.get(origin)?.pop()
    if (ready === undefined || ready.request.destroyed) return this.#newRequest(origin, headers)
    const { request, headers: before, keep } = ready
    keep()
    for (const name of Object.keys(before))
      if (headers[name] === undefined) request.removeHeader(name)
    for (const [name, value] of Object.entries(headers))
      if (before[name] !== value) request.setHeader(name, value)
    return request
  }

  #prepare(origin: string, headers: Readonly<Record<string, string>>): void {
    if (this.#isClosed) return
    const all = this.#ready.get(origin) ?? []
    this.#ready.set(origin, all)
    if (all.length >= readyMost) return
    const request = this.#newRequest(origin, headers)
    const giveUp = (): void => {
      const at = all.indexOf(ready)
      if (at < 0) return
      all.splice(at, 1)
      request.destroy()
    }
    const keep = (): void => void request.socket?.off('timeout', giveUp).ref()
    const ready = { request, headers, keep }
    all.push(ready)
    // What is to happen to one that has been sent is its sender's. Some servers answer the silence, with 408, and hang up.
    request.on('error', giveUp).once('response', giveUp).once('close', giveUp)
    request.once('socket', (socket) => {
      if (all.includes(ready)) socket.once('timeout', giveUp).unref()
    })
  }

  #newRequest(origin: string, headers: Readonly<Record<string, string>>): ClientRequest {
    const isSecure = origin.startsWith('https:')
    const options = { method: 'POST', agent: isSecure ? this.#secure : this.#plain, headers }
    return (isSecure ? requestSecure : requestPlain)(origin, options)
  }
}

const keptOpen = { keepAlive: true, timeout: idleMostMs }

function partsOf(url: string): { readonly origin: string; readonly path: string } {
  const at = url.indexOf('/', url.indexOf('//') + 2)
  const path = url.slice(at)
  if (at > 0 && /^[\u0021-\u007e]*$/.test(path)) return { origin: url.slice(0, at), path }
  // With what has to be escaped, or no path at all.
  const { origin, pathname, search } = new URL(url)
  return { origin, path: pathname + search }
}

function withoutAbsent(headers: HttpRequest['headers']): Record<string, string> {
  const told: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) told[name] = value
  return told
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
