import type { Instant } from '../../core/time.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { FillRecord, OrderRecord } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { algoIdOf, orderIdOf } from './okx-ids.ts'
import type { OkxCall } from './okx-call.ts'
import {
  listingAt,
  listingsAsked,
  milliseconds,
  needed,
  wholeField,
  type OkxMarkets,
} from './okx-market.ts'
import { OkxOrders } from './order-desk.ts'
import { algoRow, fillRow, isAlgo, isWaiting, orderRow, stateOf } from './order-words.ts'
import { refuse, said, type Said } from './said.ts'

/** Placing, changing, ending and asking for orders. https://www.okx.com/docs-v5/en/#order-book-trading-trade */
export function orderCalls(markets: OkxMarkets, account: TradingAccount): readonly OkxCall[] {
  const desk = new OkxOrders(markets, account)
  return [
    ...sending(desk, account),
    ...asking(markets, account, desk),
    ...algos(markets, account, desk),
  ]
}

function post(
  path: string,
  perTwoSeconds: number,
  handle: OkxCall['handle'],
  socketOp?: string,
): OkxCall {
  return {
    method: 'POST',
    path: `/api/v5/trade/${path}`,
    isSigned: true,
    isOrder: true,
    perTwoSeconds,
    handle,
    ...(socketOp === undefined ? {} : { socketOp }),
  }
}

function get(path: string, perTwoSeconds: number, handle: (fields: Fields) => Said): OkxCall {
  return { method: 'GET', path: `/api/v5/trade/${path}`, isSigned: true, perTwoSeconds, handle }
}

function sending(desk: OkxOrders, account: TradingAccount): readonly OkxCall[] {
  const place = (fields: Fields) => desk.place(fields)
  const amend = (fields: Fields) => desk.amend(fields)
  const cancel = (fields: Fields) => desk.cancel(fields)
  return [
    post('order', 60, (_, __, each) => desk.each(each, place), 'order'),
    post('batch-orders', 300, (_, __, each) => desk.each(each, place), 'batch-orders'),
    post('amend-order', 60, (_, __, each) => desk.each(each, amend), 'amend-order'),
    post('amend-batch-orders', 300, (_, __, each) => desk.each(each, amend), 'batch-amend-orders'),
    post('cancel-order', 60, (_, __, each) => desk.each(each, cancel), 'cancel-order'),
    post(
      'cancel-batch-orders',
      300,
      (_, __, each) => desk.each(each, cancel),
      'batch-cancel-orders',
    ),
    post('close-position', 20, (fields) => desk.close(fields)),
    post('cancel-all-after', 2, (fields, at) => cancelAllAfter(account, fields, at)),
  ]
}

/** A dead man's switch of the whole account: 0 disarms it. */
function cancelAllAfter(account: TradingAccount, fields: Fields, at: Instant): Said {
  needed(fields, 'timeOut')
  const seconds = wholeField(fields, 'timeOut', NaN)
  if (seconds !== 0 && !(seconds >= 10 && seconds <= 120))
    refuse('51000', 'Parameter timeOut error')
  if (seconds === 0) account.countdowns.disarm(undefined)
  else account.countdowns.arm(undefined, at + seconds * 1e6)
  const triggerTime = seconds === 0 ? '0' : milliseconds(at + seconds * 1e6)
  return said([{ triggerTime, tag: fields['tag'] ?? '', ts: milliseconds(at) }])
}

function asking(markets: OkxMarkets, account: TradingAccount, desk: OkxOrders): readonly OkxCall[] {
  const { records } = account
  const row = (order: OrderRecord): unknown => orderRow(markets, account, order, order.fills.at(-1))
  const plainOrders = (orders: readonly OrderRecord[]): readonly OrderRecord[] =>
    orders.filter((order) => !isWaiting(order) && !account.isHidden(order))
  const history = (fields: Fields): Said => {
    needed(fields, 'instType')
    const ended = plainOrders(records.taken()).filter(({ status }) => status !== 'open')
    return said(chosenOrders(markets, fields, ended).map(row))
  }
  const fills = (fields: Fields): Said =>
    said(chosenFills(markets, fields, records.fills()).map((fill) => fillRow(markets, fill)))
  return [
    get('order', 60, (fields) => {
      const found = desk.orderAsked(fields)
      return found === undefined || account.isHidden(found)
        ? refuse('51603', 'Order does not exist.')
        : said([row(found)])
    }),
    get('orders-pending', 60, (fields) =>
      said(chosenOrders(markets, fields, plainOrders(records.open())).map(row)),
    ),
    get('orders-history', 40, history),
    get('orders-history-archive', 20, history),
    get('fills', 60, fills),
    get('fills-history', 10, (fields) => {
      needed(fields, 'instType')
      return fills(fields)
    }),
  ]
}

function algos(markets: OkxMarkets, account: TradingAccount, desk: OkxOrders): readonly OkxCall[] {
  const { records } = account
  const listed = (fields: Fields, orders: readonly OrderRecord[]): Said => {
    const kinds = needed(fields, 'ordType').split(',')
    const chosen = orders.filter(({ words }) => kinds.includes(words['algo'] ?? ''))
    return said(
      chosenOrders(markets, { ...fields, ordType: '' }, chosen, algoIdOf).map((order) =>
        algoRow(markets, order),
      ),
    )
  }
  return [
    post('order-algo', 20, (_, __, each) => desk.each(each, (one) => desk.placeAlgo(one))),
    post('cancel-algos', 20, (_, __, each) => desk.each(each, (one) => desk.cancelAlgo(one))),
    get('order-algo', 20, (fields) => {
      const found = desk.algoNamed(fields)
      return found === undefined
        ? refuse('51603', 'Order does not exist.')
        : said([algoRow(markets, found)])
    }),
    get('orders-algo-pending', 20, (fields) => listed(fields, records.open().filter(isWaiting))),
    get('orders-algo-history', 20, (fields) => {
      const ended = records.taken().filter((order) => isAlgo(order))
      return listed(
        fields,
        ended.filter((order) => order.isTriggered || order.status !== 'open'),
      )
    }),
  ]
}

/** Latest first: older than `after`, newer than `before`. */
function chosenOrders(
  markets: OkxMarkets,
  fields: Fields,
  orders: readonly OrderRecord[],
  idOf: (text: string) => number = orderIdOf,
): readonly OrderRecord[] {
  const { ordType, state } = fields
  const kinds = ordType ? ordType.split(',') : undefined
  const fitting = orders
    .filter(({ words }) => kinds === undefined || kinds.includes(words['ordType'] ?? ''))
    .filter((order) => !state || stateOf(order) === state)
  return latest(fields, fitting, {
    isAsked: inMarkets(markets, fields),
    index: ({ index }) => index,
    id: ({ orderId }) => orderId,
    idOf,
    at: ({ createdAt }) => createdAt,
  })
}

function chosenFills(
  markets: OkxMarkets,
  fields: Fields,
  fills: readonly FillRecord[],
): readonly FillRecord[] {
  const { ordId } = fields
  const fitting = fills.filter(({ order }) => !ordId || orderIdOf(ordId) === order.orderId)
  return latest(fields, fitting, {
    isAsked: inMarkets(markets, fields),
    index: ({ order }) => order.index,
    id: ({ tradeId }) => tradeId,
    idOf: Number,
    at: ({ at }) => at,
  })
}

function inMarkets(markets: OkxMarkets, fields: Fields): (index: number) => boolean {
  const { instType = '', instId = '', uly = '', instFamily = '' } = fields
  const asked = new Set(listingsAsked(markets, { instType, instId, uly, instFamily }))
  return (index) => asked.has(listingAt(markets, index))
}

function latest<Row>(
  fields: Fields,
  rows: readonly Row[],
  of: {
    readonly isAsked: (index: number) => boolean
    readonly index: (row: Row) => number
    readonly id: (row: Row) => number
    readonly idOf: (text: string) => number
    readonly at: (row: Row) => number
  },
): readonly Row[] {
  const { after, before } = fields
  const limit = Math.min(wholeField(fields, 'limit', 100), 100)
  const begin = wholeField(fields, 'begin', 0) * 1_000
  // The whole of the millisecond it names: a page that ends in the midst of one is asked for again from there.
  const end = (wholeField(fields, 'end', 9e12) + 1) * 1_000
  const below = after ? of.idOf(after) : Infinity
  const above = before ? of.idOf(before) : -Infinity
  return rows
    .filter((row) => of.isAsked(of.index(row)))
    .filter((row) => of.id(row) < below && of.id(row) > above)
    .filter((row) => of.at(row) >= begin && of.at(row) < end)
    .slice(-limit)
    .toReversed()
}
