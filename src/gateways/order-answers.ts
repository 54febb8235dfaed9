import type { OrderRequest } from '../core/orders/order.ts'
import type { CcxtErrors } from './quick-orders.ts'
import type { CcxtExchange, CcxtMarket, CcxtOrder } from './ccxt-exchange.ts'

/** What ccxt makes of a venue's answers, as its `createOrder` and `cancelOrder` of 4.5.84 do. */
interface Reading extends CcxtExchange {
  market(symbol: string): CcxtMarket
  parseOrder(order: unknown, market?: CcxtMarket): CcxtOrder
  safeOrder(order: object): CcxtOrder
}

type Fields = Readonly<Record<string, unknown>>

/** Reads the answer to an order that was placed. */
export function readPlaced(
  given: CcxtExchange,
  symbol: string,
  { side, pricing }: OrderRequest,
  answer: unknown,
): CcxtOrder {
  const exchange = given as Reading
  const told = orderIn(exchange.id, fieldsOf(answer))
  // Kraken's tells by its words what it is of; OKX's has nothing but ids, and ccxt puts in what was asked for.
  if (exchange.id === 'kraken') return exchange.parseOrder({ ...told, usingCost: false })
  const order = exchange.parseOrder(told, exchange.market(symbol))
  if (exchange.id !== 'okx') return order
  return Object.assign(order, { type: pricing.kind === 'limit' ? 'limit' : 'market', side })
}

/** Why Coinbase does not cancel what is over: of an order it filled, and of any other. */
const isOver: readonly unknown[] = ['ORDER_IS_FULLY_FILLED', 'UNKNOWN_CANCEL_ORDER']

/**
 * Reads the answer to a cancellation.
 *
 * @throws ccxt's error where it lies in an answer that is none by its status; of one that says that the order is not open
 *   `OrderNotFound`, where ccxt does not read why
 */
export function readCancelled(
  given: CcxtExchange,
  symbol: string,
  answer: unknown,
  { BadRequest, OrderNotFound }: CcxtErrors,
): CcxtOrder {
  const exchange = given as Reading
  const fields = fieldsOf(answer)
  if (exchange.id === 'kraken') return exchange.safeOrder({ info: answer })
  if (exchange.id !== 'coinbase')
    return exchange.parseOrder(orderIn(exchange.id, fields), exchange.market(symbol))
  const [first] = fields['results'] as readonly Fields[]
  if (first?.['success'] !== true) {
    const reason = first?.['failure_reason']
    const Refused = isOver.includes(reason) ? OrderNotFound : BadRequest
    throw new Refused(`${exchange.id} cancelOrder() has failed: ${String(reason)}`)
  }
  return exchange.parseOrder(first, exchange.market(symbol))
}

/** Throws on what a cancellation came to: ccxt's own error, or the one it makes of it. */
export function cancelFailure(
  { id }: CcxtExchange,
  { OrderNotFound }: CcxtErrors,
): (cause: Error) => never {
  return (cause) => {
    const isUnknown = id === 'kraken' && cause.message.includes('EOrder:Unknown order')
    throw isUnknown ? new OrderNotFound(`${id} cancelOrder() error ${cause.message}`) : cause
  }
}

/** Where a venue has the order in its answer. */
function orderIn(id: string, answer: Fields): Fields {
  switch (id) {
    case 'bybit':
    case 'kraken':
      return fieldsOf(answer['result'])
    case 'okx':
      return fieldsOf((answer['data'] as readonly unknown[] | undefined)?.[0])
    case 'coinbase':
      return fieldsOf(answer['success_response'])
    default:
      return answer
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
