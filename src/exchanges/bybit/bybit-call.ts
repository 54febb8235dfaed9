import type { Instant } from '../../core/time.ts'
import { Refused, type Answer } from '../serving/answer.ts'
import { requestFields, type Fields } from '../serving/json-fields.ts'
import type { Route, VenueKeys } from '../serving/served-venue.ts'
import { milliseconds } from './bybit-market.ts'
import { codeOf, type Said } from './said.ts'
import { checkSigned } from './signature.ts'

/** Something a client may ask for over REST, and some of it over the socket for orders. */
export interface BybitCall {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly isSigned: boolean
  /** Times a second an account may ask for it. */
  readonly perSecond?: number
  /** Its name at the socket for orders. */
  readonly socketOp?: string
  readonly isOrder?: true
  handle(fields: Fields, at: Instant): Said | Promise<Said>
}

export function restRoutes(calls: readonly BybitCall[], keys: VenueKeys): readonly Route[] {
  return calls.map((call) => ({
    method: call.method,
    path: call.path,
    ...(call.isOrder === undefined ? {} : { isOrder: call.isOrder }),
    async handle(request): Promise<Answer> {
      const { at } = request
      try {
        if (call.isSigned) checkSigned(request, keys)
        const { result, retExtInfo } = await call.handle(requestFields(request), at)
        return ok({ retCode: 0, retMsg: 'OK', result, retExtInfo }, at)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        const { retCode, retMsg } = codeOf(error)
        const body = { retCode, retMsg, result: {}, retExtInfo: {}, time: milliseconds(at) }
        return { ...error.answer, body }
      }
    },
  }))
}

function ok(body: Readonly<Record<string, unknown>>, at: number): Answer {
  return { status: 200, body: { ...body, time: milliseconds(at) } }
}
