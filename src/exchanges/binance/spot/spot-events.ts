import type { OrderUpdate } from '../../world/order-record.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import { atomsText, priceText, quantityText } from '../../world/wire-numbers.ts'
import { symbolOf, type BinanceMarket } from '../market.ts'
import { balanceRow, milliseconds, zero8, numbersOf, statusOf } from './spot-order-words.ts'

/** What a user's stream tells of an update: the report of the order, and what it changed of the balances. */
export function spotEvents(
  market: BinanceMarket,
  account: TradingAccount,
  update: OrderUpdate,
): readonly object[] {
  const report = reportOf(market, account, update)
  if (report === undefined) return []
  return [report, positionEvent(account, update)]
}

const executionTypes: Readonly<Record<OrderUpdate['kind'], string | undefined>> = {
  accepted: 'NEW',
  filled: 'TRADE',
  cancelled: 'CANCELED',
  amended: 'REPLACED',
  triggered: undefined,
  rejected: undefined,
  'cancel-rejected': undefined,
  'amend-rejected': undefined,
}

/** `executionReport`. https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream#order-update */
function reportOf(
  market: BinanceMarket,
  account: TradingAccount,
  { kind, order, fill, at }: OrderUpdate,
): object | undefined {
  const type = executionTypes[kind]
  if (type === undefined) return undefined
  const { instrument } = account.tradedOf(order.index).terms
  const numbers = numbersOf(account, order)
  const status = kind === 'accepted' ? 'NEW' : statusOf(order)
  const isEnded = kind === 'cancelled'
  const x = isEnded && status !== 'CANCELED' ? 'EXPIRED' : type
  return {
    e: 'executionReport',
    E: milliseconds(at),
    s: symbolOf(market, order.index),
    // A cancelled order goes by the id of the request that ended it, and is known by its own as `C`.
    c: status === 'CANCELED' ? `cancel-${order.orderId}` : order.clientId,
    S: order.request.side.toUpperCase(),
    o: order.words['type'],
    f: order.words['timeInForce'] ?? 'GTC',
    q: numbers.origQty,
    p: numbers.price,
    P: numbers.stopPrice ?? zero8,
    F: zero8,
    g: -1,
    C: status === 'CANCELED' ? order.clientId : '',
    x,
    X: status,
    r: 'NONE',
    i: order.orderId,
    l: fill === undefined ? zero8 : quantityText(fill.lots, instrument, 8),
    z: numbers.executedQty,
    L: fill === undefined ? zero8 : priceText(fill.priceTicks, instrument, 8),
    n: fill === undefined ? '0' : atomsText(fill.feeAtoms, 8),
    N: fill === undefined ? null : fill.feeCurrency,
    T: milliseconds(at),
    t: fill?.tradeId ?? -1,
    I: order.orderId * 2 + order.fills.length,
    w: order.status === 'open',
    m: fill?.liquidity === 'maker',
    M: false,
    O: milliseconds(order.createdAt),
    Z: numbers.cummulativeQuoteQty,
    Y: fill === undefined ? zero8 : atomsText(fill.notional, 8),
    Q: numbers.origQuoteOrderQty,
    W: milliseconds(order.createdAt),
    V: 'EXPIRE_MAKER',
  }
}

function positionEvent(account: TradingAccount, { order, at, fill }: OrderUpdate): object {
  const { base, quote } = account.tradedOf(order.index).terms.instrument
  const assets = new Set([base, quote, ...(fill === undefined ? [] : [fill.feeCurrency])])
  return {
    e: 'outboundAccountPosition',
    E: milliseconds(at),
    u: milliseconds(at),
    B: [...assets].map((asset) => {
      const { free, locked } = balanceRow(account, asset)
      return { a: asset, f: free, l: locked }
    }),
  }
}
