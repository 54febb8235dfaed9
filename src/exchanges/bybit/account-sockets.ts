import type { Instant } from '../../core/time.ts'
import { Refused } from '../serving/answer.ts'
import type { Connection } from '../serving/connection.ts'
import type { IdleSockets } from '../serving/idle-sockets.ts'
import { textFields } from '../serving/json-fields.ts'
import { jsonObject } from '../serving/json-object.ts'
import type { SocketRoute, SocketSession, VenueRoom } from '../serving/served-venue.ts'
import { accountTopics, userTopic } from './account-events.ts'
import type { BybitCall } from './bybit-call.ts'
import { milliseconds } from './bybit-market.ts'
import type { DisconnectSwitch } from './disconnect-switch.ts'
import { pongArgs, textOf, type ConnectionIds } from './public-socket.ts'
import type { RequestLimits } from './request-limits.ts'
import { codeOf, type Said } from './said.ts'
import { checkTime, isSignedBy } from './signature.ts'

interface AccountSocketParts {
  readonly room: VenueRoom
  readonly ids: ConnectionIds
  readonly disconnect: DisconnectSwitch
  readonly calls: readonly BybitCall[]
  readonly limits: RequestLimits
  readonly idle: IdleSockets
}

type Asked = Readonly<Record<string, unknown>>

/** `/v5/private`, where an account is told of, and `/v5/trade`, where it places orders. */
export function accountSockets(parts: AccountSocketParts): readonly SocketRoute[] {
  return [
    { path: '/v5/private', open: (connection) => new PrivateSession(connection, parts) },
    { path: '/v5/trade', open: (connection) => new TradeSession(connection, parts) },
  ]
}

/** Why a client is not let in; undefined when it is. What is signed is `GET/realtime` and when the request expires. */
function wrongOfAuth(asked: Asked, { keys, world }: VenueRoom): string | undefined {
  const [key, expires, sign] = Array.isArray(asked['args']) ? asked['args'].map(textOf) : []
  if (key === undefined || expires === undefined || sign === undefined) return 'Params Error'
  if (key !== keys.key) return 'API key is invalid.'
  if (!(Number(expires) > milliseconds(world.now))) return 'request expired'
  return isSignedBy(`GET/realtime${expires}`, sign, keys) ? undefined : 'error sign!'
}

class PrivateSession implements SocketSession {
  readonly #connection: Connection
  readonly #parts: AccountSocketParts
  readonly #id: string
  #isIn = false

  constructor(connection: Connection, parts: AccountSocketParts) {
    this.#connection = connection
    this.#parts = parts
    this.#id = parts.ids.next()
    parts.idle.stirred(connection, parts.room.world.now)
  }

  received(text: string): void {
    this.#parts.idle.stirred(this.#connection, this.#parts.room.world.now)
    const asked = jsonObject(text)
    if (asked === undefined) return this.#reply({ success: false, ret_msg: 'error:invalid json' })
    const about = { op: textOf(asked['op']), req_id: textOf(asked['req_id']) }
    switch (asked['op']) {
      case 'auth':
        return this.#enter(asked)
      case 'ping':
        return this.#reply({ ...about, op: 'pong', args: pongArgs(this.#parts.room.world.now) })
      case 'subscribe':
        return this.#subscribe(topicsOf(asked), about)
      case 'unsubscribe':
        for (const topic of topicsOf(asked)) {
          this.#parts.room.topics.unsubscribe(userTopic(topic), this.#connection)
        }
        return this.#reply({ success: true, ret_msg: '', ...about })
      default:
        return this.#reply({ success: false, ret_msg: 'error:invalid op', ...about })
    }
  }

  closed(): void {
    this.#parts.idle.closed(this.#connection)
    this.#parts.disconnect.closed(this.#connection, this.#parts.room.world.now)
  }

  #enter(asked: Asked): void {
    const wrong = wrongOfAuth(asked, this.#parts.room)
    this.#isIn = wrong === undefined
    if (wrong === undefined) return this.#reply({ success: true, ret_msg: '', op: 'auth' })
    this.#reply({ success: false, ret_msg: wrong, op: 'auth' })
  }

  #subscribe(topics: readonly string[], about: Readonly<Record<string, string>>): void {
    const { room, disconnect } = this.#parts
    const refuse = (words: string): void =>
      this.#reply({ success: false, ret_msg: `error:${words}`, ...about })
    if (!this.#isIn) return refuse('Request not authorized')
    const unknown = topics.find(
      (topic) => !accountTopics.includes(topic) && !topic.startsWith('dcp.'),
    )
    if (unknown !== undefined) return refuse(`handler not found,topic:${unknown}`)
    for (const topic of topics) {
      if (!disconnect.watch(topic, this.#connection)) {
        room.topics.subscribe(userTopic(topic), this.#connection)
      }
    }
    this.#reply({ success: true, ret_msg: '', ...about })
  }

  #reply(words: Readonly<Record<string, unknown>>): void {
    this.#connection.reply(JSON.stringify({ ...words, conn_id: this.#id }))
  }
}

function topicsOf(asked: Asked): readonly string[] {
  return Array.isArray(asked['args']) ? asked['args'].map(String) : []
}

/** https://bybit-exchange.github.io/docs/v5/websocket/trade/guideline */
class TradeSession implements SocketSession {
  readonly #connection: Connection
  readonly #parts: AccountSocketParts
  readonly #id: string
  #isIn = false

  constructor(connection: Connection, parts: AccountSocketParts) {
    this.#connection = connection
    this.#parts = parts
    this.#id = parts.ids.next()
    parts.idle.stirred(connection, parts.room.world.now)
  }

  received(text: string): void {
    this.#parts.idle.stirred(this.#connection, this.#parts.room.world.now)
    const asked = jsonObject(text)
    const { room, calls } = this.#parts
    const op = textOf(asked?.['op'])
    if (asked === undefined) return this.#reply({ retCode: 10_001, retMsg: 'invalid json', op })
    if (op === 'ping') {
      return this.#reply({ retCode: 0, retMsg: 'OK', op: 'pong', data: pongArgs(room.world.now) })
    }
    if (op === 'auth') return this.#enter(asked)
    const about = { reqId: textOf(asked['reqId']), op }
    if (!this.#isIn) {
      return this.#reply({ ...about, retCode: 10_004, retMsg: 'Request not authorized' })
    }
    const call = calls.find(({ socketOp }) => socketOp === op)
    if (call === undefined) {
      return this.#reply({ ...about, retCode: 10_404, retMsg: 'op type is not found' })
    }
    const { at, header } = { at: room.world.now, header: this.#header(call, room.world.now) }
    void this.#answer(call, asked, at).then(
      ({ result, retExtInfo }) =>
        this.#acknowledge({ ...about, retCode: 0, retMsg: 'OK', data: result, retExtInfo, header }),
      (error: unknown) => {
        if (error instanceof Refused) {
          return this.#acknowledge({ ...about, ...codeOf(error), data: {}, retExtInfo: {}, header })
        }
        room.failed(error)
        this.#reply({ ...about, retCode: 10_016, retMsg: 'Internal server error.' })
      },
    )
  }

  closed(): void {
    this.#parts.idle.closed(this.#connection)
    this.#isIn = false
  }

  async #answer(call: BybitCall, asked: Asked, at: Instant): Promise<Said> {
    const header = textFields(objectOf(asked['header']))
    const window = Number(header['X-BAPI-RECV-WINDOW'] ?? 5_000)
    checkTime(header['X-BAPI-TIMESTAMP'] ?? '', window, at)
    const over = this.#parts.limits.take(call.path, call.perSecond, at)
    if (over !== undefined) throw new Refused(over)
    const [first] = Array.isArray(asked['args']) ? (asked['args'] as unknown[]) : []
    return call.handle(textFields(objectOf(first)), at)
  }

  #header({ path }: BybitCall, at: Instant): Readonly<Record<string, string>> {
    const limits = this.#parts.limits.headers(path, at)
    return {
      'X-Bapi-Limit': limits['x-bapi-limit'] ?? '',
      'X-Bapi-Limit-Status': limits['x-bapi-limit-status'] ?? '',
      'X-Bapi-Limit-Reset-Timestamp': limits['x-bapi-limit-reset-timestamp'] ?? '',
      Timenow: String(milliseconds(at)),
    }
  }

  #enter(asked: Asked): void {
    const wrong = wrongOfAuth(asked, this.#parts.room)
    this.#isIn = wrong === undefined
    this.#reply(
      wrong === undefined
        ? { retCode: 0, retMsg: 'OK', op: 'auth' }
        : { retCode: 10_004, retMsg: wrong, op: 'auth' },
    )
  }

  #acknowledge(words: Readonly<Record<string, unknown>>): void {
    const { isLost, lateMs } = this.#parts.room.acknowledgement()
    if (isLost) return
    if (lateMs === 0) this.#reply(words)
    else setTimeout(() => this.#reply(words), lateMs).unref()
  }

  #reply(words: Readonly<Record<string, unknown>>): void {
    this.#connection.reply(JSON.stringify({ ...words, connId: this.#id }))
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Readonly<Record<string, unknown>>) : {}
}
