import type { FillRecord, OrderRecord } from '../../world/order-record.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import { atomsText, priceText, quantityText } from '../../world/wire-numbers.ts'
import { symbolOf, type BinanceMarket } from '../market.ts'

// How Binance spot tells of an order, wherever it does.

export const zero8 = '0.00000000'

export type SpotStatus =
  | 'NEW'
  | 'PARTIALLY_FILLED'
  | 'FILLED'
  | 'CANCELED'
  | 'EXPIRED'
  | 'EXPIRED_IN_MATCH'

export function statusOf({ status, endReason, filledLots }: OrderRecord): SpotStatus {
  if (status === 'filled') return 'FILLED'
  if (status !== 'cancelled') return filledLots > 0 ? 'PARTIALLY_FILLED' : 'NEW'
  if (endReason === 'asked') return 'CANCELED'
  return endReason === 'self-trade' ? 'EXPIRED_IN_MATCH' : 'EXPIRED'
}

/** The numbers of an order as text. */
interface OrderNumbers {
  readonly price: string
  readonly stopPrice: string | undefined
  readonly origQty: string
  readonly executedQty: string
  readonly cummulativeQuoteQty: string
  readonly origQuoteOrderQty: string
}

export function numbersOf(account: TradingAccount, order: OrderRecord): OrderNumbers {
  const { instrument } = account.tradedOf(order.index).terms
  const { priceTicks, triggerTicks, lots, filledLots, filledNotional, words } = order
  return {
    price: Number.isNaN(priceTicks) ? zero8 : priceText(priceTicks, instrument, 8),
    stopPrice: Number.isNaN(triggerTicks) ? undefined : priceText(triggerTicks, instrument, 8),
    origQty: quantityText(lots, instrument, 8),
    executedQty: quantityText(filledLots, instrument, 8),
    cummulativeQuoteQty: atomsText(filledNotional, 8),
    origQuoteOrderQty: words['quoteOrderQty'] ?? zero8,
  }
}

/** An order as `/order`, `/openOrders` and `/allOrders` answer. */
export function orderRow(
  market: BinanceMarket,
  account: TradingAccount,
  order: OrderRecord,
): Readonly<Record<string, unknown>> {
  const numbers = numbersOf(account, order)
  const time = milliseconds(order.createdAt)
  return {
    symbol: symbolOf(market, order.index),
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientId,
    price: numbers.price,
    origQty: numbers.origQty,
    executedQty: numbers.executedQty,
    cummulativeQuoteQty: numbers.cummulativeQuoteQty,
    status: statusOf(order),
    timeInForce: order.words['timeInForce'] ?? 'GTC',
    type: order.words['type'],
    side: order.request.side.toUpperCase(),
    stopPrice: numbers.stopPrice ?? zero8,
    icebergQty: zero8,
    time,
    updateTime: milliseconds(order.updatedAt),
    isWorking: Number.isNaN(order.triggerTicks) || order.isTriggered,
    workingTime: time,
    origQuoteOrderQty: numbers.origQuoteOrderQty,
    selfTradePreventionMode: 'EXPIRE_MAKER',
  }
}

/** What placing an order answers: as much as is asked for. */
export function placedAnswer(
  market: BinanceMarket,
  account: TradingAccount,
  order: OrderRecord,
  detail: 'ACK' | 'RESULT' | 'FULL',
): Readonly<Record<string, unknown>> {
  const transactTime = milliseconds(order.updatedAt)
  const ack = {
    symbol: symbolOf(market, order.index),
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientId,
    transactTime,
  }
  if (detail === 'ACK') return ack
  const numbers = numbersOf(account, order)
  const result = {
    ...ack,
    price: numbers.price,
    origQty: numbers.origQty,
    executedQty: numbers.executedQty,
    origQuoteOrderQty: numbers.origQuoteOrderQty,
    cummulativeQuoteQty: numbers.cummulativeQuoteQty,
    status: statusOf(order),
    timeInForce: order.words['timeInForce'] ?? 'GTC',
    type: order.words['type'],
    side: order.request.side.toUpperCase(),
    ...(numbers.stopPrice === undefined ? {} : { stopPrice: numbers.stopPrice }),
    workingTime: transactTime,
    selfTradePreventionMode: 'EXPIRE_MAKER',
  }
  if (detail === 'RESULT') return result
  const { instrument } = account.tradedOf(order.index).terms
  const fills = order.fills.map((fill) => ({
    price: priceText(fill.priceTicks, instrument, 8),
    qty: quantityText(fill.lots, instrument, 8),
    commission: atomsText(fill.feeAtoms, 8),
    commissionAsset: fill.feeCurrency,
    tradeId: fill.tradeId,
  }))
  return { ...result, fills }
}

/** What cancelling an order answers. @param newClientId of the request to cancel */
export function cancelledAnswer(
  market: BinanceMarket,
  account: TradingAccount,
  order: OrderRecord,
  newClientId: string,
): Readonly<Record<string, unknown>> {
  const numbers = numbersOf(account, order)
  return {
    symbol: symbolOf(market, order.index),
    origClientOrderId: order.clientId,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: newClientId,
    transactTime: milliseconds(order.updatedAt),
    price: numbers.price,
    origQty: numbers.origQty,
    executedQty: numbers.executedQty,
    origQuoteOrderQty: numbers.origQuoteOrderQty,
    cummulativeQuoteQty: numbers.cummulativeQuoteQty,
    status: statusOf(order),
    timeInForce: order.words['timeInForce'] ?? 'GTC',
    type: order.words['type'],
    side: order.request.side.toUpperCase(),
    selfTradePreventionMode: 'EXPIRE_MAKER',
  }
}

/** A fill as `/myTrades` lists it. */
export function tradeRow(
  market: BinanceMarket,
  account: TradingAccount,
  fill: FillRecord,
): Readonly<Record<string, unknown>> {
  const { order } = fill
  const { instrument } = account.tradedOf(order.index).terms
  return {
    symbol: symbolOf(market, order.index),
    id: fill.tradeId,
    orderId: order.orderId,
    orderListId: -1,
    price: priceText(fill.priceTicks, instrument, 8),
    qty: quantityText(fill.lots, instrument, 8),
    quoteQty: atomsText(fill.notional, 8),
    commission: atomsText(fill.feeAtoms, 8),
    commissionAsset: fill.feeCurrency,
    time: milliseconds(fill.at),
    isBuyer: order.request.side === 'buy',
    isMaker: fill.liquidity === 'maker',
    isBestMatch: true,
  }
}

/** What an account has of every currency its pairs are made of. */
export function balanceRows(
  account: TradingAccount,
): readonly { readonly asset: string; readonly free: string; readonly locked: string }[] {
  const assets = new Set([...account.listed.values()].flatMap(({ base, quote }) => [base, quote]))
  return [...assets].map((asset) => balanceRow(account, asset))
}

export function balanceRow(
  account: TradingAccount,
  asset: string,
): { readonly asset: string; readonly free: string; readonly locked: string } {
  const locked = account.lockedOf(asset)
  const held = account.venue.account.wallet(asset)
  return { asset, free: atomsText(held - locked, 8), locked: atomsText(locked, 8) }
}

export function milliseconds(at: number): number {
  return Math.floor(at / 1_000)
}
