import { toldStatus } from './binance-status.ts'
import type {
  Admission,
  FaultKind,
  ServedVenue,
  VenueDesk,
  VenueRoom,
} from '../serving/served-venue.ts'
import type { Answer } from '../serving/answer.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import { refusal } from './refusals.ts'
import { tooManyRequests } from './request-limits.ts'
import { futuresDesk } from './futures/futures-desk.ts'
import { futuresPlan } from './futures/futures-terms.ts'
import { spotDesk } from './spot/spot-desk.ts'
import { spotPlan } from './spot/spot-terms.ts'

/**
 * Binance: spot under `/api/v3`, `/stream`, `/ws` and `/ws-api/v3`, USD-M futures under `/fapi` and `/fstream` (or at
 * `/public/ws`, `/market/ws` and `/private/ws`, where clients whose addresses have no other host expect them).
 */
export const binance: ServedVenue = {
  name: 'binance',
  accounts: [spotPlan, futuresPlan],
  duplicates:
    'spot and futures refuse a client order id while an order of that id is open, and take it again once it is filled or cancelled',
  open,
}

function open(room: VenueRoom): VenueDesk {
  const spot = spotDesk(room, room.accounts[0]!)
  const futures = futuresDesk(room, room.accounts[1]!)
  const desks = [spot, futures]
  return {
    routes: toldStatus(
      desks.flatMap(({ routes }) => routes),
      room.faults,
    ),
    sockets: desks.flatMap(({ sockets }) => sockets),
    notFound: ({ path }) => ({
      status: 404,
      body: `<html><body><h2>404 Not found</h2>${path}</body></html>`,
    }),
    admit(request, route): Admission {
      const { limits } = isFutures(request) ? futures : spot
      const { weight = 1, orders = 0 } = route ?? {}
      const taken = typeof weight === 'function' ? weight(request) : weight
      const refused = limits.take(taken, orders, request.at)
      const headers = limits.headers(request.at)
      return refused === undefined ? { headers } : { refusal: refused, headers }
    },
    fault,
    told(message) {
      for (const desk of desks) desk.told(message)
    },
    tick(at) {
      for (const desk of desks) desk.tick(at)
    },
  }
}

function isFutures({ path }: VenueRequest): boolean {
  return path.startsWith('/fapi/') || path.startsWith('/dapi/')
}

function fault(kind: FaultKind, _request: VenueRequest): Answer {
  switch (kind) {
    case 'too-many':
      return tooManyRequests(1)
    case 'server-error':
      return refusal(-1000, 'An unknown error occurred while processing the request.', 500)
    case 'maintenance':
      return refusal(
        -1008,
        'Server is currently overloaded with other requests. Please try again in a few minutes.',
        503,
      )
  }
}
