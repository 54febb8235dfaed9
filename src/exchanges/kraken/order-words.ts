import type { FillRecord, OrderRecord } from '../world/order-record.ts'
import { atomsText, averageOf, fixed, priceText, quantityText } from '../world/wire-numbers.ts'
import { orderTxid, tradeTxid } from './kraken-ids.ts'
import type { KrakenMarket, KrakenPair } from './kraken-market.ts'

// How Kraken's REST tells of orders and trades.

/** Decimals of costs and fees. */
const costDecimals = 5
/** Decimals of volumes. */
const volumeDecimals = 8

type KrakenStatus = 'open' | 'closed' | 'canceled' | 'expired'

function statusOf({ status, endReason }: OrderRecord): KrakenStatus {
  if (status === 'filled') return 'closed'
  if (status !== 'cancelled') return 'open'
  return endReason === 'expired' ? 'expired' : 'canceled'
}

/** Why it ended, as people are told; null while it has not. */
export function reasonOf({ endReason }: OrderRecord): string | null {
  return endReason === undefined ? null : (reasons[endReason] ?? 'Cancelled by the engine')
}

const reasons: Readonly<Partial<Record<NonNullable<OrderRecord['endReason']>, string>>> = {
  asked: 'User requested',
  expired: 'Order expired',
  'self-trade': 'Self trade prevention',
  'not-filled-at-once': 'Immediate or cancel',
}

/** `buy 0.00100000 XBTUSD @ limit 50000.0` */
export function descriptionOf({ altname, state }: KrakenPair, order: OrderRecord): string {
  const { instrument } = state
  const { request, words, lots, priceTicks, triggerTicks } = order
  const price = (ticks: number): string => priceText(ticks, instrument)
  const volume = words['cost'] ?? quantityText(lots, instrument, volumeDecimals)
  const limit = Number.isNaN(priceTicks) ? '' : `limit ${price(priceTicks)}`
  const { trail } = words
  if (trail !== undefined) return `${request.side} ${volume} ${altname} @ trailing stop ${trail}`
  const terms = Number.isNaN(triggerTicks)
    ? limit || 'market'
    : `${words['type']?.startsWith('take') === true ? 'take profit' : 'stop loss'} ${price(triggerTicks)}${limit && ` -> ${limit}`}`
  return `${request.side} ${volume} ${altname} @ ${terms}`
}

/** An order as `OpenOrders`, `ClosedOrders` and `QueryOrders` list it. @param hasTrades with the ids of its trades */
export function orderRow(
  market: KrakenMarket,
  order: OrderRecord,
  hasTrades: boolean,
): Readonly<Record<string, unknown>> {
  const pair = market.pair(order.index)
  const { instrument } = pair.state
  const { words, triggerTicks, priceTicks, fills } = order
  const isStop = !Number.isNaN(triggerTicks)
  const price = (ticks: number): string =>
    Number.isNaN(ticks) ? '0' : priceText(ticks, instrument)
  const isEnded = order.status !== 'open'
  const { clientId, userref } = words
  return {
    refid: null,
    userref: userref === undefined ? 0 : Number(userref),
    ...(clientId === undefined ? {} : { cl_ord_id: clientId }),
    status: statusOf(order),
    ...(isEnded ? { reason: reasonOf(order), closetm: order.updatedAt / 1e6 } : {}),
    opentm: order.createdAt / 1e6,
    starttm: 0,
    expiretm: expiryOf(order) / 1e6,
    descr: {
      pair: pair.altname,
      aclass: 'forex',
      type: order.request.side,
      ordertype: words['type'],
      price: words['trail'] ?? price(isStop ? triggerTicks : priceTicks),
      price2: price(isStop ? priceTicks : NaN),
      leverage: 'none',
      order: descriptionOf(pair, order),
      close: '',
    },
    vol: quantityText(order.lots, instrument, volumeDecimals),
    vol_exec: quantityText(order.filledLots, instrument, volumeDecimals),
    cost: atomsText(order.filledNotional, costDecimals),
    fee: atomsText(feesOf(order), costDecimals),
    price: averageText(order, pair),
    stopprice: isStop ? price(triggerTicks) : fixed(0, costDecimals),
    limitprice: isStop ? price(priceTicks) : fixed(0, costDecimals),
    misc: '',
    oflags: words['flags'],
    ...(hasTrades && fills.length > 0
      ? { trades: fills.map(({ tradeId }) => tradeTxid(tradeId)) }
      : {}),
  }
}

export function expiryOf({ request }: OrderRecord): number {
  return request.timeInForce.kind === 'gtd' ? request.timeInForce.until : 0
}

export function feesOf({ fills }: OrderRecord): bigint {
  return fills.reduce((sum, { feeAtoms }) => sum + feeAtoms, 0n)
}

/** Average price so far, zero of none. */
export function averageText(order: OrderRecord, { state }: KrakenPair): string {
  const { instrument } = state
  const average = averageOf(order.filledNotional, order.filledLots, instrument)
  return fixed(
    Number.isNaN(average) ? 0 : average,
    Math.max(costDecimals, instrument.tickSize.decimals),
  )
}

/** A trade as `TradesHistory` and `QueryTrades` list it. */
export function tradeRow(
  market: KrakenMarket,
  fill: FillRecord,
): Readonly<Record<string, unknown>> {
  const { order } = fill
  const { id, state } = market.pair(order.index)
  const { instrument } = state
  return {
    ordertxid: orderTxid(order.orderId),
    postxid: tradeTxid(fill.tradeId),
    pair: id,
    time: fill.at / 1e6,
    type: order.request.side,
    ordertype: order.words['type'],
    price: priceText(fill.priceTicks, instrument),
    cost: atomsText(fill.notional, costDecimals),
    fee: atomsText(fill.feeAtoms, costDecimals),
    vol: quantityText(fill.lots, instrument, volumeDecimals),
    margin: fixed(0, costDecimals),
    leverage: '0',
    misc: '',
    trade_id: fill.tradeId,
    maker: fill.liquidity === 'maker',
  }
}
