import type { SelfTrade } from './matching/match-host.ts'

/**
 * What venues do, unless they are told otherwise, about two orders of one account that would trade with one another, by how
 * their names begin:
 *
 * - Binance: `EXPIRE_MAKER`, https://developers.binance.com/docs/binance-spot-api-docs/faqs/stp_faq
 * - OKX: `cancel_maker`, https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-place-order
 */
const older: readonly string[] = ['binance', 'okx', 'okex']

/**
 * What a venue does about self-trades: where it is not said above, the newer order ends, as at Kraken
 * (https://docs.kraken.com/api/docs/websocket-v2/add_order). That is an approximation of Bybit, which lets them trade with one
 * another (https://bybit-exchange.github.io/docs/v5/smp), and of Coinbase, which takes the smaller from the larger.
 */
export function usualSelfTrade(venue: string): SelfTrade {
  return older.some((name) => venue.startsWith(name)) ? 'cancel-oldest' : 'cancel-newest'
}
