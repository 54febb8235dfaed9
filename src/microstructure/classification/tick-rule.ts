/**
 * Tick rule: a trade above the last different price was bought, one below was sold.
 *
 *   sign_t = sign(p_t - p_s),   s the last trade before t with p_s != p_t
 *
 * 0 (not known) until prices have differed once, and for a price that is not finite, which is left out.
 * Source: Lee and Ready (1991), Journal of Finance 46, 733-746. How often it is wrong depends on the market: measure it
 * with `classificationError` where the aggressor is known. Batch twin: `tickRuleSigns`.
 *
 * @example
 * const rule = new TickRule()
 * rule.classify(100) // => 0
 * rule.classify(101) // => 1
 * rule.classify(101) // => 1
 */
export class TickRule {
  #price = Number.NaN
  #sign = 0

  classify(price: number): number {
    if (!Number.isFinite(price)) return 0
    if (price > this.#price) this.#sign = 1
    else if (price < this.#price) this.#sign = -1
    this.#price = price
    return this.#sign
  }

  restart(): void {
    this.#price = Number.NaN
    this.#sign = 0
  }
}

/**
 * Signs of a whole tape by the tick rule: the batch twin of `TickRule`, by looking back for each trade.
 *
 * @example
 * Array.from(tickRuleSigns(Float64Array.of(100, 101, 101, 99))) // => [0, 1, 1, -1]
 */
export function tickRuleSigns(prices: Float64Array): Int8Array {
  return Int8Array.from(prices, (price, row) => {
    let back = row - 1
    while (back >= 0 && prices[back] === price) back--
    return back < 0 ? 0 : Math.sign(price - prices[back]!)
  })
}
