import type { Duration } from '../core/time.ts'
import { isWaiting, type OrderHappening, type OrderState } from './order-state.ts'

/**
 * Between two looks at what stands at a venue: whatever the venue pushed and was lost is known by then, in a backtest as
 * live. Five seconds: twelve questions a minute are a hundredth of what the large venues let through.
 */
export const standingLookEvery: Duration = 5_000_000 as Duration

/**
 * Is an order one that nothing but a look at the venue can tell of? It stands there as far as is known and nothing is
 * asked of it, so that no answer is due whose absence would be noticed: a fill or an end that was lost would not be.
 */
export function isToLookAt(state: OrderState): boolean {
  return state.fate === 'open' && !isWaiting(state)
}

type Found = Extract<OrderHappening, { kind: 'found' }>

/**
 * What a look that nothing hung on has found, where it is news; its fills are heard before, each by its own.
 *
 * That an order stands is none: it may have been so when it was looked at. That it has ended, or that more is filled than
 * was heard of, is true whenever it is heard.
 */
export function newsOfLook(
  state: OrderState,
  { isOpen, filledLots }: Omit<Found, 'kind'>,
): Found | undefined {
  const found: Found = { kind: 'found', isOpen, filledLots }
  if (filledLots > state.claimedLots) return found
  return isOpen || state.fate === 'ended' ? undefined : found
}
