import { invariant } from '../../math/invariant.ts'

/** One fill, with what the market was when its order left and when it arrived. All prices in one quote currency. */
export interface AnalysedFill {
  readonly venue: string
  /** Base units, above zero. */
  readonly quantity: number
  /** Average over the levels taken, before the fee. */
  readonly price: number
  /** Quote; below zero a rebate. */
  readonly fee: number
  /** Mid over all venues when the order was sent. */
  readonly midSent: number
  /** Mid over all venues when it arrived. */
  readonly midArrived: number
  /** Best price of the venue's other side when it arrived: the first unit's price. */
  readonly touchArrived: number
}

/** An order as it was decided and as it ended. */
export interface AnalysedOrder {
  readonly side: 'buy' | 'sell'
  /** What was wanted, base units. */
  readonly quantity: number
  /** Mid over all venues at the decision. */
  readonly midDecided: number
  /** Mid when the order ended: what is not filled then is worth this. */
  readonly midEnded: number
  readonly fills: readonly AnalysedFill[]
}

/** What an order cost, in quote, above zero for what was lost; the parts add up to the total. */
export interface CostParts {
  /** Decision to sending: the market moved while the schedule waited. */
  readonly timing: number
  /** Sending to arrival: it moved while the order travelled. */
  readonly arrival: number
  /** Half the spread: mid to the first unit's price. */
  readonly spread: number
  /** Deeper levels: the first unit's price to the average. */
  readonly impact: number
  readonly fee: number
  /** What was not filled, and what the market did meanwhile. */
  readonly opportunity: number
  readonly total: number
}

export interface TransactionCosts extends CostParts {
  readonly filled: number
  /** Quantity times mid at the decision: what basis points are of. */
  readonly notional: number
  readonly totalBps: number
  /** The same parts of each venue's fills; opportunity has no venue. */
  readonly byVenue: ReadonlyMap<string, CostParts>
}

/**
 * The implementation shortfall of an order, taken apart.
 *
 *   total = sign sum q_f (p_f - m_0) + fees + sign (Q - filled) (m_end - m_0),   sign = 1 of a buy, -1 of a sell
 *
 * with p_f - m_0 as (m_sent - m_0) + (m_arrived - m_sent) + (touch - m_arrived) + (p_f - touch). An identity: nothing is
 * estimated, and nothing is left over.
 *
 * Perold (1988); the parts as Wagner and Edwards (1993) name them.
 *
 * @example
 * const fill = { venue: 'a', quantity: 2, price: 103, fee: 1, midSent: 101, midArrived: 101.5, touchArrived: 102 }
 * const order = { side: 'buy', quantity: 3, midDecided: 100, midEnded: 104, fills: [fill] }
 * const costs = transactionCosts(order)
 * costs.timing // => 2
 * costs.impact // => 2
 * costs.opportunity // => 4
 * costs.total // => 11
 */
export function transactionCosts(order: AnalysedOrder): TransactionCosts {
  const sign = order.side === 'buy' ? 1 : -1
  const byVenue = new Map<string, CostParts>()
  let filled = 0
  let all = noCosts
  for (const fill of order.fills) {
    invariant(fill.quantity > 0, `a fill of ${fill.quantity}`)
    const parts = partsOf(fill, order.midDecided, sign)
    filled += fill.quantity
    all = added(all, parts)
    byVenue.set(fill.venue, added(byVenue.get(fill.venue) ?? noCosts, parts))
  }
  const opportunity = sign * (order.quantity - filled) * (order.midEnded - order.midDecided)
  const notional = order.quantity * order.midDecided
  const total = all.total + opportunity
  return {
    ...all,
    opportunity,
    total,
    filled,
    notional,
    totalBps: (total / notional) * 1e4,
    byVenue,
  }
}

function partsOf(fill: AnalysedFill, midDecided: number, sign: number): CostParts {
  const { quantity, price, fee, midSent, midArrived, touchArrived } = fill
  const value = sign * quantity
  return {
    timing: value * (midSent - midDecided),
    arrival: value * (midArrived - midSent),
    spread: value * (touchArrived - midArrived),
    impact: value * (price - touchArrived),
    fee,
    opportunity: 0,
    total: value * (price - midDecided) + fee,
  }
}

const noCosts: CostParts = {
  timing: 0,
  arrival: 0,
  spread: 0,
  impact: 0,
  fee: 0,
  opportunity: 0,
  total: 0,
}

function added(a: CostParts, b: CostParts): CostParts {
  return {
    timing: a.timing + b.timing,
    arrival: a.arrival + b.arrival,
    spread: a.spread + b.spread,
    impact: a.impact + b.impact,
    fee: a.fee + b.fee,
    opportunity: a.opportunity + b.opportunity,
    total: a.total + b.total,
  }
}
