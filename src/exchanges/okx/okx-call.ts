import type { Instant } from '../../core/time.ts'
import type { Answer } from '../serving/answer.ts'
import { listOfFields, requestFields, type Fields } from '../serving/json-fields.ts'
import { jsonObject } from '../serving/json-object.ts'
import type { Route, VenueKeys } from '../serving/served-venue.ts'
import { refuse, type Said } from './said.ts'
import { checkSigned } from './signature.ts'

/** Something a client may ask for over REST, and orders also over the socket of the account. */
export interface OkxCall {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly isSigned: boolean
  /** Times in two seconds that a client may ask for it. */
  readonly perTwoSeconds?: number
  /** Its name at the socket. */
  readonly socketOp?: string
  readonly isOrder?: true
  /** @param each what was sent: one, unless the body is a list */
  handle(fields: Fields, at: Instant, each: readonly Fields[]): Said | Promise<Said>
}

export function restRoutes(calls: readonly OkxCall[], keys: VenueKeys): readonly Route[] {
  return calls.map((call) => ({
    method: call.method,
    path: call.path,
    ...(call.isOrder === undefined ? {} : { isOrder: call.isOrder }),
    async handle(request): Promise<Answer> {
      if (call.isSigned) checkSigned(request, keys)
      const { body, at } = request
      const inTime = String(at)
      if (call.isOrder === true) checkNotExpired(request.headers['exptime'], at)
      const answered = (said: Said): Answer => ({
        status: 200,
        body: call.isOrder === true ? { ...said, inTime, outTime: inTime } : said,
      })
      if (!body.startsWith('[')) {
        if (body !== '' && jsonObject(body) === undefined) {
          refuse('50002', 'JSON syntax error', 400)
        }
        const fields = requestFields(request)
        return answered(await call.handle(fields, at, [fields]))
      }
      const each = listOfFields(body) ?? refuse('50002', 'JSON syntax error', 400)
      return answered(await call.handle(each[0] ?? {}, at, each))
    },
  }))
}

/** An order may say until when it is to be taken, milliseconds. */
export function checkNotExpired(expTime: string | undefined, at: number): void {
  if (expTime && at / 1_000 > Number(expTime)) {
    refuse('51149', 'Order timed out. Please try again later.')
  }
}
