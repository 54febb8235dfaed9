import type { Instant } from '../../core/time.ts'
import { jsonObject } from '../serving/json-object.ts'
import type { Connection } from '../serving/connection.ts'
import type { SocketRoute, SocketSession } from '../serving/served-venue.ts'
import type { Topics } from '../serving/topics.ts'
import { WindowCounter } from '../serving/window-counter.ts'
import { formFields } from '../serving/venue-request.ts'
import type { OpenStreams } from './streams.ts'

interface StreamSocketParts {
  readonly streams: OpenStreams
  readonly topics: Topics
  readonly now: () => Instant
  /** Streams a connection may have. */
  readonly streamsMost: number
  /** Messages a second, over five seconds, after which a client is cut. */
  readonly messagesPerSecond: number
  readonly pingEveryMs: number
  readonly pongWithinMs: number
}

const patienceUs = 5_000_000

/**
 * The sockets of market streams: `/ws` tells payloads as they are, `/stream` wraps each with its stream's name; both
 * take SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS, SET_PROPERTY and GET_PROPERTY. Streams may stand in the address too.
 */
export function streamSockets(
  parts: StreamSocketParts,
  paths: { readonly raw: readonly string[]; readonly combined: readonly string[] },
): readonly SocketRoute[] {
  const { pingEveryMs, pongWithinMs } = parts
  const route = (path: string, isCombined: boolean): SocketRoute => ({
    path,
    pingEveryMs,
    pongWithinMs,
    open(connection, { query, places }) {
      const session = new StreamSession(connection, parts, isCombined)
      const listed = formFields(query)['streams']?.split('/') ?? []
      // ccxt ends its addresses with a number of its own, which is no stream.
      const inPath =
        places['stream'] === undefined || /^\d+$/.test(places['stream']) ? [] : [places['stream']]
      session.subscribe([...listed, ...inPath].filter((name) => name !== ''))
      return session
    },
  })
  const both = (path: string, isCombined: boolean): readonly SocketRoute[] => [
    route(path, isCombined),
    route(`${path}/:stream`, isCombined),
  ]
  return [
    ...paths.raw.flatMap((path) => both(path, false)),
    ...paths.combined.flatMap((path) => both(path, true)),
  ]
}

class StreamSession implements SocketSession {
  readonly #connection: Connection
  readonly #parts: StreamSocketParts
  readonly #names = new Set<string>()
  readonly #heard: WindowCounter
  #isCombined: boolean

  constructor(connection: Connection, parts: StreamSocketParts, isCombined: boolean) {
    this.#connection = connection
    this.#parts = parts
    this.#isCombined = isCombined
    this.#heard = new WindowCounter(patienceUs, (parts.messagesPerSecond * patienceUs) / 1e6)
  }

  received(text: string): void {
    if (this.#heard.add(1, this.#parts.now()) > this.#heard.most) {
      return this.#connection.close(1008, 'Too many requests')
    }
    const asked = jsonObject(text)
    if (asked === undefined)
      return this.#refuse(null, 'Invalid JSON: expected value at line 1 column 1', 3)
    const id = asked['id'] ?? null
    const params = Array.isArray(asked['params']) ? asked['params'].map(String) : []
    switch (asked['method']) {
      case 'SUBSCRIBE': {
        if (params.length === 0) {
          return this.#refuse(id, 'Invalid request: missing field `params`', 2)
        }
        const unknown = this.subscribe(params)
        if (unknown !== undefined) return this.#refuse(id, `Invalid request: ${unknown}`, 2)
        return this.#reply({ result: null, id })
      }
      case 'UNSUBSCRIBE':
        for (const name of params) this.#drop(name)
        return this.#reply({ result: null, id })
      case 'LIST_SUBSCRIPTIONS':
        return this.#reply({ result: [...this.#names], id })
      case 'GET_PROPERTY':
        return this.#reply({ result: this.#isCombined, id })
      case 'SET_PROPERTY': {
        const [, value] = Array.isArray(asked['params']) ? (asked['params'] as unknown[]) : []
        this.#isCombined = value === true
        return this.#reply({ result: null, id })
      }
      default:
        return this.#refuse(id, 'Invalid request: unknown variant', 2)
    }
  }

  closed(): void {
    this.#names.clear()
  }

  /** @returns what is wrong with a name; undefined when all are told from now on */
  subscribe(names: readonly string[]): string | undefined {
    const { streams, topics, streamsMost } = this.#parts
    for (const name of names) {
      if (this.#names.size >= streamsMost) return 'too many streams'
      // A name that no stream has is taken all the same, and nothing is ever told of it: so it is at Binance.
      if (!/^[!a-zA-Z0-9_@]+$/.test(name)) return 'invalid stream name'
      streams.open(name)
      this.#names.add(name)
      topics.subscribe(streams.topic(name), this.#connection, (text) =>
        this.#isCombined ? `{"stream":"${name}","data":${text}}` : text,
      )
    }
    return undefined
  }

  #drop(name: string): void {
    const { streams, topics } = this.#parts
    this.#names.delete(name)
    topics.unsubscribe(streams.topic(name), this.#connection)
  }

  #reply(words: unknown): void {
    this.#connection.reply(JSON.stringify(words))
  }

  #refuse(id: unknown, msg: string, code: number): void {
    this.#reply({ error: { code, msg }, id })
  }
}
