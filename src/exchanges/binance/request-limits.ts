import type { Answer } from '../serving/answer.ts'
import { WindowCounter } from '../serving/window-counter.ts'
import { refusal } from './refusals.ts'

/** A limit as `exchangeInfo` lists it. */
export interface ListedLimit {
  readonly rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS' | 'RAW_REQUESTS'
  readonly interval: 'SECOND' | 'MINUTE' | 'DAY'
  readonly intervalNum: number
  readonly limit: number
}

const intervalUs = { SECOND: 1_000_000, MINUTE: 60_000_000, DAY: 86_400_000_000 } as const
const letters = { SECOND: 'S', MINUTE: 'M', DAY: 'D' } as const

/** Requests beyond the limit in one window after which a client is banned. */
const stubbornMost = 50
const banUs = 120_000_000

/** The allowances of a client at one of Binance's markets: weights of its requests, and its orders. */
export class RequestLimits {
  readonly #limits: readonly { readonly listed: ListedLimit; readonly counter: WindowCounter }[]
  #stubborn = 0
  #bannedUntil = -Infinity

  constructor(limits: readonly ListedLimit[]) {
    this.#limits = limits.map((listed) => ({
      listed,
      counter: new WindowCounter(intervalUs[listed.interval] * listed.intervalNum, listed.limit),
    }))
  }

  /** Counts a request; what is said to one too many. */
  take(weight: number, orders: number, at: number): Answer | undefined {
    if (at < this.#bannedUntil) return this.#banned(at)
    for (const { listed, counter } of this.#limits) {
      const costs = costOf(listed, weight, orders)
      if (costs === 0 || counter.add(costs, at) <= counter.most) continue
      return listed.rateLimitType === 'ORDERS' ? tooManyOrders(listed) : this.#tooMany(counter, at)
    }
    return undefined
  }

  /** What every answer carries. */
  headers(at: number): Readonly<Record<string, string>> {
    const headers: Record<string, string> = {}
    for (const { listed, counter } of this.#limits) {
      const { rateLimitType, interval, intervalNum } = listed
      const used = String(counter.used(at))
      const window = `${intervalNum}${letters[interval]}`
      if (rateLimitType === 'REQUEST_WEIGHT') {
        headers['x-mbx-used-weight'] = used
        headers[`x-mbx-used-weight-${window.toLowerCase()}`] = used
      } else if (rateLimitType === 'ORDERS') {
        headers[`x-mbx-order-count-${window.toLowerCase()}`] = used
      }
    }
    return headers
  }

  /** As the WebSocket API tells them. */
  rows(at: number): readonly object[] {
    return this.#limits.map(({ listed, counter }) => ({ ...listed, count: counter.used(at) }))
  }

  /** Those of orders, as `/rateLimit/order` lists them. */
  orderRows(at: number): readonly object[] {
    return this.#limits
      .filter(({ listed }) => listed.rateLimitType === 'ORDERS')
      .map(({ listed, counter }) => ({ ...listed, count: counter.used(at) }))
  }

  /** 429, and 418 for those who do not listen. */
  #tooMany(counter: WindowCounter, at: number): Answer {
    this.#stubborn++
    if (this.#stubborn > stubbornMost) {
      this.#stubborn = 0
      this.#bannedUntil = at + banUs
      return this.#banned(at)
    }
    return tooManyRequests(Math.ceil(counter.left(at) / 1e6))
  }

  #banned(at: number): Answer {
    const until = Math.floor(this.#bannedUntil / 1_000)
    const msg = `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`
    const seconds = Math.ceil((this.#bannedUntil - at) / 1e6)
    return { ...refusal(-1003, msg, 418), headers: { 'retry-after': String(seconds) } }
  }
}

export function tooManyRequests(seconds: number): Answer {
  const msg =
    'Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.'
  return { ...refusal(-1003, msg, 429), headers: { 'retry-after': String(seconds) } }
}

function tooManyOrders({ limit, interval, intervalNum }: ListedLimit): Answer {
  const msg = `Too many new orders; current limit is ${limit} orders per ${intervalNum} ${interval}.`
  return refusal(-1015, msg, 429)
}

function costOf({ rateLimitType }: ListedLimit, weight: number, orders: number): number {
  switch (rateLimitType) {
    case 'REQUEST_WEIGHT':
      return weight
    case 'ORDERS':
      return orders
    case 'RAW_REQUESTS':
      return 1
  }
}
