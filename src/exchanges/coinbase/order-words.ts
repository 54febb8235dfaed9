import type { FillRecord, OrderRecord } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { averageOf, plain, plainAtoms, priceText, quantityText } from '../world/wire-numbers.ts'
import { portfolioId, userId, uuidOf } from './coinbase-ids.ts'
import { isoText, type CoinbaseProducts } from './products.ts'

// How Coinbase tells of orders and fills.

type Words = Readonly<Record<string, unknown>>

export function statusOf({ status, endReason }: OrderRecord): string {
  switch (status) {
    case 'sent':
      return 'PENDING'
    case 'open':
      return 'OPEN'
    case 'filled':
      return 'FILLED'
    case 'rejected':
      return 'FAILED'
    case 'cancelled':
      return endReason === 'expired' ? 'EXPIRED' : 'CANCELLED'
  }
}

/** The numbers of an order as texts. */
interface OrderNumbers {
  readonly size: string
  readonly filled: string
  readonly leaves: string
  readonly value: string
  readonly fees: string
  readonly total: string
  readonly average: string
  readonly limit: string
  readonly stop: string
  readonly percent: string
}

export function numbersOf(products: CoinbaseProducts, order: OrderRecord): OrderNumbers {
  const { instrument } = products.state(order.index)
  const { lots, filledLots, filledNotional, priceTicks, triggerTicks } = order
  const fees = feesOf(order)
  const isBuy = order.request.side === 'buy'
  const quantity = (count: number): string => plain(quantityText(count, instrument))
  const price = (ticks: number): string =>
    Number.isNaN(ticks) ? '' : plain(priceText(ticks, instrument))
  const average = averageOf(filledNotional, filledLots, instrument)
  return {
    size: quantity(lots),
    filled: quantity(filledLots),
    leaves: quantity(lots - filledLots),
    value: plainAtoms(filledNotional),
    fees: plainAtoms(fees),
    total: plainAtoms(filledNotional + (isBuy ? fees : -fees)),
    average: Number.isNaN(average) ? '0' : String(average),
    limit: price(priceTicks),
    stop: price(triggerTicks),
    percent: plain(((filledLots / lots) * 100).toFixed(2)),
  }
}

/** What was asked for, as amended since. */
function configurationOf(products: CoinbaseProducts, order: OrderRecord): Words {
  const { size, limit, stop } = numbersOf(products, order)
  const { words, request } = order
  const { quoteSize, type, postOnly } = words
  const { timeInForce, reachedBy } = request
  const end = timeInForce.kind === 'gtd' ? { end_time: isoText(timeInForce.until) } : {}
  const configuration =
    type === 'MARKET'
      ? quoteSize === undefined
        ? { base_size: size }
        : { quote_size: quoteSize }
      : {
          base_size: size,
          limit_price: limit,
          ...end,
          ...(type === 'LIMIT'
            ? { post_only: postOnly === 'true' }
            : {
                stop_price: stop,
                stop_direction:
                  reachedBy === 'rise' ? 'STOP_DIRECTION_STOP_UP' : 'STOP_DIRECTION_STOP_DOWN',
              }),
        }
  return { [String(words['kind'])]: configuration }
}

/** An order as `/orders/historical` lists it. */
export function orderRow(
  products: CoinbaseProducts,
  account: TradingAccount,
  order: OrderRecord,
): Words {
  const numbers = numbersOf(products, order)
  const { words, fills, status } = order
  const isMarket = words['type'] === 'MARKET'
  const isWaiting = !Number.isNaN(order.triggerTicks) && !order.isTriggered
  return {
    order_id: uuidOf('order', order.orderId),
    product_id: account.tradedOf(order.index).terms.instrument.name,
    user_id: userId,
    order_configuration: configurationOf(products, order),
    side: order.request.side.toUpperCase(),
    client_order_id: order.clientId,
    status: statusOf(order),
    time_in_force: words['time'],
    created_time: isoText(order.createdAt),
    completion_percentage: numbers.percent,
    filled_size: numbers.filled,
    average_filled_price: numbers.average,
    fee: '',
    number_of_fills: String(fills.length),
    filled_value: numbers.value,
    pending_cancel: false,
    size_in_quote: words['quoteSize'] !== undefined,
    total_fees: numbers.fees,
    size_inclusive_of_fees: words['quoteSize'] !== undefined,
    total_value_after_fees: numbers.total,
    trigger_status: triggerStatus(order, isWaiting),
    order_type: words['type'],
    reject_reason: 'REJECT_REASON_UNSPECIFIED',
    settled: status === 'filled' || (status === 'cancelled' && isMarket),
    product_type: 'SPOT',
    reject_message: '',
    cancel_message: status === 'cancelled' ? cancelMessage(order) : '',
    order_placement_source: 'RETAIL_ADVANCED',
    outstanding_hold_amount: '0',
    is_liquidation: false,
    last_fill_time: fills.length === 0 ? null : isoText(fills.at(-1)!.at),
    edit_history: [],
    leverage: '',
    margin_type: 'UNKNOWN_MARGIN_TYPE',
    retail_portfolio_id: portfolioId,
    last_update_time: isoText(order.updatedAt),
  }
}

/** An order as the channel `user` tells it. */
export function userOrder(products: CoinbaseProducts, order: OrderRecord): Words {
  const numbers = numbersOf(products, order)
  const { words, request, status } = order
  const isWaiting = !Number.isNaN(order.triggerTicks) && !order.isTriggered
  const zero = { limit_price: numbers.limit || '0', stop_price: numbers.stop || '0' }
  return {
    avg_price: numbers.average,
    cancel_reason: status === 'cancelled' ? cancelMessage(order) : '',
    client_order_id: order.clientId,
    completion_percentage: numbers.percent,
    contract_expiry_type: 'UNKNOWN_CONTRACT_EXPIRY_TYPE',
    cumulative_quantity: numbers.filled,
    filled_value: numbers.value,
    leaves_quantity: status === 'open' ? numbers.leaves : '0',
    ...zero,
    number_of_fills: String(order.fills.length),
    order_id: uuidOf('order', order.orderId),
    order_side: request.side.toUpperCase(),
    order_type: userTypes[String(words['type'])],
    outstanding_hold_amount: '0',
    post_only: String(words['postOnly'] === 'true'),
    product_id: products.state(order.index).instrument.name,
    product_type: 'SPOT',
    reject_reason: '',
    retail_portfolio_id: portfolioId,
    risk_managed_by: 'UNKNOWN_RISK_MANAGEMENT_TYPE',
    status: statusOf(order),
    time_in_force: words['time'],
    total_fees: numbers.fees,
    total_value_after_fees: numbers.total,
    trigger_status: triggerStatus(order, isWaiting),
    creation_time: isoText(order.createdAt),
    end_time:
      request.timeInForce.kind === 'gtd'
        ? isoText(request.timeInForce.until)
        : '0001-01-01T00:00:00Z',
    start_time: '0001-01-01T00:00:00Z',
  }
}

/** The socket has words of its own for them. */
const userTypes: Readonly<Record<string, string>> = {
  MARKET: 'Market',
  LIMIT: 'Limit',
  STOP_LIMIT: 'Stop Limit',
}

/** A fill as `/orders/historical/fills` lists it. */
export function fillRow(products: CoinbaseProducts, fill: FillRecord): Words {
  const { order } = fill
  const { instrument } = products.state(order.index)
  return {
    entry_id: uuidOf('entry', fill.tradeId),
    trade_id: uuidOf('trade', fill.tradeId),
    order_id: uuidOf('order', order.orderId),
    trade_time: isoText(fill.at),
    trade_type: 'FILL',
    price: plain(priceText(fill.priceTicks, instrument)),
    size: plain(quantityText(fill.lots, instrument)),
    commission: plainAtoms(fill.feeAtoms),
    product_id: instrument.name,
    sequence_timestamp: isoText(fill.at),
    liquidity_indicator: fill.liquidity.toUpperCase(),
    size_in_quote: false,
    user_id: userId,
    side: order.request.side.toUpperCase(),
    retail_portfolio_id: portfolioId,
    fillSource: 'FILL_SOURCE_CLOB',
  }
}

function feesOf({ fills }: OrderRecord): bigint {
  return fills.reduce((sum, { feeAtoms }) => sum + feeAtoms, 0n)
}

function triggerStatus({ triggerTicks }: OrderRecord, isWaiting: boolean): string {
  if (Number.isNaN(triggerTicks)) return 'INVALID_ORDER_TYPE'
  return isWaiting ? 'STOP_PENDING' : 'STOP_TRIGGERED'
}

function cancelMessage({ endReason }: OrderRecord): string {
  return endReason === 'asked' ? 'User requested cancel' : 'Order could not be filled'
}
