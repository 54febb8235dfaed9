import type { Answer } from '../serving/answer.ts'
import { WindowCounter } from '../serving/window-counter.ts'
import { refusal } from './said.ts'

const windowUs = 2_000_000

/** The allowances of a client: so many of each call in two seconds. OKX tells nothing of them in its headers. */
export class RequestLimits {
  readonly #calls = new Map<string, WindowCounter>()

  /** Counts a request, or as many orders as one has; what is said to one too many. */
  take(path: string, most: number | undefined, count: number, at: number): Answer | undefined {
    if (most === undefined) return undefined
    const counter = this.#calls.get(path) ?? new WindowCounter(windowUs, most)
    this.#calls.set(path, counter)
    return counter.add(count, at) <= most ? undefined : tooManyRequests
  }
}

export const tooManyRequests: Answer = refusal('50011', 'Too Many Requests', 429)
