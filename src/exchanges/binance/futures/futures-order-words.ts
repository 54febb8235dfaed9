import type { FillRecord, OrderRecord } from '../../world/order-record.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import {
  atomsText,
  averageOf,
  fixed,
  plainAtoms,
  priceText,
  quantityText,
} from '../../world/wire-numbers.ts'
import { symbolOf, type BinanceMarket } from '../market.ts'

// How Binance futures tell of an order, wherever they do.

type FuturesStatus =
  | 'NEW'
  | 'PARTIALLY_FILLED'
  | 'FILLED'
  | 'CANCELED'
  | 'EXPIRED'
  | 'EXPIRED_IN_MATCH'

export function futuresStatus({ status, endReason, filledLots }: OrderRecord): FuturesStatus {
  if (status === 'filled') return 'FILLED'
  if (status !== 'cancelled') return filledLots > 0 ? 'PARTIALLY_FILLED' : 'NEW'
  if (endReason === 'asked' || endReason === 'liquidation') return 'CANCELED'
  return endReason === 'self-trade' ? 'EXPIRED_IN_MATCH' : 'EXPIRED'
}

/** Was it sent to the algo service, where conditional orders are since 2025-12? */
export function isConditional({ words }: OrderRecord): boolean {
  return words['algo'] === 'yes'
}

/** An order as every request about it answers. */
export function futuresRow(
  market: BinanceMarket,
  account: TradingAccount,
  order: OrderRecord,
): Readonly<Record<string, unknown>> {
  const { instrument } = account.tradedOf(order.index).terms
  const { words, priceTicks, lots, filledLots, filledNotional, request } = order
  const average = averageOf(filledNotional, filledLots, instrument)
  const executed = quantityText(filledLots, instrument)
  return {
    orderId: order.orderId,
    symbol: symbolOf(market, order.index),
    status: futuresStatus(order),
    clientOrderId: order.clientId,
    price: Number.isNaN(priceTicks) ? '0' : priceText(priceTicks, instrument),
    avgPrice: Number.isNaN(average) ? '0.00' : fixed(average, instrument.tickSize.decimals + 3),
    origQty: quantityText(lots, instrument),
    executedQty: executed,
    cumQty: executed,
    cumQuote: plainAtoms(filledNotional),
    timeInForce: words['timeInForce'] ?? 'GTC',
    type: words['type'],
    reduceOnly: request.isReduceOnly,
    closePosition: words['closePosition'] === 'true',
    side: request.side.toUpperCase(),
    positionSide: 'BOTH',
    stopPrice: '0',
    workingType: words['workingType'] ?? 'CONTRACT_PRICE',
    priceProtect: false,
    origType: words['type'],
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: Number(words['goodTillDate'] ?? 0),
    time: Math.floor(order.createdAt / 1_000),
    updateTime: Math.floor(order.updatedAt / 1_000),
  }
}

/** A conditional order as the algo service answers. */
export function algoRow(
  market: BinanceMarket,
  account: TradingAccount,
  order: OrderRecord,
): Readonly<Record<string, unknown>> {
  const { instrument } = account.tradedOf(order.index).terms
  const { words, priceTicks, triggerTicks, lots, request } = order
  const isMarket = Number.isNaN(priceTicks)
  return {
    algoId: order.orderId,
    clientAlgoId: order.clientId,
    algoType: 'CONDITIONAL',
    orderType: words['type'],
    symbol: symbolOf(market, order.index),
    side: request.side.toUpperCase(),
    positionSide: 'BOTH',
    timeInForce: words['timeInForce'] ?? 'GTC',
    quantity: words['closePosition'] === 'true' ? '0' : quantityText(lots, instrument),
    algoStatus: algoStatus(order),
    triggerPrice: priceText(triggerTicks, instrument),
    price: isMarket ? '0' : priceText(priceTicks, instrument),
    icebergQuantity: null,
    callbackRate: words['callbackRate'] ?? '',
    activatePrice: words['activatePrice'] ?? '',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: words['workingType'] ?? 'CONTRACT_PRICE',
    priceMatch: 'NONE',
    closePosition: words['closePosition'] === 'true',
    priceProtect: false,
    reduceOnly: request.isReduceOnly,
    createTime: Math.floor(order.createdAt / 1_000),
    updateTime: Math.floor(order.updatedAt / 1_000),
    triggerTime: order.isTriggered ? Math.floor(order.updatedAt / 1_000) : 0,
    goodTillDate: 0,
    ...(order.isTriggered ? { actualOrderId: String(order.orderId) } : {}),
  }
}

export function algoStatus(order: OrderRecord): string {
  const { status, endReason, isTriggered } = order
  if (status === 'filled') return 'FINISHED'
  if (status !== 'cancelled') return isTriggered ? 'TRIGGERED' : 'NEW'
  return isTriggered ? 'FINISHED' : endReason === 'asked' ? 'CANCELED' : 'EXPIRED'
}

/** A fill as `/fapi/v1/userTrades` lists it. */
export function futuresTrade(
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
    side: order.request.side.toUpperCase(),
    price: priceText(fill.priceTicks, instrument),
    qty: quantityText(fill.lots, instrument),
    realizedPnl: atomsText(fill.realised, 8),
    quoteQty: plainAtoms(fill.notional),
    commission: atomsText(fill.feeAtoms, 8),
    commissionAsset: fill.feeCurrency,
    time: Math.floor(fill.at / 1_000),
    positionSide: 'BOTH',
    buyer: order.request.side === 'buy',
    maker: fill.liquidity === 'maker',
  }
}
