import { CaptureHazard, type RaceQuestion } from '../../strategies/arbitrage/capture-hazard.ts'
import type { Instant } from '../../core/time.ts'
import type { CapturedTrade, LatencyOf } from '../../strategies/arbitrage/capture.ts'
import type { Opportunity } from '../../strategies/arbitrage/opportunity.ts'
import type { CaptureEstimate } from './scan-result.ts'

/** Keeps what was captured, and holds every forecast against what came. */
export class CaptureTally {
  readonly #forecast: CaptureHazard
  readonly #latencyOf: LatencyOf
  readonly #asked = new Map<Opportunity, { readonly own: number; readonly base: number }>()
  readonly #profits: Record<string, number> = {}
  #full = 0
  #partial = 0
  #none = 0
  #unpriced = 0
  #squares = { own: 0, base: 0 }

  /** @param forecast what is known of captures to begin with */
  constructor(latencyOf: LatencyOf, forecast: CaptureHazard = new CaptureHazard()) {
    this.#forecast = forecast
    this.#latencyOf = latencyOf
  }

  /** The probability of full capture from all that is known by now; to be asked when an opportunity begins. */
  forecast(opportunity: Opportunity): number {
    const own = this.#forecast.probability(this.#questionOf(opportunity))
    this.#asked.set(opportunity, { own, base: this.#forecast.baseRate() })
    return own
  }

  learn(opportunity: Opportunity, trade: CapturedTrade): void {
    const quantity = opportunity.match?.quantity ?? NaN
    const isFull = trade.buyQuantity === quantity && trade.sellQuantity === quantity
    if (isFull) this.#full++
    else if (trade.buyQuantity + trade.sellQuantity > 0) this.#partial++
    else this.#none++
    if (Number.isNaN(trade.profitQuote)) this.#unpriced++
    else
      this.#profits[opportunity.quote] = (this.#profits[opportunity.quote] ?? 0) + trade.profitQuote
    const asked = this.#asked.get(opportunity)
    if (asked !== undefined) {
      const outcome = isFull ? 1 : 0
      this.#squares.own += (asked.own - outcome) ** 2
      this.#squares.base += (asked.base - outcome) ** 2
      this.#asked.delete(opportunity)
    }
    this.#forecast.learn(this.#questionOf(opportunity), isFull)
  }

  /** An opportunity has ended. */
  closed({ slot, startTime }: Opportunity, time: Instant): void {
    this.#forecast.lived(slot, (time - startTime) / 1_000)
  }

  #questionOf({ slot, touchBps, match, buy, sell }: Opportunity): RaceQuestion {
    const latencies = [buy, sell].map(
      ({ listed }) => this.#latencyOf(listed.instrument.venue) ?? NaN,
    )
    return {
      slot,
      edgeBps: touchBps,
      notional: match === undefined ? NaN : match.buyPrice * match.quantity,
      latencyMs: Math.max(...latencies) / 1_000,
    }
  }

  estimate(): CaptureEstimate {
    const attempts = this.#full + this.#partial + this.#none
    return {
      attempts,
      full: this.#full,
      partial: this.#partial,
      none: this.#none,
      probability: attempts === 0 ? null : wilson(this.#full, attempts),
      profitQuote: this.#profits,
      unpriced: this.#unpriced,
      forecast:
        attempts === 0
          ? null
          : {
              count: attempts,
              brier: this.#squares.own / attempts,
              brierBaseRate: this.#squares.base / attempts,
            },
    }
  }
}

/**
 * A share with its 95 % after Wilson (1927), which stays between 0 and 1.
 *
 * @example
 * wilson(1, 2).value // => 0.5
 */
function wilson(
  hits: number,
  count: number,
): { readonly value: number; readonly low: number; readonly high: number } {
  const z = 1.959963984540054
  const value = hits / count
  const scale = 1 + (z * z) / count
  const middle = (value + (z * z) / (2 * count)) / scale
  const reach =
    (z / scale) * Math.sqrt((value * (1 - value)) / count + (z * z) / (4 * count * count))
  return { value, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) }
}
