import { unitsOfQuantity } from '../../core/contract-step.ts'
import type { FillRecord, OrderRecord } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { averageOf, fixed, plain, plainAtoms } from '../world/wire-numbers.ts'
import { baseText, lastText } from './market-words.ts'
import { algoIdText, orderIdText } from './okx-ids.ts'
import {
  listingAt,
  milliseconds,
  pxText,
  sizeText,
  type OkxListing,
  type OkxMarkets,
} from './okx-market.ts'
import { okxFeesBps } from './okx-terms.ts'

// How OKX tells of an order, wherever it does.

type Row = Readonly<Record<string, unknown>>

/** Was it sent to the algo service? Once triggered it is an order like any other, too. */
export function isAlgo({ words }: OrderRecord): boolean {
  return words['algo'] !== undefined
}

export function isWaiting(order: OrderRecord): boolean {
  return isAlgo(order) && !order.isTriggered
}

export function stateOf({ status, filledLots }: OrderRecord): string {
  switch (status) {
    case 'filled':
      return 'filled'
    case 'cancelled':
    case 'rejected':
      return 'canceled'
    case 'sent':
    case 'open':
      return filledLots > 0 ? 'partially_filled' : 'live'
  }
}

/** Why it was cancelled, as OKX numbers it. */
function cancelSourceOf({ endReason, request }: OrderRecord): string {
  const { pricing, timeInForce } = request
  if (endReason !== 'not-filled-at-once') return cancelSources[endReason ?? ''] ?? '0'
  if (pricing.kind === 'limit' && pricing.isPostOnly) return '31'
  return timeInForce.kind === 'fok' ? '13' : '14'
}

const cancelSources: Readonly<Record<string, string>> = {
  asked: '1',
  'reduce-only': '2',
  liquidation: '3',
  'self-trade': '32',
}

/** An order as `/api/v5/trade/order` answers and the channel `orders` tells it. @param fill the last, or the one an event is of */
export function orderRow(
  markets: OkxMarkets,
  account: TradingAccount,
  order: OrderRecord,
  fill: FillRecord | undefined,
): Row {
  const listing = listingAt(markets, order.index)
  const { instId, type, state } = listing
  const { words, priceTicks, lots, filledLots, filledNotional, request } = order
  const average = averagePx(listing, filledNotional, filledLots)
  const isSwap = type === 'SWAP'
  return {
    instType: type,
    instId,
    ordId: orderIdText(order.orderId),
    clOrdId: words['clOrdId'] ?? '',
    tag: words['tag'] ?? '',
    side: request.side,
    posSide: isSwap ? 'net' : '',
    tdMode: words['tdMode'] ?? 'cash',
    ordType: words['ordType'] ?? 'market',
    px: Number.isNaN(priceTicks) ? '' : pxText(priceTicks, listing),
    sz: words['quoteSz'] ?? sizeText(lots, listing),
    tgtCcy: words['tgtCcy'] ?? '',
    state: stateOf(order),
    accFillSz: sizeText(filledLots, listing),
    avgPx: Number.isNaN(average)
      ? ''
      : plain(fixed(average, state.instrument.tickSize.decimals + 8)),
    fee: plainAtoms(-feesOf(order)),
    feeCcy: feeCurrencyOf(order, listing),
    pnl: plainAtoms(order.fills.reduce((sum, { realised }) => sum + realised, 0n)),
    reduceOnly: String(request.isReduceOnly),
    lever: isSwap ? String(account.marginOf(order.index).leverage) : '',
    cancelSource: order.status === 'cancelled' ? cancelSourceOf(order) : '',
    cancelSourceReason: '',
    algoId: isAlgo(order) ? algoIdText(order.orderId) : '',
    algoClOrdId: words['algoClOrdId'] ?? '',
    ...lastFillOf(listing, fill),
    cTime: milliseconds(order.createdAt),
    uTime: milliseconds(order.updatedAt),
    ...unusedOfOrder,
  }
}

/** NaN of none. */
function averagePx({ state }: OkxListing, notional: bigint, lots: number): number {
  return averageOf(notional, lots, state.instrument) / unitsOfQuantity(state.instrument, 1)
}

/** What no order has here. */
const unusedOfOrder = {
  ccy: '',
  category: 'normal',
  pxUsd: '',
  pxVol: '',
  pxType: '',
  rebate: '0',
  rebateCcy: '',
  source: '',
  stpId: '',
  stpMode: 'cancel_maker',
  attachAlgoClOrdId: '',
  attachAlgoOrds: [],
  linkedAlgoOrd: { algoId: '' },
  isTpLimit: 'false',
  quickMgnType: '',
  tpTriggerPx: '',
  tpTriggerPxType: '',
  tpOrdPx: '',
  slTriggerPx: '',
  slTriggerPxType: '',
  slOrdPx: '',
} as const

function lastFillOf(listing: OkxListing, fill: FillRecord | undefined): Row {
  if (fill === undefined) return { fillPx: '', fillSz: '0', fillTime: '', tradeId: '' }
  return {
    fillPx: pxText(fill.priceTicks, listing),
    fillSz: sizeText(fill.lots, listing),
    fillTime: milliseconds(fill.at),
    tradeId: String(fill.tradeId),
  }
}

/** What only the channel `orders` tells: of the fill it is about, and how a request went. */
export function orderEvent(
  markets: OkxMarkets,
  account: TradingAccount,
  order: OrderRecord,
  about: { readonly fill: FillRecord | undefined; readonly isAmended: boolean },
): Row {
  const { fill, isAmended } = about
  const listing = listingAt(markets, order.index)
  const row = orderRow(markets, account, order, fill)
  return {
    ...row,
    execType: fill === undefined ? '' : fill.liquidity === 'maker' ? 'M' : 'T',
    fillFee: fill === undefined ? '0' : plainAtoms(-fill.feeAtoms),
    fillFeeCcy: fill?.feeCurrency ?? '',
    fillNotionalUsd: fill === undefined ? '' : plainAtoms(fill.notional),
    fillPnl: fill === undefined ? '0' : plainAtoms(fill.realised),
    fillMarkPx: '',
    fillFwdPx: '',
    fillMarkVol: '',
    fillPxUsd: '',
    fillPxVol: '',
    lastPx: lastText(listing.state),
    notionalUsd: notionalOf(order, listing),
    amendResult: isAmended ? '0' : '',
    amendSource: isAmended ? '1' : '',
    reqId: '',
    code: '0',
    msg: '',
  }
}

function notionalOf({ lots, priceTicks }: OrderRecord, listing: OkxListing): string {
  const { tickSize } = listing.state.instrument
  const price = Number.isNaN(priceTicks)
    ? listing.state.last()
    : (priceTicks * tickSize.units) / 10 ** tickSize.decimals
  return plain(fixed(Number(baseText(lots, listing)) * price, 8))
}

function feesOf({ fills }: OrderRecord): bigint {
  return fills.reduce((sum, { feeAtoms }) => sum + feeAtoms, 0n)
}

/** Before anything has filled it is what a fill would be charged in. */
function feeCurrencyOf({ fills, request }: OrderRecord, { type, state }: OkxListing): string {
  const { base, quote } = state.instrument
  return fills[0]?.feeCurrency ?? (type === 'SPOT' && request.side === 'buy' ? base : quote)
}

/** A fill as `/api/v5/trade/fills` lists it. */
export function fillRow(markets: OkxMarkets, fill: FillRecord): Row {
  const { order } = fill
  const listing = listingAt(markets, order.index)
  const { instId, type, state } = listing
  const time = milliseconds(fill.at)
  return {
    instType: type,
    instId,
    tradeId: String(fill.tradeId),
    ordId: orderIdText(order.orderId),
    clOrdId: order.words['clOrdId'] ?? '',
    billId: String(fill.tradeId),
    subType: order.request.side === 'buy' ? '1' : '2',
    tag: order.words['tag'] ?? '',
    fillPx: pxText(fill.priceTicks, listing),
    fillSz: sizeText(fill.lots, listing),
    fillIdxPx: lastText(state),
    fillPnl: plainAtoms(fill.realised),
    fillPxVol: '',
    fillPxUsd: '',
    fillMarkVol: '',
    fillFwdPx: '',
    fillMarkPx: '',
    side: order.request.side,
    posSide: type === 'SWAP' ? 'net' : '',
    execType: fill.liquidity === 'maker' ? 'M' : 'T',
    feeCcy: fill.feeCurrency,
    fee: plainAtoms(-fill.feeAtoms),
    feeRate: String(-okxFeesBps[type][fill.liquidity] / 1e4),
    ts: time,
    fillTime: time,
  }
}

/** A conditional order as the algo service tells of it. */
export function algoRow(markets: OkxMarkets, order: OrderRecord): Row {
  const listing = listingAt(markets, order.index)
  const { words, triggerTicks, priceTicks, lots, request } = order
  const trigger = pxText(triggerTicks, listing)
  const limit = Number.isNaN(priceTicks) ? '-1' : pxText(priceTicks, listing)
  const kind = words['trigger']
  const told = (of: string, text: string): string => (kind === of ? text : '')
  const by = words['triggerBy'] ?? 'last'
  return {
    instType: listing.type,
    instId: listing.instId,
    algoId: algoIdText(order.orderId),
    algoClOrdId: words['algoClOrdId'] ?? '',
    clOrdId: '',
    ordId: order.isTriggered ? orderIdText(order.orderId) : '',
    ordIdList: order.isTriggered ? [orderIdText(order.orderId)] : [],
    ordType: words['algo'],
    side: request.side,
    posSide: listing.type === 'SWAP' ? 'net' : '',
    tdMode: words['tdMode'] ?? 'cash',
    sz: sizeText(lots, listing),
    state: algoStateOf(order),
    triggerPx: told('price', trigger),
    triggerPxType: told('price', by),
    ordPx: told('price', limit),
    slTriggerPx: told('sl', trigger),
    slTriggerPxType: told('sl', by),
    slOrdPx: told('sl', limit),
    tpTriggerPx: told('tp', trigger),
    tpTriggerPxType: told('tp', by),
    tpOrdPx: told('tp', limit),
    actualSz: sizeText(order.filledLots, listing),
    actualPx: '',
    callbackRatio: words['callbackRatio'] ?? '',
    callbackSpread: words['callbackSpread'] ?? '',
    activePx: words['activePx'] ?? '',
    moveTriggerPx: told('trail', trigger),
    actualSide: kind === 'sl' || kind === 'tp' ? kind : '',
    reduceOnly: String(request.isReduceOnly),
    closeFraction: '',
    tag: words['tag'] ?? '',
    failCode: '',
    last: lastText(listing.state),
    triggerTime: order.isTriggered ? milliseconds(order.updatedAt) : '',
    cTime: milliseconds(order.createdAt),
    uTime: milliseconds(order.updatedAt),
  }
}

function algoStateOf(order: OrderRecord): string {
  if (order.isTriggered) return 'effective'
  return order.status === 'cancelled' ? 'canceled' : 'live'
}
