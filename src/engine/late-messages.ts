import type { AccountEvent } from '../core/orders/account-event.ts'
import type { Lots } from '../core/price.ts'
import type { Duration, Instant } from '../core/time.ts'
import type { Fill } from '../portfolio/fill.ts'
import type { BookedFill } from './account.ts'

/** What an account received or paid on what it holds. */
export type Settled = Extract<AccountEvent, { kind: 'funding' | 'borrow' | 'insured' }>

/** A fill of one of several strategies, or its part of a closing by force. */
export interface RecentFill {
  readonly heardAt: Instant
  readonly exchangeTime: Instant
  readonly instrument: number
  readonly strategy: number
  /** Signed. */
  readonly lots: Lots
}

/** What was settled, and how it was shared out. */
interface RecentSettlement {
  readonly heardAt: Instant
  readonly event: Settled
  readonly rate: number
  /** By strategy: what it held when it fell due, as far as is known, and its part. */
  readonly held: number[]
  readonly atoms: bigint[]
}

/** What was closed by force and is nobody's yet: the fill that opened it was not heard of. */
interface ForcedRest {
  readonly heardAt: Instant
  readonly index: number
  /** What is left of it. */
  fill: Fill
  readonly against: Omit<BookedFill, 'fill'>
}

/** What a message that is late may still change, of a run of several strategies. */
export interface LateMessages {
  readonly fills: RecentFill[]
  readonly settlements: RecentSettlement[]
  readonly forced: ForcedRest[]
}

/**
 * How long a message may be late and still change whose something was: longer than a lost fill is looked for, which takes
 * seconds, or the half minute and more of an order of unknown fate.
 */
const lateMost: Duration = 600_000_000 as Duration

export function newLateMessages(): LateMessages {
  return { fills: [], settlements: [], forced: [] }
}

/** Keeps one more, and forgets those that nothing is late for any more. */
export function keep<Item extends { readonly heardAt: Instant }>(items: Item[], item: Item): void {
  items.push(item)
  const since = item.heardAt - lateMost
  const kept = items.findIndex(({ heardAt }) => heardAt >= since)
  if (kept > 0) items.splice(0, kept)
}
