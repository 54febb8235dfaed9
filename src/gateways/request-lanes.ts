import { isPressing } from './pressing-questions.ts'
import { RequestBucket } from './request-bucket.ts'
import { HeldBackError, RequestHold } from './request-hold.ts'

/** Who goes first: an order waits for orders only, a question about the account for both, anything else for all. */
type Lane = 'orders' | 'account' | 'public'

const lanes = ['orders', 'account', 'public'] as const satisfies readonly Lane[]

/** The parts of an exchange of ccxt that limit its requests, as they are in 4.5.84: all of its exchanges have a leaky bucket. */
export interface LimitedExchange {
  readonly tokenBucket: object
  throttle(cost?: number): Promise<void>
  calculateRateLimiterCost(api: unknown, method: string, path: string, ...rest: unknown[]): number
}

/**
 * Limits an exchange's requests in three lanes in place of one queue.
 *
 * ccxt has every request wait for those before it: OKX's `system/status` costs fifty of its units, 5.5 s, and each order
 * behind it waited as long, even a minute later, for its bucket fills up only while somebody waits. Here a request is
 * paid for in its own lane and in those behind it, and waits for its own lane alone. Over a longer time no more leaves than
 * before; for as long as a costly question is paid off, orders leave beside it at most at the rate they may have alone, and
 * so do pressing questions beside orders (`pressing-questions.ts`), which go before all others of their lane.
 *
 * @param burst what may be asked at once about an account after a quiet time, in ccxt's units; one thing after another else
 * @param hold of a venue that had too many requests: all lanes wait, and new orders are refused
 * @returns what has an order wait that ccxt does not write
 */
export function limitByLane(
  exchange: LimitedExchange,
  burst = 1,
  hold: RequestHold = new RequestHold(),
): OrderTurn {
  const terms = { tokens: 0, ...(exchange.tokenBucket as { refillRate: number; capacity: number }) }
  const limiters = lanes.map((lane) => {
    // Counters of an account have room to begin with; what anybody may ask is counted by address, and has none.
    const hasRoom = burst > 1 && lane !== 'public'
    return new RequestBucket(hasRoom ? { ...terms, capacity: burst, tokens: burst } : terms)
  })
  const costOf = exchange.calculateRateLimiterCost.bind(exchange)
  hold.holdBy((of, until) => {
    limiters[0]!.failBrief(heldBack)
    if (of === 'requests') for (const limiter of limiters) limiter.hold(until)
  })
  let next: Lane = 'public'
  let isNew = false
  // ccxt asks for the cost of a request right before it has it wait.
  exchange.calculateRateLimiterCost = (api, method, path, ...rest) => {
    next = laneOf(api, method, path)
    isNew = next === 'orders' && isNewOrder(method, path)
    return costOf(api, method, path, ...rest)
  }
  const charge = (at: number, cost: number): void => {
    for (const behind of limiters.slice(at + 1)) behind.charge(cost)
  }
  exchange.throttle = (cost = 1) => {
    const at = lanes.indexOf(next)
    const isBrief = isNew
    next = 'public'
    isNew = false
    if (isBrief && hold.isOn) return Promise.reject(heldBack())
    charge(at, cost)
    return limiters[at]!.wait(cost, isPressing(), isBrief)
  }
  return (cost, isBrief) => {
    if (isBrief && hold.isOn) return Promise.reject(heldBack())
    charge(0, cost)
    return limiters[0]!.isFree(cost) ? undefined : limiters[0]!.wait(cost, false, isBrief)
  }
}

function heldBack(): HeldBackError {
  return new HeldBackError('held back: its venue had too many requests')
}

/**
 * Has an order or a cancellation of some cost wait for its turn; undefined where it may leave at once. Rejected with
 * HeldBackError where it is a new order and its venue has too many requests.
 */
export type OrderTurn = (cost: number, isNew: boolean) => Promise<void> | undefined

/** Which lane a request goes in, by ccxt's words for it. No order waits for Binance's countdowns, which cost half a second each. */
export function laneOf(api: unknown, method: string, path: string): Lane {
  if (!/private|sapi/i.test(String(api))) return 'public'
  return isOrder(method, path) && !/countdown/i.test(path) ? 'orders' : 'account'
}

/**
 * Does a request do something about orders? OKX's `trade/cancel-algos` names none; Kraken asks by POST: `QueryOrders`,
 * `OpenOrders`, `ClosedOrders`. Hyperliquid has one path for all that an account does.
 */
export function isOrder(method: string, path: string): boolean {
  if (method === 'GET' || !/order|cancel|amend|^exchange$/i.test(path)) return false
  return method !== 'POST' || !/(^|\/)(query|open|closed)[^/]*$/i.test(path)
}

/** Does a request about orders place one? Binance's `order/cancelReplace` amends. */
function isNewOrder(method: string, path: string): boolean {
  return method === 'POST' && !/cancel|amend|edit/i.test(path)
}
