import type { FillRecord, OrderRecord } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import {
  averageOf,
  fixed,
  plainAtoms,
  priceText,
  quantityText,
  stepsText,
} from '../world/wire-numbers.ts'
import { executionIdText, orderIdText } from './bybit-ids.ts'
import { milliseconds, symbolOf, type BybitMarkets, type Category } from './bybit-market.ts'
import { bybitFeesBps, kindOf } from './bybit-terms.ts'

// How Bybit tells of an order, wherever it does.

export function categoryOf(account: TradingAccount, index: number): Category {
  return kindOf(account.tradedOf(index).terms.instrument.class)
}

/** Is it a conditional order whose trigger was not reached? */
export function isWaiting({ triggerTicks, isTriggered }: OrderRecord): boolean {
  return !Number.isNaN(triggerTicks) && !isTriggered
}

/** Would it have taken, and was not to? */
function isKilledPostOnly({ request, endReason }: OrderRecord): boolean {
  const { pricing } = request
  return pricing.kind === 'limit' && pricing.isPostOnly && endReason === 'not-filled-at-once'
}

/** The status that Bybit's lists filter by. */
export function statusIn(account: TradingAccount, order: OrderRecord): string {
  return statusOf(order, kindOf(account.tradedOf(order.index).terms.instrument.class))
}

function statusOf(order: OrderRecord, category: Category): string {
  const { status, filledLots } = order
  if (status === 'filled') return 'Filled'
  if (status === 'cancelled') {
    if (isWaiting(order)) return category === 'spot' ? 'Cancelled' : 'Deactivated'
    if (isKilledPostOnly(order)) return category === 'spot' ? 'Rejected' : 'Cancelled'
    return category === 'spot' && filledLots > 0 ? 'PartiallyFilledCanceled' : 'Cancelled'
  }
  if (status === 'rejected') return 'Rejected'
  if (isWaiting(order)) return 'Untriggered'
  return filledLots > 0 ? 'PartiallyFilled' : 'New'
}

function rejectReasonOf(order: OrderRecord): string {
  if (isKilledPostOnly(order)) return 'EC_PostOnlyWillTakeLiquidity'
  return rejectReasons[order.endReason ?? ''] ?? 'EC_NoError'
}

const rejectReasons: Readonly<Record<string, string>> = {
  'not-filled-at-once': 'EC_NoImmediateQtyToFill',
  asked: 'EC_PerCancelRequest',
}

function cancelTypeOf({ endReason }: OrderRecord): string {
  return cancelTypes[endReason ?? ''] ?? 'UNKNOWN'
}

const cancelTypes: Readonly<Record<string, string>> = {
  asked: 'CancelByUser',
  'reduce-only': 'CancelByReduceOnly',
  liquidation: 'CancelAllBeforeLiq',
  'self-trade': 'CancelBySmp',
}

/** An order as `/v5/order/realtime` lists it and the channel `order` tells it. */
export function orderRow(
  markets: BybitMarkets,
  account: TradingAccount,
  order: OrderRecord,
): Readonly<Record<string, unknown>> {
  const { instrument } = account.tradedOf(order.index).terms
  const category = kindOf(instrument.class)
  const { words, priceTicks, triggerTicks, lots, filledLots, filledNotional, request } = order
  const average = averageOf(filledNotional, filledLots, instrument)
  // What guards a position is of as much as there is of it.
  const asked = isGuard(order) ? Math.abs(account.tradedOf(order.index).position.lots) : lots
  const left = order.status === 'open' || order.status === 'sent' ? asked - filledLots : 0
  const price = Number.isNaN(priceTicks) ? '0' : priceText(priceTicks, instrument)
  const isStop = !Number.isNaN(triggerTicks)
  return {
    symbol: symbolOf(markets, order.index),
    orderId: orderIdText(category, order.orderId),
    orderLinkId: words['linkId'] ?? '',
    side: request.side === 'buy' ? 'Buy' : 'Sell',
    orderType: words['type'],
    orderStatus: statusOf(order, category),
    price,
    qty: words['quoteQty'] ?? quantityText(asked, instrument),
    marketUnit: words['marketUnit'] ?? '',
    avgPrice: Number.isNaN(average) ? '' : fixed(average, instrument.tickSize.decimals + 4),
    leavesQty: quantityText(left, instrument),
    leavesValue: Number.isNaN(priceTicks)
      ? '0'
      : stepsText(left * priceTicks, {
          units: instrument.tickSize.units * instrument.lotSize.units,
          decimals: instrument.tickSize.decimals + instrument.lotSize.decimals,
        }),
    cumExecQty: quantityText(filledLots, instrument),
    cumExecValue: plainAtoms(filledNotional),
    cumExecFee: plainAtoms(feesOf(order)),
    cumFeeDetail: feeDetail(order),
    timeInForce: words['timeInForce'],
    reduceOnly: request.isReduceOnly,
    closeOnTrigger: words['closeOnTrigger'] === 'true',
    triggerPrice: isStop ? priceText(triggerTicks, instrument) : '',
    triggerDirection: Number(words['triggerDirection'] ?? 0),
    triggerBy: words['triggerBy'] ?? '',
    stopOrderType: stopTypeOf(order),
    rejectReason: rejectReasonOf(order),
    cancelType: cancelTypeOf(order),
    ...(category === 'spot' ? {} : contractOnly(order)),
    createdTime: String(milliseconds(order.createdAt)),
    updatedTime: String(milliseconds(order.updatedAt)),
    lastPriceOnCreated: words['lastPrice'] ?? '',
    positionIdx: 0,
    isLeverage: category === 'spot' ? '0' : '',
    ...unusedOfOrder,
    takeProfit: words['takeProfit'] ?? '',
    stopLoss: words['stopLoss'] ?? '',
    tpTriggerBy: words['tpTriggerBy'] ?? '',
    slTriggerBy: words['slTriggerBy'] ?? '',
  }
}

function isGuard({ words }: OrderRecord): boolean {
  return words['guard'] !== undefined
}

function stopTypeOf({ words, triggerTicks }: OrderRecord): string {
  return words['guard'] ?? (Number.isNaN(triggerTicks) ? '' : 'Stop')
}

/** By these ccxt tells a contract from a pair of the same name. */
function contractOnly({ words }: OrderRecord): object {
  const { guard } = words
  return guard === undefined
    ? { createType: 'CreateByUser', tpslMode: '' }
    : { createType: `CreateBy${guard}`, tpslMode: 'Full' }
}

/** What no order has here: brackets, groups, options. */
const unusedOfOrder = {
  tpLimitPrice: '',
  slLimitPrice: '',
  placeType: '',
  ocoTriggerBy: '',
  orderIv: '',
  blockTradeId: '',
  smpType: 'None',
  smpGroup: 0,
  smpOrderId: '',
  parentOrderLinkId: '',
} as const

function feesOf({ fills }: OrderRecord): bigint {
  return fills.reduce((sum, { feeAtoms }) => sum + feeAtoms, 0n)
}

function feeDetail(order: OrderRecord): Readonly<Record<string, string>> {
  const first = order.fills[0]
  return first === undefined ? {} : { [first.feeCurrency]: plainAtoms(feesOf(order)) }
}

/** A fill as `/v5/execution/list` lists it and the channel `execution` tells it. */
export function executionRow(
  markets: BybitMarkets,
  account: TradingAccount,
  fill: FillRecord,
): Readonly<Record<string, unknown>> {
  const { order } = fill
  const { terms, market } = account.tradedOf(order.index)
  const { instrument } = terms
  const category = kindOf(instrument.class)
  const filledBefore = order.fills
    .slice(0, order.fills.indexOf(fill) + 1)
    .reduce((sum, { lots }) => sum + lots, 0)
  return {
    symbol: symbolOf(markets, order.index),
    orderId: orderIdText(category, order.orderId),
    orderLinkId: order.words['linkId'] ?? '',
    side: order.request.side === 'buy' ? 'Buy' : 'Sell',
    orderPrice: Number.isNaN(order.priceTicks) ? '0' : priceText(order.priceTicks, instrument),
    orderQty: quantityText(order.lots, instrument),
    leavesQty: quantityText(Math.max(0, order.lots - filledBefore), instrument),
    orderType: order.words['type'],
    stopOrderType: stopTypeOf(order),
    ...(category === 'spot' ? {} : { createType: 'CreateByUser' }),
    execFee: plainAtoms(fill.feeAtoms),
    feeCurrency: fill.feeCurrency,
    feeRate: String(bybitFeesBps[category][fill.liquidity] / 1e4),
    execId: executionIdText(category, fill.tradeId),
    execPrice: priceText(fill.priceTicks, instrument),
    execQty: quantityText(fill.lots, instrument),
    execType: 'Trade',
    execValue: plainAtoms(fill.notional),
    execPnl: plainAtoms(fill.realised),
    execTime: String(milliseconds(fill.at)),
    isMaker: fill.liquidity === 'maker',
    isLeverage: category === 'spot' ? '0' : '',
    markPrice:
      category === 'spot' ? '' : fixed(market.referencePrice(), instrument.tickSize.decimals),
    closedSize: '0',
    seq: fill.tradeId,
    ...unusedOfExecution,
  }
}

const unusedOfExecution = {
  markIv: '',
  indexPrice: '',
  underlyingPrice: '',
  tradeIv: '',
  blockTradeId: '',
  marketUnit: '',
  extraFees: '',
} as const
