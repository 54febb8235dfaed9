import type { Instant } from '../../core/time.ts'
import type { Answer } from '../serving/answer.ts'
import type { Route, VenueKeys } from '../serving/served-venue.ts'
import { fieldsOf, type Fields } from './fields.ts'
import { requireKey, signedFields } from './signature.ts'

/** Something a client may ask for with its key, over REST or over the WebSocket API. */
export interface BinanceCall {
  readonly method: Route['method']
  readonly path: string
  /** Its name in the WebSocket API; absent where that has none. */
  readonly socketMethod?: string
  /** `signed`: key and signature. `key`: the key alone. */
  readonly security: 'signed' | 'key'
  readonly weight: number
  readonly orders?: number
  readonly isOrder?: true
  handle(fields: Fields, at: Instant): Answer | Promise<Answer>
}

/** The calls as requests over REST. */
export function restRoutes(calls: readonly BinanceCall[], keys: VenueKeys): readonly Route[] {
  return calls.map((call) => ({
    method: call.method,
    path: call.path,
    weight: call.weight,
    ...(call.orders === undefined ? {} : { orders: call.orders }),
    ...(call.isOrder === undefined ? {} : { isOrder: call.isOrder }),
    handle(request) {
      if (call.security === 'signed') return call.handle(signedFields(request, keys), request.at)
      requireKey(request.headers['x-mbx-apikey'], keys)
      return call.handle(fieldsOf(request), request.at)
    },
  }))
}
