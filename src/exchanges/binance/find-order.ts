import type { PublicState } from '../world/public-state.ts'
import type { OrderRecord } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { wholeField, type Fields } from './fields.ts'
import { refuse } from './refusals.ts'

/** The order a request names by number or by the client's id; undefined when this instrument has none such. */
export function orderNamed(
  account: TradingAccount,
  state: PublicState,
  fields: Fields,
): OrderRecord | undefined {
  const { orderId, origClientOrderId } = fields
  if (orderId === undefined && origClientOrderId === undefined) {
    refuse(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!")
  }
  const order =
    orderId === undefined
      ? account.records.ofClientId(origClientOrderId!)
      : account.records.get(wholeField(fields, 'orderId', NaN))
  const isTaken = order !== undefined && order.status !== 'sent' && order.status !== 'rejected'
  return isTaken && order.index === state.index ? order : undefined
}

/** Those of a list that a request's `orderId`, `fromId`, `startTime`, `endTime` and `limit` leave. */
export function ranged<Row>(
  rows: readonly Row[],
  fields: Fields,
  of: {
    readonly id: (row: Row) => number
    readonly at: (row: Row) => number
    readonly from: string
  },
): readonly Row[] {
  const limit = Math.min(wholeField(fields, 'limit', 500), 1_000)
  const isFrom = fields[of.from] !== undefined
  const from = wholeField(fields, of.from, 0)
  const start = wholeField(fields, 'startTime', 0) * 1_000
  // The whole of the millisecond it names.
  const end = (wholeField(fields, 'endTime', 9e12) + 1) * 1_000
  const within = rows.filter((row) => of.id(row) >= from && of.at(row) >= start && of.at(row) < end)
  const isForward = isFrom || fields['startTime'] !== undefined
  return isForward ? within.slice(0, limit) : within.slice(-limit)
}
