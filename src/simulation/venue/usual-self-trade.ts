import type { SelfTrade } from './matching/match-host.ts'

/**
 * What venues do, unless they are told otherwise, about two orders of one account that would trade with one another, as their
 * documentation had it in 2026: `EXPIRE_MAKER` of every pair of Binance, `cancel_maker` at OKX; Bybit, Kraken and Coinbase
 * end the newer (Coinbase would take the smaller from the larger).
 */
const byVenue: Readonly<Record<string, SelfTrade>> = {
  binance: 'cancel-oldest',
  'binance-futures': 'cancel-oldest',
  okx: 'cancel-oldest',
  bybit: 'cancel-newest',
  kraken: 'cancel-newest',
  coinbase: 'cancel-newest',
}

/** What a venue does about self-trades; of one that is not known, the newer order ends. */
export function usualSelfTrade(venue: string): SelfTrade {
  return byVenue[venue] ?? 'cancel-newest'
}
