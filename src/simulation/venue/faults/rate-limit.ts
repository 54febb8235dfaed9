import type { OrderCommand } from '../../../core/orders/order.ts'
import { invariant } from '../../../math/invariant.ts'

/** How much of a venue's patience a command takes. */
type CommandWeights = Readonly<Record<OrderCommand['kind'], number>>

/** Whether a venue lets a command through. Models: `fixedWindow`, `tokenBucket`. Keeps count, so one a run. */
export interface RateLimit {
  /** Would a command that arrives now be let through? */
  admits(kind: OrderCommand['kind'], at: number): boolean
  /** One is: asked for in order, and only where every limit admits it, so that one refused takes nothing. */
  take(kind: OrderCommand['kind']): void
}

/** So much in each window of the venue's clock, counted from 1970: it is all there again when the next begins. */
export function fixedWindow(terms: {
  readonly windowUs: number
  readonly most: number
  readonly weights: CommandWeights
}): RateLimit {
  invariant(terms.windowUs > 0 && terms.most >= 0, 'a window and its limit')
  let window = -Infinity
  let used = 0
  return {
    admits(kind, at) {
      const current = Math.floor(at / terms.windowUs)
      if (current !== window) {
        window = current
        used = 0
      }
      return used + terms.weights[kind] <= terms.most
    },
    take(kind) {
      used += terms.weights[kind]
    },
  }
}

/** A bucket that holds so much and fills evenly: bursts are let through, a steady excess is not. */
export function tokenBucket(terms: {
  readonly most: number
  readonly perSecond: number
  readonly weights: CommandWeights
}): RateLimit {
  invariant(terms.most >= 0 && terms.perSecond >= 0, 'a bucket and what fills it')
  let held = terms.most
  let since = NaN
  return {
    admits(kind, at) {
      if (!Number.isNaN(since)) held += ((at - since) / 1e6) * terms.perSecond
      held = Math.min(terms.most, held)
      since = at
      return terms.weights[kind] <= held
    },
    take(kind) {
      held -= terms.weights[kind]
    },
  }
}
