import { TickRule } from './tick-rule.ts'

/**
 * Lee and Ready's rule: a trade above the mid was bought, one below was sold, and at the mid the tick rule decides.
 *
 *   sign = sign(p - (bid + ask) / 2), or the tick rule's where that is 0 or the mid is not known
 *
 * @param price of the trade
 * Bid and ask as known just before the trade: the source's five seconds of delay were those of the tape of 1988. Where a
 * feed's quotes come later than its trades, a mid that has already moved makes this rule worse than the tick rule. NaN or
 * crossed quotes are not known; 0 where neither rule knows. Source: Lee and Ready (1991). Batch twin: `leeReadySigns`.
 *
 * @example
 * const rule = new LeeReady()
 * rule.classify(101, 99, 101) // => 1
 * rule.classify(100, 99, 101) // => -1
 */
export class LeeReady {
  readonly #tickRule = new TickRule()

  classify(price: number, bid: number, ask: number): number {
    const byTick = this.#tickRule.classify(price)
    const distance = bid <= ask ? price - (bid + ask) / 2 : 0
    return distance > 0 ? 1 : distance < 0 ? -1 : byTick
  }

  restart(): void {
    this.#tickRule.restart()
  }
}

/** Trades with the quotes that stood before them. */
export interface QuotedTrades {
  readonly prices: Float64Array
  readonly bids: Float64Array
  readonly asks: Float64Array
}

/**
 * Signs of a whole tape by Lee and Ready's rule: the batch twin of `LeeReady`.
 *
 * @example
 * const prices = Float64Array.of(101, 100)
 * Array.from(leeReadySigns({ prices, bids: Float64Array.of(99, 99), asks: Float64Array.of(101, 101) })) // => [1, -1]
 */
export function leeReadySigns({ prices, bids, asks }: QuotedTrades): Int8Array {
  const rule = new LeeReady()
  return Int8Array.from(prices, (price, row) => rule.classify(price, bids[row]!, asks[row]!))
}
