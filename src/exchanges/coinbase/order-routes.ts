import { answer, type Answer } from '../serving/answer.ts'
import { jsonObject } from '../serving/json-object.ts'
import type { Route } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import type { CoinbaseOrders } from './coinbase-orders.ts'
import { uuidOf } from './coinbase-ids.ts'
import { brokerage } from './market-routes.ts'
import type { Body } from './order-asked.ts'
import { fillRow, orderRow, statusOf } from './order-words.ts'
import { productNamed, type CoinbaseProducts } from './products.ts'
import { pageOf, Query } from './queries.ts'
import { invalid } from './refusals.ts'

interface OrderDesk {
  readonly products: CoinbaseProducts
  readonly account: TradingAccount
  readonly orders: CoinbaseOrders
  readonly requireKey: (request: VenueRequest) => void
}

/** Orders and fills: `/api/v3/brokerage/orders`. */
export function orderRoutes(desk: OrderDesk): readonly Route[] {
  const { orders } = desk
  return [
    changing(post(desk, '/orders', (body, { at }) => orders.place(body, at))),
    changing(post(desk, '/orders/batch_cancel', (body) => orders.cancelBatch(body))),
    changing(post(desk, '/orders/edit', (body) => orders.edit(body))),
    post(desk, '/orders/edit_preview', (body) => orders.editPreview(body)),
    post(desk, '/orders/preview', (body, { at }) => orders.preview(body, at)),
    get(desk, '/orders/historical/batch', (query) => listedOrders(desk, query)),
    get(desk, '/orders/historical/fills', (query) => listedFills(desk, query)),
    get(desk, '/orders/historical/:order', (_, { places }) => orders.one(places['order'])),
  ]
}

/** Late and lost acknowledgements befall it; a preview changes nothing. */
function changing(route: Route): Route {
  return { ...route, isOrder: true }
}

function post(
  { requireKey }: OrderDesk,
  path: string,
  handle: (body: Body, request: VenueRequest) => Answer | Promise<Answer>,
): Route {
  return {
    method: 'POST',
    path: brokerage + path,
    handle(request) {
      requireKey(request)
      return handle(jsonObject(request.body) ?? invalid('invalid JSON'), request)
    },
  }
}

function get(
  { requireKey }: OrderDesk,
  path: string,
  handle: (query: Query, request: VenueRequest) => Answer,
): Route {
  return {
    method: 'GET',
    path: brokerage + path,
    handle(request) {
      requireKey(request)
      return handle(new Query(request), request)
    },
  }
}

const ordersUsual = 100
const fillsUsual = 100

/** Latest first. */
function listedOrders({ products, account }: OrderDesk, query: Query): Answer {
  const isOfProduct = ofProducts(products, query)
  const ids = query.list('order_id')
  const statuses = query.list('order_status')
  const side = query.one('order_side')
  const from = query.instant('start_date', -Infinity)
  const to = query.instant('end_date', Infinity)
  const found = account.records
    .taken()
    .filter(
      (order) =>
        isOfProduct(order.index) &&
        (ids.length === 0 || ids.includes(uuidOf('order', order.orderId))) &&
        (statuses.length === 0 || statuses.includes(statusOf(order))) &&
        (side === undefined || order.request.side.toUpperCase() === side) &&
        order.createdAt >= from &&
        order.createdAt < to,
    )
    .toReversed()
  const { page, cursor } = pageOf(found, query, ordersUsual)
  return answer({
    orders: page.map((order) => orderRow(products, account, order)),
    sequence: '0',
    has_next: cursor !== '',
    cursor,
  })
}

/** Latest first. */
function listedFills({ products, account }: OrderDesk, query: Query): Answer {
  const isOfProduct = ofProducts(products, query)
  const orderIds = query.list('order_id')
  const tradeIds = query.list('trade_id')
  const from = query.instant('start_sequence_timestamp', -Infinity)
  const to = query.instant('end_sequence_timestamp', Infinity)
  const found = account.records
    .fills()
    .filter(
      ({ order, tradeId, at }) =>
        isOfProduct(order.index) &&
        (orderIds.length === 0 || orderIds.includes(uuidOf('order', order.orderId))) &&
        (tradeIds.length === 0 || tradeIds.includes(uuidOf('trade', tradeId))) &&
        at >= from &&
        at <= to,
    )
    .toReversed()
  const { page, cursor } = pageOf(found, query, fillsUsual)
  return answer({ fills: page.map((fill) => fillRow(products, fill)), cursor })
}

function ofProducts(products: CoinbaseProducts, query: Query): (index: number) => boolean {
  const indexes = query.list('product_id').map((id) => productNamed(products, id).index)
  return (index) => indexes.length === 0 || indexes.includes(index)
}
