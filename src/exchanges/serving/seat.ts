import type { Instant } from '../../core/time.ts'
import type { Random } from '../../math/random.ts'
import type { FaultSwitches } from '../faults/fault-switches.ts'
import type { ExchangeWorld, MarketMessage } from '../world/exchange-world.ts'
import { Refused, type Answer } from './answer.ts'
import type { WireSocket } from './connection.ts'
import { FaultyConnection } from './faulty-connection.ts'
import { Heartbeat } from './heartbeat.ts'
import { routerOf, type Router } from './router.ts'
import type {
  Acknowledgement,
  Route,
  ServedVenue,
  SocketRoute,
  VenueDesk,
  VenueKeys,
} from './served-venue.ts'
import { Topics } from './topics.ts'
import type { VenueRequest } from './venue-request.ts'

interface SeatParts {
  readonly venue: ServedVenue
  readonly world: ExchangeWorld
  readonly switches: FaultSwitches
  readonly keys: VenueKeys
  readonly clock: () => Instant
  readonly random: Random
  /** A request that failed by a fault of ours. */
  readonly failed: (error: unknown) => void
}

/** An answer, undefined when its connection is to be cut instead; and how late it is. */
interface SeatAnswer {
  readonly answer: Answer | undefined
  readonly lateMs: number
}

/** Sockets a venue takes at once. */
const socketsMost = 1_000

/** One venue being served: requests and sockets come in, faults befall them, the venue's desk answers. */
export class Seat {
  readonly #parts: SeatParts
  readonly #desk: VenueDesk
  readonly #topics = new Topics()
  readonly #routes: Router<Route>
  readonly #sockets: Router<SocketRoute & { readonly method: string }>
  readonly #open = new Map<FaultyConnection, Heartbeat | undefined>()
  #lastTick = NaN

  constructor(parts: SeatParts) {
    this.#parts = parts
    const { venue, world, switches, keys, random } = parts
    const states = world.statesOf(venue.name)
    const accounts = venue.accounts.map((plan) =>
      world.open(venue.name, plan, {
        seed: Math.floor(random.uniform() * 2 ** 31),
        switches,
      }),
    )
    this.#desk = venue.open({
      world,
      states,
      accounts,
      topics: this.#topics,
      keys,
      faults: switches,
      acknowledgement: () => this.#acknowledgement(),
      failed: parts.failed,
    })
    this.#routes = routerOf(this.#desk.routes)
    this.#sockets = routerOf(this.#desk.sockets.map((each) => ({ ...each, method: 'GET' })))
  }

  told(message: MarketMessage): void {
    this.#desk.told(message)
  }

  async answer(request: VenueRequest): Promise<SeatAnswer> {
    const { world } = this.#parts
    const fault = this.#fault()
    if (fault !== undefined) return { answer: this.#desk.fault(fault, request), lateMs: 0 }
    world.advance(request.at)
    const found = this.#routes.find(request.method, request.path)
    const asked = found === undefined ? request : { ...request, places: found.places }
    const { refusal, headers } = this.#desk.admit(asked, found?.what)
    if (refusal !== undefined) return { answer: withHeaders(refusal, headers), lateMs: 0 }
    const route = found?.what
    const said =
      route === undefined ? this.#desk.notFound(asked) : await this.#carryOut(route, asked)
    const { isLost, lateMs } = route?.isOrder === true ? this.#acknowledgement() : onTime
    return { answer: isLost ? undefined : withHeaders(said, headers), lateMs }
  }

  connect(socket: WireSocket, request: VenueRequest): void {
    const found = this.#sockets.find('GET', request.path)
    const { switches, random } = this.#parts
    if (found === undefined) return socket.close(1008, 'nothing is told at this path')
    if (switches.maintenance > 0) return socket.close(1013, 'maintenance')
    if (this.#open.size >= socketsMost) return socket.close(1013, 'too many sockets')
    const { pingEveryMs, pongWithinMs } = found.what
    const connection = new FaultyConnection(socket, switches, random)
    const heartbeat =
      pingEveryMs === undefined
        ? undefined
        : new Heartbeat(socket, { pingEveryMs, pongWithinMs: pongWithinMs ?? Infinity }, request.at)
    this.#open.set(connection, heartbeat)
    const session = found.what.open(connection, { ...request, places: found.places })
    socket.on('message', (data) => {
      this.#parts.world.advance(this.#parts.clock())
      session.received(data.toString('utf8'))
    })
    socket.on('close', () => {
      this.#open.delete(connection)
      this.#topics.forget(connection)
      session.closed()
    })
  }

  tick(at: Instant): void {
    const seconds = Number.isNaN(this.#lastTick) ? 0 : (at - this.#lastTick) / 1e6
    this.#lastTick = at
    const { disconnect } = this.#parts.switches
    for (const [connection, heartbeat] of this.#open) {
      if (disconnect > 0 && this.#happens(disconnect * seconds)) connection.cut()
      else heartbeat?.look(at)
    }
    this.#desk.tick(at)
  }

  close(): void {
    for (const connection of this.#open.keys()) connection.cut()
  }

  #acknowledgement(): Acknowledgement {
    const { ackLost, ackLate, ackLateMs } = this.#parts.switches
    const isLost = this.#happens(ackLost)
    const isLate = this.#happens(ackLate)
    return { isLost, lateMs: isLate ? this.#parts.random.uniform() * ackLateMs : 0 }
  }

  #fault(): 'too-many' | 'server-error' | 'maintenance' | undefined {
    const { maintenance, tooMany, serverError } = this.#parts.switches
    if (maintenance > 0) return 'maintenance'
    if (this.#happens(tooMany)) return 'too-many'
    return this.#happens(serverError) ? 'server-error' : undefined
  }

  async #carryOut(route: Route, request: VenueRequest): Promise<Answer> {
    try {
      return await route.handle(request)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      this.#parts.failed(error)
      return this.#desk.fault('server-error', request)
    }
  }

  #happens(share: number): boolean {
    return share > 0 && this.#parts.random.uniform() < share
  }
}

const onTime: Acknowledgement = { isLost: false, lateMs: 0 }

function withHeaders(said: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...said, headers: { ...headers, ...said.headers } }
}
