import type { Answer } from '../serving/answer.ts'
import { priceText, quantityText } from '../world/wire-numbers.ts'
import { isTrue, listField, needed, textField, type Fields } from './fields.ts'
import { orderTxid } from './kraken-ids.ts'
import type { KrakenMarket } from './kraken-market.ts'
import { isoSecond } from './kraken-numbers.ts'
import { eachFor, type KrakenOrders } from './kraken-orders.ts'
import { pairNamed } from './market-routes.ts'
import { restOrder, timeoutOf } from './order-asked.ts'
import { descriptionOf } from './order-words.ts'
import type { PrivateCall } from './private-calls.ts'
import { granted, invalid, refuse } from './refusals.ts'

const order = { weight: 0, isOrder: true } as const

/** Placing, changing and ending orders over REST. */
export function orderCalls(market: KrakenMarket, orders: KrakenOrders): readonly PrivateCall[] {
  const desk: Desk = { market, orders }
  return [
    { ...order, name: 'AddOrder', handle: (fields, at) => add(desk, fields, at) },
    { ...order, name: 'AddOrderBatch', handle: (fields, at) => addBatch(desk, fields, at) },
    { ...order, name: 'AmendOrder', handle: (fields, at) => amend(desk, fields, at) },
    { ...order, name: 'EditOrder', handle: (fields, at) => edit(desk, fields, at) },
    { ...order, name: 'CancelOrder', handle: (fields, at) => cancel(desk, fields, at) },
    { ...order, name: 'CancelOrderBatch', handle: (fields, at) => cancelBatch(desk, fields, at) },
    {
      ...order,
      weight: 1,
      name: 'CancelAll',
      handle: async (_, at) => granted({ count: await orders.cancelAll(at) }),
    },
    {
      name: 'CancelAllOrdersAfter',
      weight: 1,
      handle(fields, at) {
        const seconds = timeoutOf(fields)
        orders.cancelAllAfter(seconds, at)
        const triggerTime = seconds === 0 ? '0' : isoSecond(at + seconds * 1e6)
        return granted({ currentTime: isoSecond(at), triggerTime })
      },
    },
  ]
}

interface Desk {
  readonly market: KrakenMarket
  readonly orders: KrakenOrders
}

async function add(desk: Desk, fields: Fields, at: number): Promise<Answer> {
  return granted(await placed(desk, fields, at, 'list'))
}

/** One order's answer; `validate` stops short of placing it. */
async function placed(
  { market, orders }: Desk,
  fields: Fields,
  at: number,
  ids: 'list' | 'text',
): Promise<Readonly<Record<string, unknown>>> {
  const pair = pairNamed(market, textField(fields, 'pair'))
  const asked = restOrder(fields, pair, at)
  if (isTrue(fields, 'validate')) {
    const terms = [needed(fields, 'ordertype'), textField(fields, 'price')].join(' ').trim()
    const head = `${asked.request.side} ${needed(fields, 'volume')} ${pair.altname}`
    return { descr: { order: `${head} @ ${terms}` } }
  }
  const record = await orders.place(asked, fields, at)
  const txid = orderTxid(record.orderId)
  return {
    txid: ids === 'list' ? [txid] : txid,
    descr: { order: descriptionOf(pair, record) },
  }
}

const batchMost = 15

/** Two to fifteen orders of one pair, each standing for itself once all are well formed. */
async function addBatch(desk: Desk, fields: Fields, at: number): Promise<Answer> {
  const { orders: list, pair, deadline, validate } = fields
  if (!Array.isArray(list) || list.length < 2 || list.length > batchMost) return invalid('orders')
  const common = {
    pair,
    ...(deadline === undefined ? {} : { deadline }),
    ...(validate === undefined ? {} : { validate }),
  }
  const each = (list as readonly Fields[]).map((one) => ({ ...one, ...common }))
  for (const one of each) restOrder(one, pairNamed(desk.market, textField(one, 'pair')), at)
  const results = await eachFor(each.map((one) => () => placed(desk, one, at, 'text')))
  return granted({ orders: results })
}

async function amend({ orders }: Desk, fields: Fields, at: number): Promise<Answer> {
  const found = orders.one(fields, 'txid')
  return granted({ amend_id: await orders.amend(found, fields, at) })
}

/** The older way: the order is cancelled, and another takes its place under a new id. */
async function edit(desk: Desk, fields: Fields, at: number): Promise<Answer> {
  const { market, orders } = desk
  const found = orders.one(fields, 'txid')
  const { words, request } = found
  const pair = market.pair(found.index)
  // Stops are amended.
  if (words['type'] !== 'limit') return refuse('EOrder:Invalid order')
  const { instrument } = pair.state
  const merged = {
    pair: pair.altname,
    type: request.side,
    ordertype: 'limit',
    volume: textField(fields, 'volume') ?? quantityText(found.lots, instrument),
    price: textField(fields, 'price') ?? priceText(found.priceTicks, instrument),
    oflags: textField(fields, 'oflags') ?? words['flags'],
  }
  const asked = restOrder(merged, pair, at)
  await orders.cancel(found, at)
  const record = await orders.place(asked, fields, at)
  return granted({
    status: 'ok',
    txid: orderTxid(record.orderId),
    originaltxid: orderTxid(found.orderId),
    volume: merged.volume,
    price: merged.price,
    price2: '0',
    orders_cancelled: 1,
    descr: { order: descriptionOf(pair, record) },
  })
}

/** By `txid` (which may be a `userref`, and then is of several) or by `cl_ord_id`. */
async function cancel({ orders }: Desk, fields: Fields, at: number): Promise<Answer> {
  const name = textField(fields, 'txid') ?? textField(fields, 'cl_ord_id') ?? invalid('txid')
  const [first, ...others] = orders.named(name)
  if (first === undefined) return refuse('EOrder:Unknown order')
  await orders.cancel(first, at)
  return granted({ count: 1 + (await orders.cancelEach(others, at)) })
}

const cancelsMost = 50

async function cancelBatch({ orders }: Desk, fields: Fields, at: number): Promise<Answer> {
  const names = [...listField(fields, 'orders'), ...listField(fields, 'cl_ord_ids')]
  if (names.length === 0 || names.length > cancelsMost) return invalid('orders')
  const found = names.flatMap((name) => orders.named(name))
  const count = await orders.cancelEach(found, at)
  return count === 0 ? refuse('EOrder:Unknown order') : granted({ count })
}
