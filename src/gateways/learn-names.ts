import type { CcxtExchange, CcxtOrder, CcxtTrade } from './ccxt-exchange.ts'
import type { OrderNames } from './order-names.ts'
import { isTransient, meaningOf } from './order-outcomes.ts'
import { clientIdOf, ourId } from './read-orders.ts'
import type { VenueProfile } from './venue-profiles.ts'

/** What is known of orders' names, and who hears why a list of them was refused. */
export interface Naming {
  readonly names: OrderNames
  readonly refused?: (cause: unknown) => void
}

/** Binance lists up to 1,000 orders of a symbol in one answer. */
const listedMost = 1_000
/** Kraken: "comma delimited list of transaction ids to query info about (20 maximum)" */
const idsMost = 20
/** So few orders are asked for one by one: a list costs as much as five of them. */
const fewOrders = 3

/**
 * Finds out whose executions are where only the venue's id of their order is told (Binance, Kraken): after a restart nothing
 * is known of any, and asked for one by one five hundred of them took minutes of the venue's limits, with an order of
 * unknown fate behind them.
 *
 * @throws what a list or an order was not answered for; without a list that is refused it goes one by one, and says why
 */
export async function learnNames(
  exchange: CcxtExchange,
  profile: VenueProfile,
  trades: readonly CcxtTrade[],
  of: Naming & { readonly symbol: string; readonly from: number },
): Promise<void> {
  const { symbol, from, names, refused } = of
  const learn = (id: string, order: CcxtOrder): void =>
    names.remember(id, ourId(clientIdOf(order), profile.ids.prefix) ?? '')
  const unknown = (): string[] => {
    const ids = trades.filter(({ info }) => idInside(info) === undefined).map(({ order }) => order)
    return [...new Set(ids)]
      .filter((id) => id !== undefined)
      .filter((id) => names.of(id) === undefined)
  }
  const asked = unknown()
  if (asked.length > fewOrders) {
    const listed = await listedOrders(exchange, asked, symbol, from).catch((cause: unknown) => {
      // Hundreds of single questions are no answer to a venue that has trouble, or was asked too much.
      if (isTransient(cause)) throw cause
      refused?.(cause)
      return []
    })
    for (const order of listed) if (order.id !== undefined) learn(order.id, order)
  }
  for (const id of unknown()) {
    const order = await orNothing(exchange.fetchOrder(id, symbol, profile.findParams))
    // A venue may answer from a copy that has not yet what was filled: it is asked again another time.
    if (order !== undefined) learn(id, order)
  }
}

/** As many of these orders as come in few answers. */
async function listedOrders(
  exchange: CcxtExchange,
  ids: readonly string[],
  symbol: string,
  from: number,
): Promise<readonly CcxtOrder[]> {
  if (exchange.has['fetchOrders'] === true)
    return exchange.fetchOrders(symbol, from === 0 ? undefined : from, listedMost)
  if (exchange.id !== 'kraken') return []
  const orders: CcxtOrder[] = []
  for (let at = 0; at < ids.length; at += idsMost)
    orders.push(...(await exchange.fetchOrdersByIds(ids.slice(at, at + idsMost), symbol)))
  return orders
}

/** What was asked for; undefined where the venue says that there is no such order. */
export async function orNothing(asked: Promise<CcxtOrder>): Promise<CcxtOrder | undefined> {
  try {
    return await asked
  } catch (cause) {
    if (meaningOf(cause).kind === 'not-found' || isNotFoundOfBybit(cause)) return undefined
    throw cause
  }
}

/**
 * ccxt 4.5.84 says that Bybit has no such order by the id of Bybit's, which it was not given: `id.toString()` of
 * undefined, and nowhere else on that way. Open orders are asked for beside it before anything counts as absent.
 */
function isNotFoundOfBybit(cause: unknown): boolean {
  return cause instanceof TypeError && cause.message.includes("reading 'toString'")
}

/** Under which names venues tell our id in an execution: OKX, Bybit, Kraken, Coinbase, Gate.io, Bitget and KuCoin. */
const idNames = [
  'clOrdId',
  'orderLinkId',
  'cl_ord_id',
  'client_order_id',
  'text',
  'clientOid',
  'clientOrderId',
  'algoClOrdId',
]

/** Our id in an execution, as the venue tells it; undefined where it does not. */
export function idInside(info: unknown): string | undefined {
  if (typeof info !== 'object' || info === null) return undefined
  const fields = info as Readonly<Record<string, unknown>>
  for (const name of idNames) {
    const value = fields[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}
