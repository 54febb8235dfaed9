import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import { AnswerReader, type HttpAnswer } from './answer-reader.ts'

/** Idle and busy together, to one origin; ccxt has 256. */
const socketsMost = 32
/** Servers give up idle connections after a minute or more; before they do, we do. */
const idleMostMs = 50_000

/** A request as it goes over the wire. */
export interface HttpRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  readonly timeoutMs: number
}

/** No answer came in time; whether the request was heard is not known. */
export class AnswerTimeout extends Error {}

interface Kept {
  readonly socket: Socket
  idleSince: number
}

/**
 * Connections of HTTP/1.1 that are kept open, one request on each at a time, for requests that must leave at once: the
 * request is one text and one call of `write`, 53 us where undici's `request` took 207 and its `dispatch` 124 (medians, two busy
 * cores, loopback).
 *
 * A class, for it keeps connections.
 */
export class KeptSockets {
  readonly #idle = new Map<string, Kept[]>()
  #open = 0

  /** Is there room for one more request? */
  get hasRoom(): boolean {
    return this.#open < socketsMost
  }

  /**
   * Sends a request once. It is never sent again, whatever became of it.
   *
   * @throws AnswerTimeout, or what the socket says, with its `code`
   */
  send(request: HttpRequest): Promise<HttpAnswer> {
    const { origin, hostname, port, protocol, pathname, search, host } = new URL(request.url)
    const text = textOf(request, host, pathname + search)
    const kept = this.#take(origin)
    if (kept !== undefined) return this.#exchange(origin, kept.socket.ref(), text, request)
    const isSecure = protocol === 'https:'
    const place = {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    }
    const socket = isSecure
      ? connectSecure({ ...place, servername: hostname, ALPNProtocols: ['http/1.1'] })
      : connectPlain(place)
    this.#open++
    socket.setNoDelay(true)
    // What happens to a socket between two requests only takes it away.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#forget(origin, socket))
    return this.#exchange(origin, socket, text, request)
  }

  close(): void {
    for (const kept of this.#idle.values()) for (const { socket } of kept) socket.destroy()
    this.#idle.clear()
  }

  /** The one that was used last: the others may grow old. */
  #take(origin: string): Kept | undefined {
    const idle = this.#idle.get(origin) ?? []
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      const isFresh = performance.now() - kept.idleSince < idleMostMs
      if (isFresh && kept.socket.writable) return kept
      kept.socket.destroy()
    }
    return undefined
  }

  #forget(origin: string, socket: Socket): void {
    this.#open--
    const idle = this.#idle.get(origin) ?? []
    this.#idle.set(
      origin,
      idle.filter((kept) => kept.socket !== socket),
    )
  }

  #exchange(
    origin: string,
    socket: Socket,
    text: string,
    { timeoutMs }: HttpRequest,
  ): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const reader = new AnswerReader()
      const timer = setTimeout(() => end(new AnswerTimeout()), timeoutMs)
      const end = (cause: Error | undefined): void => {
        clearTimeout(timer)
        socket.off('data', hear)
        socket.off('error', end)
        socket.off('close', left)
        if (cause === undefined && reader.keepsOpen) this.#keep(origin, socket)
        else socket.destroy()
        if (cause === undefined) resolve(reader.answer())
        else reject(cause)
      }
      const hear = (bytes: Buffer): void => {
        try {
          if (reader.read(bytes)) end(undefined)
        } catch (cause) {
          end(cause as Error)
        }
      }
      const left = (): void =>
        end(
          reader.endsWithClose
            ? undefined
            : Object.assign(new Error('closed before it had answered'), { code: 'ECONNRESET' }),
        )
      socket.on('data', hear)
      socket.on('error', end)
      socket.on('close', left)
      socket.write(text)
    })
  }

  #keep(origin: string, socket: Socket): void {
    // Only while something is asked does it keep the process alive.
    socket.unref()
    const idle = this.#idle.get(origin) ?? []
    idle.push({ socket, idleSince: performance.now() })
    this.#idle.set(origin, idle)
  }
}

function textOf(request: HttpRequest, host: string, path: string): string {
  const { method, headers, body } = request
  let head = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n`
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) head += `${name}: ${oneLine(value)}\r\n`
  }
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** A line end in a header would be the end of the headers. */
function oneLine(value: string): string {
  if (/[\r\n\0]/.test(value)) throw new TypeError('a header of more than one line')
  return value
}
