import type { Answer } from '../serving/answer.ts'
import { WindowCounter } from '../serving/window-counter.ts'
import { milliseconds } from './bybit-market.ts'
import { refusal } from './said.ts'

const secondUs = 1_000_000
/** Requests of one address in five seconds. */
const addressMost = 600

/** The allowances of a client: of its address, and of its account for each call. */
export class RequestLimits {
  readonly #address = new WindowCounter(5 * secondUs, addressMost)
  readonly #calls = new Map<string, WindowCounter>()

  /** Counts a request; what is said to one too many. @param perSecond of a call of the account; undefined: of none */
  take(path: string, perSecond: number | undefined, at: number): Answer | undefined {
    if (this.#address.add(1, at) > addressMost) return accessTooFrequent
    if (perSecond === undefined) return undefined
    const counter = this.#calls.get(path) ?? new WindowCounter(secondUs, perSecond)
    this.#calls.set(path, counter)
    if (counter.add(1, at) <= perSecond) return undefined
    return tooManyVisits(at)
  }

  /** What every answer about an account carries. */
  headers(path: string, at: number): Readonly<Record<string, string>> {
    const counter = this.#calls.get(path)
    if (counter === undefined) return {}
    return {
      'x-bapi-limit': String(counter.most),
      'x-bapi-limit-status': String(Math.max(0, counter.most - counter.used(at))),
      'x-bapi-limit-reset-timestamp': String(milliseconds(at + counter.left(at))),
    }
  }
}

const accessTooFrequent: Answer = {
  status: 403,
  body: 'access too frequent, please try again later',
}

export function tooManyVisits(at: number): Answer {
  const said = refusal(10_006, 'Too many visits. Exceeded the API Rate Limit.')
  return { ...said, body: { ...(said.body as object), time: milliseconds(at) } }
}
