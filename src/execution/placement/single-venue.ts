import { invariant } from '../../math/invariant.ts'

/** What an order costs that is split between taking now and waiting in a queue, per unit and relative to the mid. */
export interface PlacementCosts {
  /** h: half the spread. */
  readonly halfSpread: number
  /** f: what a taker pays. */
  readonly takerFee: number
  /** theta: how much each unit sent or missed moves prices against us. Default 0. */
  readonly impact?: number
  /** lambda_u: what each unit that is missing at the end costs beyond, and what each one too many does. */
  readonly penaltyUnder: number
  readonly penaltyOver: number
}

/** One venue's queue. */
export interface PlacementVenue {
  /** r: what a maker is paid. */
  readonly makerRebate: number
  /** Q: units ahead in the queue. */
  readonly queueAhead: number
}

/** Units to take now, and to leave in the queue. */
export interface SinglePlacement {
  readonly market: number
  readonly limit: number
}

/**
 * The best split at one venue, in closed form.
 *
 *   L* = F^-1(p) - Q,   M* = S - L*,   p = (2 h + f + r) / (lambda_u + h + r + theta)
 *
 * where F is the distribution of what leaves the queue until the end (trades and cancellations ahead): a unit at the
 * queue's end is left there as long as its chance to be filled is worth more than crossing for it. All is left when L*
 * is above S, all is taken when it is below 0.
 *
 * Cont and Kukanov (2017), proposition 4. Checked against minimising the expected cost numerically.
 *
 * @param quantile F^-1: what leaves the queue is at most this with probability p
 *
 * @example
 * const costs = { halfSpread: 0.02, takerFee: 0.003, penaltyUnder: 0.1, penaltyOver: 0.1 }
 * const venue = { makerRebate: 0.002, queueAhead: 100 }
 * const exponential = (p) => -300 * Math.log(1 - p)
 * placeAtOneVenue(costs, venue, 50, exponential) // => { market: 11.935312, limit: 38.064688 }
 */
export function placeAtOneVenue(
  costs: PlacementCosts,
  { makerRebate, queueAhead }: PlacementVenue,
  quantity: number,
  quantile: (probability: number) => number,
): SinglePlacement {
  const { halfSpread, takerFee, impact = 0, penaltyUnder } = costs
  invariant(quantity >= 0 && queueAhead >= 0, `${quantity} behind ${queueAhead}`)
  const saved = penaltyUnder + halfSpread + makerRebate + impact
  const chance = (2 * halfSpread + takerFee + makerRebate) / saved
  // Crossing costs more than missing: nothing is worth crossing for.
  const wanted = chance >= 1 ? quantity : quantile(Math.max(0, chance)) - queueAhead
  const limit = Math.min(quantity, Math.max(0, wanted))
  return { market: quantity - limit, limit }
}
