import type { OrderRecord } from '../world/order-record.ts'
import { isTrue, listField, needed, textField, type Fields } from './fields.ts'
import { orderTxid } from './kraken-ids.ts'
import type { KrakenMarket, KrakenPair } from './kraken-market.ts'
import { isoSecond } from './kraken-numbers.ts'
import { eachFor, type KrakenOrders } from './kraken-orders.ts'
import { socketOrder, timeoutOf } from './order-asked.ts'
import { invalid, refuse } from './refusals.ts'

type Words = Readonly<Record<string, unknown>>

/** What the trading methods of the second WebSocket version answer with, several answers where one asks for several. */
export type SocketCall = (params: Fields, at: number) => Promise<readonly (Words | string)[]>

/**
 * `add_order`, `amend_order`, `edit_order`, `cancel_order`, `cancel_all`, `cancel_all_orders_after`, `batch_add` and
 * `batch_cancel`. A text among the answers is an error that stands for itself.
 */
export function socketCalls(
  market: KrakenMarket,
  orders: KrakenOrders,
): Readonly<Record<string, SocketCall>> {
  return {
    add_order: async (params, at) => [await added(orders, pairOf(market, params), params, at)],
    async amend_order(params, at) {
      const found = orders.one(params, 'order_id')
      const amendId = await orders.amend(found, params, at)
      return [{ amend_id: amendId, ...namesOf(found) }]
    },
    async edit_order(params, at) {
      const found = orders.one(params, 'order_id')
      const pair = market.pair(found.index)
      const asked = { side: found.request.side, order_type: found.words['type'], ...params }
      socketOrder(asked, pair, at)
      await orders.cancel(found, at)
      const placed = await added(orders, pair, asked, at)
      return [{ ...placed, original_order_id: orderTxid(found.orderId) }]
    },
    cancel_order: (params, at) => cancelled(orders, params, at),
    cancel_all: async (_, at) => [{ count: await orders.cancelAll(at) }],
    async cancel_all_orders_after(params, at) {
      const seconds = timeoutOf(params)
      orders.cancelAllAfter(seconds, at)
      const triggerTime = seconds === 0 ? '0' : isoSecond(at + seconds * 1e6)
      return [{ currentTime: isoSecond(at), triggerTime }]
    },
    batch_add: async (params, at) => [await addedBatch(market, orders, params, at)],
    async batch_cancel(params, at) {
      const found = idsOf(params, 'orders').flatMap((name) => orders.named(name))
      return [{ orders_cancelled: await orders.cancelEach(found, at) }]
    },
  }
}

function pairOf(market: KrakenMarket, params: Fields): KrakenPair {
  return market.ofSymbol(needed(params, 'symbol')) ?? refuse('EQuery:Unknown asset pair')
}

async function added(
  orders: KrakenOrders,
  pair: KrakenPair,
  params: Fields,
  at: number,
): Promise<Words> {
  const asked = socketOrder(params, pair, at)
  if (isTrue(params, 'validate')) return {}
  return namesOf(await orders.place(asked, params, at))
}

const batchMost = 15

async function addedBatch(
  market: KrakenMarket,
  orders: KrakenOrders,
  params: Fields,
  at: number,
): Promise<Words> {
  const pair = pairOf(market, params)
  const list = params['orders']
  if (!Array.isArray(list) || list.length < 2 || list.length > batchMost) return invalid('orders')
  const each = list as readonly Fields[]
  for (const one of each) socketOrder(one, pair, at)
  const work = each.map((one) => () => added(orders, pair, one, at))
  return { orders: await eachFor(work) }
}

/** Every id is answered by itself. */
async function cancelled(
  orders: KrakenOrders,
  params: Fields,
  at: number,
): Promise<readonly (Words | string)[]> {
  const names = [...idsOf(params, 'order_id'), ...idsOf(params, 'cl_ord_id')]
  if (names.length === 0) return invalid('order_id')
  const work = names.map((name) => async () => {
    const [found] = orders.named(name)
    if (found === undefined) return refuse('EOrder:Unknown order')
    await orders.cancel(found, at)
    return namesOf(found)
  })
  const answers = await eachFor<Words>(work)
  return answers.map((each) => ('error' in each ? String(each['error']) : each))
}

function idsOf(params: Fields, name: string): readonly string[] {
  return params[name] === undefined ? [] : listField(params, name)
}

function namesOf({ orderId, words }: OrderRecord): Words {
  const clientId = textField(words, 'clientId')
  const userref = textField(words, 'userref')
  return {
    order_id: orderTxid(orderId),
    ...(clientId === undefined ? {} : { cl_ord_id: clientId }),
    ...(userref === undefined ? {} : { order_userref: Number(userref) }),
  }
}
