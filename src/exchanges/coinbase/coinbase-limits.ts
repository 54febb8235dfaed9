import type { Answer } from '../serving/answer.ts'
import type { Admission } from '../serving/served-venue.ts'
import { WindowCounter } from '../serving/window-counter.ts'
import { refusal } from './refusals.ts'

const secondUs = 1_000_000

/**
 * Requests a second: thirty of a user, ten of an address.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rate-limits
 */
export class CoinbaseLimits {
  readonly #private = new WindowCounter(secondUs, 30)
  readonly #public = new WindowCounter(secondUs, 10)

  admit(isPrivate: boolean, at: number): Admission {
    const counter = isPrivate ? this.#private : this.#public
    const used = counter.add(1, at)
    const headers = {
      'x-ratelimit-limit': String(counter.most),
      'x-ratelimit-remaining': String(Math.max(0, counter.most - used)),
      'x-ratelimit-reset': String(Math.ceil(counter.left(at) / secondUs)),
    }
    return used > counter.most ? { refusal: tooMany(), headers } : { headers }
  }
}

export function tooMany(): Answer {
  return refusal('rate_limit_exceeded', 'Too many requests', 429)
}
