import type { Instant } from '../../core/time.ts'
import { Refused, type Answer } from '../serving/answer.ts'
import { jsonObject } from '../serving/json-object.ts'
import type { Connection } from '../serving/connection.ts'
import type { Route, SocketRoute, SocketSession, VenueRoom } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { BinanceCall } from './call.ts'
import type { RequestLimits } from './request-limits.ts'
import { requireKey, signedParams } from './signature.ts'
import { refusal } from './refusals.ts'

/** What the WebSocket API answers from, beside what the venue's room has. */
export interface SocketApiParts {
  readonly room: VenueRoom
  readonly calls: readonly BinanceCall[]
  /** Public requests over REST, by their names here. */
  readonly publics: Readonly<Record<string, Route>>
  readonly limits: RequestLimits
  /** Who is told of the account from now on; absent where accounts are told of at another socket. */
  readonly userTopic?: string
}

/**
 * The WebSocket API: requests over a socket. Of spot it is since 2026-02 also the only way to an account's events,
 * subscribed to by signature; futures have listen keys.
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/general-api-information
 */
export function socketApi(parts: SocketApiParts, path: string): SocketRoute {
  return {
    path,
    pingEveryMs: 20_000,
    pongWithinMs: 60_000,
    open: (connection) => new SocketApi(connection, parts),
  }
}

/** Public requests by their names in the WebSocket API. @param names to their paths over REST, behind the prefix */
export function socketPublics(
  routes: readonly Route[],
  prefix: string,
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, Route>> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, path]) => {
      const route = routes.find((each) => each.path === `${prefix}${path}`)
      return route === undefined ? [] : [[name, route]]
    }),
  )
}

class SocketApi implements SocketSession {
  readonly #connection: Connection
  readonly #parts: SocketApiParts
  #isSubscribed = false

  constructor(connection: Connection, parts: SocketApiParts) {
    this.#connection = connection
    this.#parts = parts
  }

  received(text: string): void {
    const asked = jsonObject(text)
    if (asked === undefined) {
      this.#reply(null, refusal(-1000, 'Invalid JSON.'))
      return
    }
    const id = asked['id'] ?? null
    const { room } = this.#parts
    const isOrder = this.#callOf(asked)?.isOrder === true
    void this.#answer(asked, room.world.now).then(
      (said) => this.#acknowledge(isOrder, id, said),
      (error: unknown) => {
        if (error instanceof Refused) return this.#reply(id, error.answer)
        room.failed(error)
        this.#reply(
          id,
          refusal(-1000, 'An unknown error occurred while processing the request.', 500),
        )
      },
    )
  }

  closed(): void {
    this.#isSubscribed = false
  }

  async #answer(asked: Readonly<Record<string, unknown>>, at: Instant): Promise<Answer> {
    const name = String(asked['method'])
    const fields = paramsOf(asked['params'])
    const { publics, limits, room } = this.#parts
    const call = this.#callOf(asked)
    if (call !== undefined) {
      const over = limits.take(call.weight, call.orders ?? 0, at)
      if (over !== undefined) return over
      if (call.security === 'key') requireKey(fields['apiKey'], room.keys)
      else signedParams(fields, room.keys, at)
      return call.handle(fields, at)
    }
    const route = publics[name]
    if (route !== undefined) {
      const request = publicRequest(route, fields, at)
      const weight =
        typeof route.weight === 'function' ? route.weight(request) : (route.weight ?? 1)
      return limits.take(weight, 0, at) ?? route.handle(request)
    }
    return this.#session(name, fields, at)
  }

  #session(name: string, fields: Readonly<Record<string, string>>, at: Instant): Answer {
    const { room, userTopic, limits } = this.#parts
    const { topics, keys } = room
    switch (name) {
      case 'userDataStream.subscribe.signature':
        if (userTopic === undefined) return unknownMethod(name)
        limits.take(2, 0, at)
        signedParams(fields, keys, at)
        if (this.#isSubscribed)
          return refusal(-2035, 'User Data Stream subscription already active.')
        this.#isSubscribed = true
        topics.subscribe(
          userTopic,
          this.#connection,
          (event) => `{"subscriptionId":0,"event":${event}}`,
        )
        return ok({ subscriptionId: 0 })
      case 'userDataStream.unsubscribe':
        if (userTopic === undefined) return unknownMethod(name)
        this.#isSubscribed = false
        topics.unsubscribe(userTopic, this.#connection)
        return ok({})
      case 'session.subscriptions':
        return ok(this.#isSubscribed ? [{ subscriptionId: 0 }] : [])
      case 'session.status':
        return ok({
          apiKey: null,
          authorizedSince: null,
          connectedSince: Math.floor(at / 1_000),
          returnRateLimits: true,
          serverTime: Math.floor(at / 1_000),
          userDataStream: this.#isSubscribed,
        })
      case 'session.logon':
        requireKey(fields['apiKey'], keys)
        return refusal(-4056, 'HMAC_SHA256 API key is not supported.', 403)
      case 'userDataStream.start':
        return refusal(
          -1,
          'This method has been retired; use userDataStream.subscribe.signature.',
          410,
        )
      default:
        return unknownMethod(name)
    }
  }

  #callOf(asked: Readonly<Record<string, unknown>>): BinanceCall | undefined {
    const { calls } = this.#parts
    return calls.find(
      ({ socketMethod }) => socketMethod !== undefined && socketMethod === asked['method'],
    )
  }

  #acknowledge(isOrder: boolean, id: unknown, said: Answer): void {
    if (!isOrder) return this.#reply(id, said)
    const { isLost, lateMs } = this.#parts.room.acknowledgement()
    if (isLost) return
    if (lateMs === 0) this.#reply(id, said)
    else setTimeout(() => this.#reply(id, said), lateMs).unref()
  }

  #reply(id: unknown, { status, body }: Answer): void {
    const said = status === 200 ? { result: resultOf(body) } : { error: body }
    const rateLimits = this.#parts.limits.rows(this.#parts.room.world.now)
    this.#connection.reply(JSON.stringify({ id, status, ...said, rateLimits }))
  }
}

function unknownMethod(name: string): Answer {
  return refusal(-1126, `Invalid method: ${name}.`)
}

function ok(body: unknown): Answer {
  return { status: 200, body }
}

/** A text is JSON that was written already. */
function resultOf(body: unknown): unknown {
  return typeof body === 'string' ? (JSON.parse(body) as unknown) : body
}

function publicRequest(
  route: Route,
  fields: Readonly<Record<string, string>>,
  at: Instant,
): VenueRequest {
  const query = new URLSearchParams(fields).toString()
  return { method: 'GET', path: route.path, query, body: '', headers: {}, at, places: {} }
}

function paramsOf(params: unknown): Readonly<Record<string, string>> {
  if (typeof params !== 'object' || params === null) return {}
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      Array.isArray(value) ? JSON.stringify(value) : String(value),
    ]),
  )
}
