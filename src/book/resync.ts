import type { Duration, Instant } from '../core/time.ts'

/** How often a void book asks for a snapshot. */
export interface ResyncPolicy {
  /** How long an answer may take, and the wait before the second request; each later wait is twice the one before. */
  readonly waitMin: Duration
  /** The longest wait. */
  readonly waitMax: Duration
  /** Requests in vain after which the feed is given up for a person or a new connection. */
  readonly attemptsMax: number
}

/** Binance lets a snapshot of 5,000 levels cost 250 of the 6,000 request weights of a minute. */
export const usualResync: ResyncPolicy = {
  waitMin: 5_000_000 as Duration,
  waitMax: 60_000_000 as Duration,
  attemptsMax: 10,
}

/** Where a book stands with its requests. */
export interface ResyncState {
  /** Requests since the book was last believed. */
  readonly attempts: number
  /** When the last was made; NaN before the first. */
  readonly requestedAt: number
}

export const resyncStart: ResyncState = { attempts: 0, requestedAt: NaN }

/** What to do now, and the state after it. */
export interface ResyncStep {
  readonly action: 'none' | 'wait' | 'request' | 'give-up'
  readonly state: ResyncState
}

/**
 * What a book needs at an instant: nothing while it is believed, else a request now, patience, or an end.
 *
 * The first request goes out at once; a book that is believed again starts over.
 *
 * @example
 * nextResync(usualResync, resyncStart, false, 0).action // => 'none'
 * const first = nextResync(usualResync, resyncStart, true, 0)
 * first.action // => 'request'
 * nextResync(usualResync, first.state, true, 4_000_000).action // => 'wait'
 * nextResync(usualResync, first.state, true, 5_000_000).action // => 'request'
 */
export function nextResync(
  policy: ResyncPolicy,
  state: ResyncState,
  isVoid: boolean,
  now: Instant,
): ResyncStep {
  if (!isVoid) return { action: 'none', state: resyncStart }
  const { attempts, requestedAt } = state
  const wait = Math.min(policy.waitMax, policy.waitMin * 2 ** (attempts - 1))
  if (attempts > 0 && now - requestedAt < wait) return { action: 'wait', state }
  if (attempts >= policy.attemptsMax) return { action: 'give-up', state }
  return { action: 'request', state: { attempts: attempts + 1, requestedAt: now } }
}
