import type { Duration, Instant } from '../core/time.ts'

/** What speaks against a book. */
export type TrustFault =
  /** Its sequence broke, or its connection. */
  | 'gap'
  /** Its best bid is at or above its best ask. */
  | 'crossed'
  /** A message that could not be read. */
  | 'malformed'
  /** A book fetched apart says something else. */
  | 'disagrees'

/** What each fault costs, and how fast it is forgiven. */
export interface TrustTerms {
  readonly costs: Readonly<Record<TrustFault, number>>
  /** What was held against a book is halved in so much time. */
  readonly halfLife: Duration
  /** A clock that is off by so much costs all trust; less costs its share. */
  readonly skewMost: Duration
}

/** A gap alone is forgiven within two minutes; three within as many seconds are a feed one does not trade on. */
export const usualTrust: TrustTerms = {
  costs: { gap: 0.2, crossed: 0.3, malformed: 0.2, disagrees: 0.6 },
  halfLife: 60_000_000 as Duration,
  skewMost: 5_000_000 as Duration,
}

/** A book that is trusted less is not used: two gaps within a minute are allowed, three are not. */
export const usualTrustLeast = 0.5

/** A book that was distrusted is used again only when it is trusted by so much more: trust fades back slowly through its limit. */
const hysteresis = 0.1

/** What is held against a book. */
export interface BookTrust {
  /** As it was at `time`; it has faded since. */
  readonly held: number
  readonly time: Instant
  /** How far the venue's clock is from ours, either way. */
  readonly skew: Duration
}

export const fullTrust: BookTrust = { held: 0, time: 0 as Instant, skew: 0 as Duration }

/** The trust after a fault. What is held against a book does not grow beyond 2, or it would never be forgiven. */
export function trustAfter(
  terms: TrustTerms,
  trust: BookTrust,
  fault: TrustFault,
  time: Instant,
): BookTrust {
  return { ...trust, held: Math.min(2, faded(terms, trust, time) + terms.costs[fault]), time }
}

/**
 * How far a book is trusted, from 0 to 1.
 *
 *   1 - sum over faults of cost x 2 ^ (-age / halfLife) - |skew| / skewMost
 */
export function trustScore(terms: TrustTerms, trust: BookTrust, time: Instant): number {
  const score = 1 - faded(terms, trust, time) - Math.abs(trust.skew) / terms.skewMost
  return Math.min(1, Math.max(0, score))
}

/** Whether a book must not be used: the one judgement of whoever trades on books or forecasts from them. */
export function isDistrusted(
  trust: BookTrust,
  judged: {
    readonly trustLeast: number
    /** What the last judgement was. */
    readonly wasDistrusted: boolean
    readonly time: Instant
  },
): boolean {
  const { trustLeast, wasDistrusted, time } = judged
  const least = wasDistrusted ? Math.min(1, trustLeast + hysteresis) : trustLeast
  return trustScore(usualTrust, trust, time) < least
}

function faded({ halfLife }: TrustTerms, { held, time: then }: BookTrust, time: Instant): number {
  return held === 0 ? 0 : held * 2 ** (-Math.max(0, time - then) / halfLife)
}
