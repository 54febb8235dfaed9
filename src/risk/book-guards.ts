import { usualTrustLeast } from './book-trust.ts'
import type { RiskLimits } from './limits.ts'

/**
 * Of a feed, pongs among what it says, which it is asked for every second: ten in a row that do not come are no hiccup. Of a
 * book it would be none: of 150 recorded streams with which nothing was wrong eight were silent for 2.2 to 13.7 s.
 */
export const usualStaleAfterMs = 10_000

/** What keeps a book from being traded on, whatever the strategy. */
export interface BookGuards {
  /** 0: however little it is trusted. */
  readonly trustLeast: number
  /** Infinity: however old. */
  readonly staleAfterMs: number
}

/** In force where limits say nothing of it, on paper and live: none is switched off but by a 0. */
export function bookGuards({ trustLeast, staleAfterMs }: RiskLimits): BookGuards {
  return {
    trustLeast: trustLeast ?? usualTrustLeast,
    staleAfterMs: staleAfterMs === 0 ? Infinity : (staleAfterMs ?? usualStaleAfterMs),
  }
}
