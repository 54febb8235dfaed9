import type { Answer } from '../serving/answer.ts'
import type { Route, VenueKeys } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { Fields } from './fields.ts'
import type { Nonces } from './nonces.ts'
import { KrakenRefused, timeoutError } from './refusals.ts'
import { signedFields } from './signature.ts'
import { timeoutAnswer } from './kraken-orders.ts'

/** Something a client may ask for with its key: `/0/private/<name>`. */
export interface PrivateCall {
  readonly name: string
  /** What it takes of the counter of calls; orders have a counter of their own. */
  readonly weight: number
  readonly isOrder?: true
  handle(fields: Fields, at: number): Answer | Promise<Answer>
}

export function privateRoutes(
  calls: readonly PrivateCall[],
  keys: VenueKeys,
  nonces: Nonces,
): readonly Route[] {
  return calls.map((call) => ({
    method: 'POST',
    path: `/0/private/${call.name}`,
    weight: call.weight,
    ...(call.isOrder === undefined ? {} : { isOrder: call.isOrder }),
    handle: (request) => handled(call, request, signedFields(request, keys, nonces)),
  }))
}

async function handled(call: PrivateCall, request: VenueRequest, fields: Fields): Promise<Answer> {
  try {
    return await call.handle(fields, request.at)
  } catch (error) {
    if (error instanceof KrakenRefused && error.error === timeoutError) return timeoutAnswer()
    throw error
  }
}
