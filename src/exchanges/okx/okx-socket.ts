import { Refused } from '../serving/answer.ts'
import type { IdleSockets } from '../serving/idle-sockets.ts'
import { listOfFields, textFields, type Fields } from '../serving/json-fields.ts'
import { jsonObject } from '../serving/json-object.ts'
import type { OpenChannels } from '../serving/open-channels.ts'
import type { SocketRoute, SocketSession, VenueRoom } from '../serving/served-venue.ts'
import type { AccountEvents } from './account-events.ts'
import { checkNotExpired, type OkxCall } from './okx-call.ts'
import { isBusiness } from './okx-channels.ts'
import { milliseconds } from './okx-market.ts'
import type { RequestLimits } from './request-limits.ts'
import { codeOf, type Said } from './said.ts'
import { faultOfLogin } from './signature.ts'
import { TalkingConnection } from './talking-connection.ts'

export interface OkxSocketParts {
  readonly room: VenueRoom
  readonly channels: OpenChannels
  readonly events: AccountEvents
  readonly calls: readonly OkxCall[]
  readonly limits: RequestLimits
  readonly idle: IdleSockets
}

type Access = 'public' | 'private' | 'business'

/** Channels that only those may hear who have logged in at the public socket. */
const forVips: readonly string[] = ['books-l2-tbt', 'books50-l2-tbt']

/** OKX's three sockets. https://www.okx.com/docs-v5/en/#overview-websocket */
export function okxSockets(parts: OkxSocketParts): readonly SocketRoute[] {
  let lastId = 0
  return (['public', 'private', 'business'] as const).map((access) => ({
    path: `/ws/v5/${access}`,
    open(connection) {
      const connId = (0xa4d3_0000 + ++lastId).toString(16)
      const { idle, room } = parts
      const talking = new TalkingConnection(connection, idle, () => room.world.now)
      return new OkxSession(talking, { ...parts, access, connId })
    },
  }))
}

class OkxSession implements SocketSession {
  readonly #connection: TalkingConnection
  readonly #parts: OkxSocketParts & { readonly access: Access; readonly connId: string }
  #isIn = false

  constructor(
    connection: TalkingConnection,
    parts: OkxSocketParts & { readonly access: Access; readonly connId: string },
  ) {
    this.#connection = connection
    this.#parts = parts
  }

  received(text: string): void {
    this.#connection.stirred()
    if (text === 'ping') return this.#connection.reply('pong')
    const asked = jsonObject(text)
    const op = asked?.['op']
    const args = listOfFields(JSON.stringify(asked?.['args'] ?? []))
    if (asked === undefined || args === undefined) {
      return this.#refuse('60012', `Invalid request: ${text}`)
    }
    switch (op) {
      case 'login':
        return this.#enter(args[0] ?? {})
      case 'subscribe':
        for (const arg of args) this.#subscribe(arg, named(asked))
        return
      case 'unsubscribe':
        for (const arg of args) this.#unsubscribe(arg, named(asked))
        return
      default:
        return this.#call(textFields(asked), args, text)
    }
  }

  closed(): void {
    this.#connection.closed()
    this.#parts.events.closed(this.#connection)
    // Who is told is the talking one, of which the seat knows nothing.
    this.#parts.room.topics.forget(this.#connection)
  }

  #enter(asked: Fields): void {
    const { room, connId } = this.#parts
    const fault = faultOfLogin(asked, room.keys, room.world.now)
    this.#isIn = fault === undefined
    if (fault !== undefined) return this.#refuse(...fault)
    this.#reply({ event: 'login', code: '0', msg: '', connId })
  }

  #subscribe(arg: Fields, about: Named): void {
    const { channels, events, access, connId, room } = this.#parts
    const { now } = room.world
    const channel = arg['channel'] ?? ''
    const isUser = events.isNamed(arg)
    const home = isUser
      ? channel === 'orders-algo'
        ? 'business'
        : 'private'
      : isBusiness(channel)
        ? 'business'
        : 'public'
    const known = `channel:${channel},instId:${arg['instId'] ?? ''}`
    if (home !== access) {
      return this.#refuse(
        '60018',
        `Wrong URL or ${known} doesn't exist. Please use the correct URL, channel and parameters referring to API document.`,
      )
    }
    const isClosed = isUser || forVips.includes(channel) || channel === 'trades-all'
    if (isClosed && !this.#isIn) return this.#refuse('60011', 'Please log in')
    if (isUser) {
      events.join(arg, this.#connection)
      this.#reply({ ...about, event: 'subscribe', arg, connId })
      const connCount = String(events.countOf(arg))
      this.#reply({ event: 'channel-conn-count', channel, connCount, connId })
      return events.greet(arg, this.#connection, now)
    }
    const name = nameOf(arg)
    if (!channels.join(name, this.#connection)) {
      return this.#refuse(
        '60018',
        `Wrong URL or ${known} doesn't exist. Please use the correct URL, channel and parameters referring to API document.`,
      )
    }
    this.#reply({ ...about, event: 'subscribe', arg, connId })
    channels.greet(name, this.#connection, now)
  }

  #unsubscribe(arg: Fields, about: Named): void {
    const { channels, events, connId } = this.#parts
    if (events.isNamed(arg)) events.leave(arg, this.#connection)
    else channels.leave(nameOf(arg), this.#connection)
    this.#reply({ ...about, event: 'unsubscribe', arg, connId })
  }

  #call({ id = '', op = '', expTime }: Fields, args: readonly Fields[], text: string): void {
    const { calls, room, access, limits } = this.#parts
    const call = calls.find(({ socketOp }) => socketOp === op)
    if (call === undefined || access !== 'private') {
      return this.#refuse('60012', `Invalid request: ${text}`)
    }
    if (!this.#isIn) return this.#refuse('60011', 'Please log in')
    const inTime = `${milliseconds(room.world.now)}000`
    const about = (words: object): object => ({
      id,
      op,
      ...words,
      inTime,
      outTime: `${milliseconds(room.world.now)}000`,
    })
    const over = limits.take(call.path, call.perTwoSeconds, args.length, room.world.now)
    if (over !== undefined) {
      return this.#reply(about({ code: '50011', msg: 'Too Many Requests', data: [] }))
    }
    void this.#answer(call, args, expTime).then(
      ({ code, msg, data }) => this.#acknowledge(about({ code, msg, data })),
      (error: unknown) => {
        if (error instanceof Refused) {
          const { sCode, sMsg } = codeOf(error)
          return this.#acknowledge(about({ code: sCode, msg: sMsg, data: [] }))
        }
        room.failed(error)
        this.#reply(about({ code: '50026', msg: 'System error. Try again later.', data: [] }))
      },
    )
  }

  async #answer(
    call: OkxCall,
    args: readonly Fields[],
    expTime: string | undefined,
  ): Promise<Said> {
    const { now } = this.#parts.room.world
    checkNotExpired(expTime, now)
    return call.handle(args[0] ?? {}, now, args)
  }

  #acknowledge(words: object): void {
    const { isLost, lateMs } = this.#parts.room.acknowledgement()
    if (isLost) return
    if (lateMs === 0) this.#reply(words)
    else setTimeout(() => this.#reply(words), lateMs).unref()
  }

  #refuse(code: string, msg: string): void {
    this.#reply({ event: 'error', code, msg, connId: this.#parts.connId })
  }

  #reply(words: object): void {
    this.#connection.reply(JSON.stringify(words))
  }
}

/** What a client called its request, which the answer says again. */
type Named = Readonly<{ id?: string }>

function named({ id }: Readonly<Record<string, unknown>>): Named {
  return typeof id === 'string' ? { id } : {}
}

/** A public channel by what tells it from others, in one order. */
function nameOf({ channel = '', instId, instType }: Fields): string {
  return JSON.stringify({
    channel,
    ...(instId === undefined ? {} : { instId }),
    ...(instType === undefined ? {} : { instType }),
  })
}
