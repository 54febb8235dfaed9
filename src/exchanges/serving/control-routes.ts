import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { turnSwitches, type FaultSettings, type FaultSwitches } from '../faults/fault-switches.ts'
import type { ExchangeWorld } from '../world/exchange-world.ts'
import { jsonObject } from './json-object.ts'
import type { ServedVenue } from './served-venue.ts'

/** What is ours and no venue's: `/` says what is served, `/faults` shows the switches and turns them. */
export function addControlRoutes(
  server: FastifyInstance,
  served: {
    readonly world: ExchangeWorld
    readonly venues: readonly ServedVenue[]
    readonly faults: ReadonlyMap<string, FaultSwitches>
    /** Of a recording that is played: microseconds added to its instants. */
    readonly shift: () => number | undefined
  },
): void {
  const { world, venues, faults, shift } = served
  server.get('/', async () => ({
    venues: venues.map(({ name }) => name),
    instruments: world.states.map(({ instrument }) => ({
      venue: instrument.venue,
      instrument: instrument.name,
      class: instrument.class,
    })),
    duplicates: Object.fromEntries(venues.map(({ name, duplicates }) => [name, duplicates])),
    playedShiftUs: shift() ?? null,
  }))
  server.get('/faults', async () => Object.fromEntries(faults))
  server.post('/faults', async (request, reply) => {
    if (isForeign(request)) return refuse(reply, 403, 'only programs on this machine turn faults')
    const settings = settingsOf(request.body)
    if (settings === undefined) return refuse(reply, 400, 'expected a JSON object of faults')
    const wrong = turnSwitches(faults, settings)
    return wrong === undefined ? Object.fromEntries(faults) : refuse(reply, 400, wrong)
  })
}

/** A page of the internet may not turn our switches through a visitor's browser. */
function isForeign({ headers }: FastifyRequest): boolean {
  const host = headers.host?.replace(/:\d+$/, '')
  const isLocal = host === '127.0.0.1' || host === 'localhost'
  return !isLocal || headers.origin !== undefined
}

function settingsOf(body: unknown): FaultSettings | undefined {
  return typeof body === 'string' ? jsonObject(body) : undefined
}

function refuse(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error })
}
