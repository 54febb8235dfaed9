import { Refused } from '../serving/answer.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { FillRecord, OrderRecord } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import type { BybitCall } from './bybit-call.ts'
import { orderIdOf } from './bybit-ids.ts'
import { listedIn, wholeField, type BybitMarkets } from './bybit-market.ts'
import type { FundingBook } from './funding-book.ts'
import { indexesAsked } from './order-calls.ts'
import { executionRow, isWaiting, orderRow, statusIn } from './order-words.ts'
import { refusal, said, wrongParameter, type Said } from './said.ts'

/** Ended orders that `/v5/order/realtime` still shows. */
const recentMost = 500
/** Milliseconds that a list without an end, or without a start, reaches. */
const weekMs = 7 * 86_400_000

/** What Bybit lists of orders and executions, latest first. */
export function listCalls(
  markets: BybitMarkets,
  account: TradingAccount,
  funding: FundingBook,
): readonly BybitCall[] {
  const row = (order: OrderRecord): object => orderRow(markets, account, order)
  return [
    get('order/realtime', (fields) => {
      const orders = currentOrders(markets, account, fields)
      return paged(fields, orders, { most: 50, usual: 20, id: ({ orderId }) => orderId, row })
    }),
    get('order/history', (fields) => {
      const { orderStatus: asked } = fields
      const indexes = indexesAsked(markets, fields)
      const orders = inTime(fields, account.records.taken(), ({ createdAt }) => createdAt)
        .filter(({ index }) => indexes.has(index))
        .filter((order) => isNamed(order, fields) && order.status !== 'open')
        .filter((order) => !asked || statusIn(account, order) === asked)
        .filter((order) => !account.isHidden(order))
      return paged(fields, orders, { most: 50, usual: 20, id: ({ orderId }) => orderId, row })
    }),
    get('execution/list', (fields) => {
      if (fields['execType'] === 'Funding') {
        return said({ category: fields['category'], ...funding.page(fields) })
      }
      const indexes = indexesAsked(markets, fields)
      const fills = inTime(fields, account.records.fills(), ({ at }) => at).filter(
        ({ order }) => indexes.has(order.index) && isNamed(order, fields),
      )
      return paged(fields, fills, {
        most: 100,
        usual: 50,
        id: ({ tradeId }: FillRecord) => tradeId,
        row: (fill) => executionRow(markets, account, fill),
      })
    }),
  ]
}

function get(path: string, handle: (fields: Fields) => Said): BybitCall {
  return { method: 'GET', path: `/v5/${path}`, isSigned: true, perSecond: 50, handle }
}

/** Open orders; by its id also one that has just ended. */
function currentOrders(
  markets: BybitMarkets,
  account: TradingAccount,
  fields: Fields,
): readonly OrderRecord[] {
  const { category } = listedIn(markets, fields)
  const { symbol, baseCoin, settleCoin, orderId, orderLinkId, openOnly, orderFilter } = fields
  const isNarrow = [symbol, baseCoin, settleCoin, orderId, orderLinkId].some((each) => !!each)
  if (category === 'linear' && !isNarrow) {
    wrongParameter('params error: symbol, settleCoin or baseCoin is needed')
  }
  const indexes = indexesAsked(markets, fields)
  const isRecentAsked = openOnly === '1' || !!orderId || !!orderLinkId
  const { records } = account
  const orders = isRecentAsked ? records.taken().slice(-recentMost) : records.open()
  return orders
    .filter((order) => indexes.has(order.index) && isNamed(order, fields))
    .filter((order) => !account.isHidden(order))
    .filter((order) => orderFilter !== 'Order' || !isWaiting(order))
    .filter((order) => orderFilter !== 'StopOrder' || isWaiting(order))
}

function isNamed(order: OrderRecord, { orderId, orderLinkId }: Fields): boolean {
  if (orderId) return orderIdOf(orderId) === order.orderId
  return !orderLinkId || orderLinkId === order.clientId
}

/** A start alone reaches a week forward, an end alone a week back; both at most a week apart. */
function inTime<Row>(
  fields: Fields,
  rows: readonly Row[],
  at: (row: Row) => number,
): readonly Row[] {
  const start = wholeField(fields, 'startTime', NaN)
  const end = wholeField(fields, 'endTime', NaN)
  if (end - start > weekMs) {
    throw new Refused(
      refusal(10_001, 'The time range between startTime and endTime cannot exceed 7 days'),
    )
  }
  const from = Number.isNaN(start) ? (Number.isNaN(end) ? 0 : end - weekMs) : start
  const to = Number.isNaN(end) ? (Number.isNaN(start) ? Infinity : start + weekMs) : end
  return rows.filter((row) => at(row) >= from * 1_000 && at(row) < (to + 1) * 1_000)
}

/** A page of rows that come oldest first; the cursor is the id that the next begins below. */
function paged<Row>(
  fields: Fields,
  rows: readonly Row[],
  of: {
    readonly most: number
    readonly usual: number
    readonly id: (row: Row) => number
    readonly row: (row: Row) => unknown
  },
): Said {
  const limit = Math.min(wholeField(fields, 'limit', of.usual), of.most)
  const below = cursorOf(fields)
  const left = rows.filter((row) => of.id(row) < below)
  const page = left.slice(-limit).toReversed()
  const last = page.at(-1)
  const hasMore = left.length > page.length && last !== undefined
  return said({
    category: fields['category'],
    nextPageCursor: hasMore ? `id%3A${of.id(last)}` : '',
    list: page.map(of.row),
  })
}

function cursorOf({ cursor }: Fields): number {
  if (!cursor) return Infinity
  const match = /^id(?::|%3A)(\d{1,16})$/.exec(cursor)
  return match === null ? wrongParameter('cursor invalid') : Number(match[1])
}
