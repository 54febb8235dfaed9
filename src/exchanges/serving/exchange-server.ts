import fastifyWebsocket from '@fastify/websocket'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { IsobarError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { Random } from '../../math/random.ts'
import type { FaultSwitches } from '../faults/fault-switches.ts'
import type { MarketSource } from '../world/market-source.ts'
import { ExchangeWorld } from '../world/exchange-world.ts'
import { addControlRoutes } from './control-routes.ts'
import type { WireSocket } from './connection.ts'
import type { ServedVenue, VenueKeys } from './served-venue.ts'
import { Seat } from './seat.ts'
import type { VenueRequest } from './venue-request.ts'

/** What is served, and how. */
export interface ExchangeOptions {
  readonly source: MarketSource
  readonly venues: readonly ServedVenue[]
  /** Of each venue, by name. */
  readonly faults: ReadonlyMap<string, FaultSwitches>
  readonly keys: VenueKeys
  readonly seed: number
  /** The venues' clock: given, since nothing here reads one. */
  readonly clock: () => Instant
  /** When the market of the source begins; up to now it has happened before anyone comes. */
  readonly start: Instant
  /** 0 picks a free one. */
  readonly port: number
  /** A request that failed by a fault of ours. */
  readonly failed: (error: unknown) => void
  /** Time passes when `tick` is called and not by itself: for rehearsals in lock-step. */
  readonly isStepped?: true
}

export interface RunningExchange {
  /** e.g. `http://127.0.0.1:41234` */
  readonly address: string
  readonly world: ExchangeWorld
  /** Lets everything happen up to what the clock says now. */
  tick(): void
  close(): Promise<void>
}

/**
 * After a longer time without a look at the clock, microseconds, the machine slept, its clock was set, or it was too busy for us.
 * What happened is not made up then: that takes 12 ms a second, during which nobody is answered, and tells every client so much of
 * every stream at once, each message too old to be used. Where there is less time than that takes, each look makes up for more than the
 * one before: with 6 % of a processor 15 of 64 handshakes took more than five seconds, and 1 of 84 with one second left out at a time.
 * A recording is laid over what was traded on it by one shift, so that it stands only for what nobody would use any more.
 */
const longestStep = { madeUp: 1_000_000, recorded: 5_000_000 } as const
/** Between two looks at the clock. */
const tickMs = 10
const bodyBytesMost = 1_048_576
const socketBytesMost = 65_536

/**
 * Serves venues over their own protocols, each under its name, on the loopback interface and nowhere else.
 *
 * @throws IsobarError of code `world` when the port is taken
 */
export async function serveExchanges(options: ExchangeOptions): Promise<RunningExchange> {
  const { source, venues, faults, keys, seed, clock, start } = options
  const world = new ExchangeWorld(source, start)
  const random = new Random(seed)
  const seats = new Map(
    venues.map((venue) => {
      const switches = faults.get(venue.name)!
      const seat = new Seat({
        venue,
        world,
        switches,
        keys,
        clock,
        random: random.fork(venue.name),
        failed: options.failed,
      })
      return [venue.name, seat]
    }),
  )
  world.told = (message) => seats.get(message.state.instrument.venue)?.told(message)
  world.advance(clock())
  if (options.isStepped !== true)
    world.longestStep = source.shift === undefined ? longestStep.madeUp : longestStep.recorded

  const tick = (): void => {
    const at = clock()
    world.advance(at)
    for (const seat of seats.values()) seat.tick(at)
  }
  const timer = options.isStepped === true ? undefined : setInterval(tick, tickMs)
  const server = await newServer(() => {
    clearInterval(timer)
    for (const seat of seats.values()) seat.close()
  })
  const shift = (): number | undefined => {
    const moved = source.shift?.()
    return moved === undefined ? undefined : moved + world.stood
  }
  addControlRoutes(server, { world, venues, faults, shift })
  addVenueRoutes(server, seats, clock)
  try {
    const address = await server.listen({ host: '127.0.0.1', port: options.port })
    return { address, world, tick, close: () => server.close() }
  } catch (cause) {
    await server.close()
    throw cannotListen(options.port, cause)
  }
}

function cannotListen(port: number, cause: unknown): IsobarError {
  const code = (cause as NodeJS.ErrnoException).code
  const reason =
    code === 'EADDRINUSE' ? 'another program has it; choose another, or 0 for any free one' : code
  return new IsobarError('world', `cannot listen on 127.0.0.1:${port}: ${reason}`, {
    cause,
    context: { port },
  })
}

async function newServer(closing: () => void): Promise<FastifyInstance> {
  const server = fastify({
    logger: false,
    bodyLimit: bodyBytesMost,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2_000 },
  })
  // Before the plugin's own hook, which waits for every client to say goodbye: ours cuts them.
  server.addHook('preClose', async () => closing())
  await server.register(fastifyWebsocket, {
    options: { maxPayload: socketBytesMost, perMessageDeflate: false },
  })
  // A body is signed as it came: it is never parsed before the venue has seen it.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  return server
}

function addVenueRoutes(
  server: FastifyInstance,
  seats: ReadonlyMap<string, Seat>,
  clock: () => Instant,
): void {
  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { seat, asked } = addressed(seats, request, clock)
    if (seat === undefined) {
      return reply
        .code(404)
        .send({ error: `no venue is served here; there are ${[...seats.keys()].join(', ')}` })
    }
    const { answer, lateMs } = await seat.answer(asked)
    if (lateMs > 0) await lateness(lateMs)
    if (answer === undefined) {
      // Carried out, and never acknowledged.
      request.raw.socket.destroy()
      return reply.hijack()
    }
    const isText = typeof answer.body === 'string'
    return reply
      .code(answer.status)
      .headers({
        'content-type': isText ? 'text/plain' : 'application/json;charset=UTF-8',
        ...answer.headers,
      })
      .send(isText ? answer.body : JSON.stringify(answer.body))
  }
  server.register(async (scope) => {
    scope.route({
      method: 'GET',
      url: '/*',
      handler: handle,
      wsHandler: (socket: WireSocket, request: FastifyRequest) => {
        const { seat, asked } = addressed(seats, request, clock)
        // A reset connection is followed by 'close'; without a listener it would end the process.
        socket.on('error', () => socket.terminate())
        if (seat === undefined) socket.close(1008, 'no such venue')
        else seat.connect(socket, asked)
      },
    })
    scope.route({ method: ['POST', 'PUT', 'DELETE'], url: '/*', handler: handle })
  })
}

/** Which venue a request is for, and the request as that venue sees it. */
function addressed(
  seats: ReadonlyMap<string, Seat>,
  request: FastifyRequest,
  clock: () => Instant,
): { readonly seat: Seat | undefined; readonly asked: VenueRequest } {
  const url = request.raw.url ?? '/'
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const name = path.split('/')[1] ?? ''
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, Array.isArray(value) ? value.join(',') : value]],
    ),
  )
  const asked: VenueRequest = {
    method: request.method,
    path: path.slice(name.length + 1),
    query: mark < 0 ? '' : url.slice(mark + 1),
    body: typeof request.body === 'string' ? request.body : '',
    headers,
    at: clock(),
    places: {},
  }
  return { seat: seats.get(name), asked }
}

function lateness(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
