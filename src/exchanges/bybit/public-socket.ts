import type { Instant } from '../../core/time.ts'
import type { Connection } from '../serving/connection.ts'
import type { IdleSockets } from '../serving/idle-sockets.ts'
import { jsonObject } from '../serving/json-object.ts'
import type { OpenChannels } from '../serving/open-channels.ts'
import type { SocketRoute, SocketSession } from '../serving/served-venue.ts'
import { milliseconds } from './bybit-market.ts'

/** Topics one request may name at the socket of spot. */
const spotArgsMost = 10

interface PublicParts {
  readonly channels: OpenChannels
  readonly isSpot: boolean
  readonly idle: IdleSockets
  readonly now: () => Instant
}

/** Who wrote: every socket has an id that its answers repeat. */
export class ConnectionIds {
  #last = 0

  next(): string {
    return `4c1a9f52-7be0-4d0b-b2a1-${(++this.#last).toString(16).padStart(12, '0')}`
  }
}

/** A public socket. https://bybit-exchange.github.io/docs/v5/ws/connect */
export function publicSocket(path: string, ids: ConnectionIds, parts: PublicParts): SocketRoute {
  return { path, open: (connection) => new PublicSession(connection, ids.next(), parts) }
}

class PublicSession implements SocketSession {
  readonly #connection: Connection
  readonly #id: string
  readonly #parts: PublicParts
  readonly #topics = new Set<string>()

  constructor(connection: Connection, id: string, parts: PublicParts) {
    this.#connection = connection
    this.#id = id
    this.#parts = parts
    parts.idle.stirred(connection, parts.now())
  }

  received(text: string): void {
    this.#parts.idle.stirred(this.#connection, this.#parts.now())
    const asked = jsonObject(text)
    if (asked === undefined) return this.#reply({ success: false, ret_msg: 'error:invalid json' })
    const about = { req_id: textOf(asked['req_id']), op: textOf(asked['op']) }
    const args = Array.isArray(asked['args']) ? asked['args'].map(String) : []
    switch (asked['op']) {
      case 'ping':
        return this.#reply({ success: true, ret_msg: 'pong', ...about })
      case 'subscribe':
        return this.#subscribe(args, about)
      case 'unsubscribe':
        for (const topic of args) this.#leave(topic)
        return this.#reply({ success: true, ret_msg: '', ...about })
      default:
        return this.#reply({ success: false, ret_msg: 'error:invalid op', ...about })
    }
  }

  closed(): void {
    this.#parts.idle.closed(this.#connection)
  }

  #subscribe(args: readonly string[], about: Readonly<Record<string, string>>): void {
    const { channels, isSpot, now } = this.#parts
    const refuse = (words: string): void =>
      this.#reply({ success: false, ret_msg: `error:${words}`, ...about })
    if (args.length === 0) return refuse('args is empty')
    if (isSpot && args.length > spotArgsMost) return refuse(`args size >${spotArgsMost}`)
    // One that cannot be had takes the others of its request with it.
    for (const [k, topic] of args.entries()) {
      const isKnown = this.#topics.has(topic)
      if (!isKnown && channels.join(topic, this.#connection)) {
        this.#topics.add(topic)
        continue
      }
      for (const joined of args.slice(0, k)) this.#leave(joined)
      return refuse(`${isKnown ? 'already subscribed' : 'handler not found'},topic:${topic}`)
    }
    this.#reply({ success: true, ret_msg: isSpot ? 'subscribe' : '', ...about })
    for (const topic of args) channels.greet(topic, this.#connection, now())
  }

  #leave(topic: string): void {
    this.#topics.delete(topic)
    this.#parts.channels.leave(topic, this.#connection)
  }

  #reply(words: Readonly<Record<string, unknown>>): void {
    this.#connection.reply(JSON.stringify({ ...words, conn_id: this.#id }))
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** A pong of the sockets of an account. */
export function pongArgs(at: number): readonly string[] {
  return [String(milliseconds(at))]
}
