import type { OrderRequestText, RequestStamp } from '../wire/order-writer.ts'
import type { CcxtExchange, SignedRequest } from './ccxt-exchange.ts'
import type { Gate } from './departures.ts'
import { isOrder } from './request-lanes.ts'

/** A request that ccxt is about to write. */
export interface Expected extends Gate {
  /** What its order is called in it. */
  readonly name: string
  readonly kind: 'place' | 'cancel' | 'amend'
  /** Where it is to be held against ours. */
  readonly judged: Judged | undefined
}

interface Judged {
  /** Ours, with the same clock and numbers. */
  readonly ours: (stamp: Omit<RequestStamp, 'begun'>) => OrderRequestText | undefined
  readonly hear: (outcome: Compared) => void
}

/** What a comparison came to. */
type Compared =
  /** What ccxt's limiter is told that it costs. */
  | { readonly kind: 'same'; readonly cost: number }
  | { readonly kind: 'different'; readonly part: string }
  | { readonly kind: 'not-ours' }

/** The parts of an exchange of ccxt that make a request different from every other, as they are in 4.5.84. */
interface Stamping {
  readonly milliseconds: () => number
  readonly seconds: () => number
  readonly nonce: () => number
  readonly randomBytes: (length: number) => string
}

/**
 * Looks over ccxt's shoulder while it signs, and holds its requests against ours.
 *
 * While it does, its clock stands still: signing waits for nothing, so that nobody else sees it.
 *
 * @param stampNow what a request is stamped with at this instant, epoch milliseconds
 */
export function witnessOrders(
  exchange: CcxtExchange,
  stampNow: () => number,
): (expected: Expected) => () => void {
  const expectations = new Set<Expected>()
  const costs = new Map<string, number>()
  const costOf = exchange.calculateRateLimiterCost.bind(exchange)
  exchange.calculateRateLimiterCost = (api, method, path, ...rest) => {
    const cost = costOf(api, method, path, ...rest)
    costs.set(keyOf(api, method, path), cost)
    return cost
  }
  const sign = exchange.sign.bind(exchange)
  exchange.sign = (...request) => {
    if (expectations.size === 0) return sign(...request)
    const expected = [...expectations].find((each) => isIt(each, request))
    if (expected === undefined) return sign(...request)
    expectations.delete(expected)
    expected.mayLeave()
    expected.left()
    const { judged } = expected
    if (judged === undefined) return sign(...request)
    const [path, api, method] = request as [string, unknown, string]
    const { signed, stamp } = signedStanding(exchange, stampNow, () => sign(...request))
    const ours = judged.ours(stamp)
    const part = ours && differenceOf(signed, ours)
    if (ours === undefined) judged.hear({ kind: 'not-ours' })
    else if (part !== undefined) judged.hear({ kind: 'different', part })
    else judged.hear({ kind: 'same', cost: costs.get(keyOf(api, method, path)) ?? 1 })
    return signed
  }
  return (expected) => {
    expectations.add(expected)
    return () => void expectations.delete(expected)
  }
}

function keyOf(api: unknown, method: string, path: string): string {
  return `${String(api)} ${method} ${path}`
}

function isIt({ kind, name }: Expected, [path, , method, params]: readonly unknown[]): boolean {
  if (!isOrder(String(method), String(path))) return false
  const text = JSON.stringify(params)
  // Hyperliquid says what it is asked for in `{"action":{"type":"cancelByCloid",...`.
  const isCancel =
    method === 'DELETE' || /cancel/i.test(String(path)) || text.includes('"type":"cancel')
  // Binance amends by `order/cancelReplace`.
  const isKind = kind === 'amend' ? method !== 'DELETE' : isCancel === (kind === 'cancel')
  return isKind && isNamed(text, name)
}

/** Is an order called so, as text or, by its venue's own number, as one: `{"oid":5063830287,...`? */
function isNamed(text: string, name: string): boolean {
  if (text.includes(`"${name}"`)) return true
  return /^\d+$/.test(name) && new RegExp(`[:[,]${name}[,}\\]]`).test(text)
}

function signedStanding(
  given: CcxtExchange,
  stampNow: () => number,
  sign: () => SignedRequest,
): { readonly signed: SignedRequest; readonly stamp: Omit<RequestStamp, 'begun'> } {
  const exchange = given as unknown as Stamping
  const { milliseconds, seconds, randomBytes, nonce } = exchange
  const at = exchange.milliseconds()
  let number: number | undefined
  let random = ''
  Object.assign(exchange, {
    milliseconds: () => at,
    nonce: () => (number ??= nonce.call(exchange)),
    randomBytes: (length: number) => (random = randomBytes.call(exchange, length)),
  })
  try {
    const second = exchange.seconds()
    Object.assign(exchange, { seconds: () => second })
    const signed = sign()
    return { signed, stamp: { now: stampNow(), nonce: random === '' ? String(number) : random } }
  } finally {
    Object.assign(exchange, { milliseconds, seconds, nonce, randomBytes })
  }
}

/** In which part two requests differ first; undefined where every byte is the same. */
function differenceOf(theirs: SignedRequest, ours: OrderRequestText): string | undefined {
  if (theirs.method !== ours.method) return 'method'
  if (theirs.url !== ours.url) return 'address'
  if ((theirs.body ?? undefined) !== ours.body) return 'body'
  const headers = theirs.headers ?? {}
  const names = new Set([...Object.keys(headers), ...Object.keys(ours.headers)])
  return [...names].find((name) => plain(headers[name]) !== plain(ours.headers[name]))
}

/** A header; of a token that is signed on a curve with a number drawn for it, what is signed. */
function plain(value: unknown): unknown {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !text.startsWith('Bearer ')) return text
  const [head = '', claims] = text.slice('Bearer '.length).split('.')
  const isDrawn = Buffer.from(head, 'base64url').toString().includes('"ES256"')
  return isDrawn ? `${head}.${claims}` : text
}
