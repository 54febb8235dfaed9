import { Backoff } from './backoff.ts'
import type { CcxtExchange } from './ccxt-exchange.ts'
import { wordsMean } from './refusal-words.ts'
import { saidIn } from './venue-refusal.ts'
import { venueTime } from './venue-profiles.ts'

/** That a venue had too many requests, or too many new orders alone. */
interface TooMany {
  readonly of: 'requests' | 'orders'
  /** As it said; undefined where it did not. */
  readonly waitMs: number | undefined
}

interface RefusedAnswer {
  readonly status: number
  /** By their names as ccxt writes them. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
  readonly response: unknown
}

/** A new order did not leave: its venue had too many requests, and wants to be left alone for now. */
export class HeldBackError extends Error {
  override readonly name = 'HeldBackError'
}

/** What is said of holds: until when nothing new is ordered, epoch milliseconds; undefined once that is over. */
type HoldListener = (until: number | undefined) => void

const terms = { firstMs: 1_000, mostMs: 60_000 }

/**
 * Holds back what goes to a venue that had too many requests: for as long as it says, else for a wait that doubles each time
 * it says so again, with jitter. Binance answers those who go on at their pace with 418, and a ban of minutes to days. A
 * class, for it guards until when.
 */
export class RequestHold {
  readonly #backoff: Backoff
  /** By the clock of `performance.now()`. */
  readonly #until = { requests: -Infinity, orders: -Infinity }
  readonly #holders: ((of: TooMany['of'], until: number) => void)[] = []
  readonly #listeners: HoldListener[] = []
  /** How long was waited last, for how many refusals in a row. */
  #lastMs = 0
  #waits = 0
  #timer: NodeJS.Timeout | undefined

  constructor(uniform: () => number = Math.random) {
    this.#backoff = new Backoff(uniform, terms)
  }

  /** Is a new order held back? Whatever else goes waits in its lane. */
  get isOn(): boolean {
    return performance.now() < this.#latest()
  }

  /** @param hold stops what waits, until an instant of `performance.now()` */
  holdBy(hold: (of: TooMany['of'], until: number) => void): void {
    this.#holders.push(hold)
  }

  listen(listener: HoldListener): void {
    this.#listeners.push(listener)
  }

  hear({ of, waitMs }: TooMany): void {
    const now = performance.now()
    const isHeld = now < this.#until[of]
    const wait = isHeld ? (waitMs ?? 0) : this.#nextWait(now, waitMs)
    // What left before the last refusal was heard is refused as well, and says nothing new.
    if (now + wait <= this.#until[of]) return
    this.#until[of] = now + wait
    for (const hold of this.#holders) hold(of, this.#until[of])
    this.#tell(Date.now() + this.#latest() - now)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tell(undefined), Math.ceil(this.#latest() - now))
    this.#timer.unref()
  }

  #nextWait(now: number, waitMs: number | undefined): number {
    // What went well for as long as was waited is no row.
    if (now - this.#latest() > Math.max(terms.firstMs, this.#lastMs)) {
      this.#backoff.reset()
      this.#waits = 0
    }
    const own = this.#backoff.nextMs()
    // What it said was not enough where it refuses again right after.
    this.#lastMs = this.#waits++ > 0 ? Math.max(waitMs ?? 0, own) : (waitMs ?? own)
    return this.#lastMs
  }

  #latest(): number {
    return Math.max(this.#until.requests, this.#until.orders)
  }

  #tell(until: number | undefined): void {
    for (const listener of this.#listeners) listener(until)
  }
}

/** The parts of an exchange of ccxt that read an answer, as they are in 4.5.84. */
interface Judging {
  handleErrors(...answer: readonly unknown[]): unknown
}

/** Has an exchange's answers be heard for too many requests. */
export function hearTooMany(exchange: CcxtExchange, hold: RequestHold): void {
  const judging = exchange as unknown as Judging
  const judge = judging.handleErrors.bind(exchange)
  judging.handleErrors = (...answer) => {
    const [status, , , , headers, body, response] = answer
    const said = { status, headers, body, response } as RefusedAnswer
    const tooMany = tooManyIn(exchange.id, said, venueTime(exchange))
    if (tooMany !== undefined) hold.hear(tooMany)
    return judge(...answer)
  }
}

// Binance, of orders: {"code":-1015,"msg":"Too many new orders; current limit is 50 orders per 10 SECOND."}
// OKX, of a sub-account: 50061; Kraken, of a pair: EOrder:Rate limit exceeded; Bybit: 170005
const ofOrders = /^(-1015|50061|170005|EOrder:(Domain )?rate limit exceeded)/i

/** "403, access too frequent: you should terminate all HTTP sessions and wait for at least 10 minutes" */
const bybitBanMs = 600_000

/**
 * Whether an answer says that there were too many requests.
 *
 * @param venueNow by the venue's clock, epoch milliseconds
 */
export function tooManyIn(
  id: string,
  { status, headers, body, response }: RefusedAnswer,
  venueNow: number,
): TooMany | undefined {
  const said = saidIn(response) ?? ''
  const isTold = status === 429 || status === 418 || wordsMean(`${id}: ${said}`) === 'rate-limit'
  const isBanned = id === 'bybit' && status === 403 && /too frequent/i.test(body)
  if (isBanned) return { of: 'requests', waitMs: bybitBanMs }
  if (!isTold) return undefined
  const waits = [
    retryAfterMs(headers['Retry-After'], venueNow),
    Number(/banned until (\d{13})/.exec(said)?.[1]) - venueNow,
    Number(/^EService:Throttled: ?(\d{10})/.exec(said)?.[1]) * 1_000 - venueNow,
    id === 'bybit' ? Number(headers['X-Bapi-Limit-Reset-Timestamp']) - venueNow : Number.NaN,
  ].filter((wait) => wait >= 0)
  const waitMs = waits.length === 0 ? undefined : Math.max(...waits)
  return { of: ofOrders.test(said) ? 'orders' : 'requests', waitMs }
}

/** `Retry-After: 30`, or the instant. */
function retryAfterMs(value: unknown, venueNow: number): number {
  if (typeof value !== 'string' || value === '') return Number.NaN
  const seconds = Number(value)
  return Number.isNaN(seconds) ? Date.parse(value) - venueNow : seconds * 1_000
}
