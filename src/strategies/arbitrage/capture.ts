import type { Instant } from '../../core/time.ts'
import { nearestDouble } from '../../math/nearest-double.ts'
import { sum, type Fraction } from './fraction.ts'
import type { PricedBook } from './priced-book.ts'
import type { Opportunity } from './opportunity.ts'
import { takeLevels, type Taken } from './take-levels.ts'

/** What became of two orders that were sent when an opportunity began. */
export interface CapturedTrade {
  /** Base units filled within the limits. */
  readonly buyQuantity: number
  readonly sellQuantity: number
  /** After fees and after unwinding what only one leg got; NaN where its book was too thin to unwind in. */
  readonly profitQuote: number
}

/** How long an order takes to a venue, microseconds; undefined where it is not known. */
export type LatencyOf = (venue: string) => number | undefined

/**
 * Two immediate-or-cancel limits frozen at an opportunity's beginning: the worst price touched on each leg and the
 * quantity. Each arrives after its own venue's latency and takes what is there then, apart from the other; what one got
 * and the other did not is undone at the market where it was got, when both are known.
 *
 * What it cannot know: that our own orders would have been seen, and what others, racing for the same levels, would have
 * done at those very instants beyond what the tape shows them do.
 */
export class PendingCaptures {
  readonly #bookOf: (member: number) => PricedBook | undefined
  readonly #tell: (opportunity: Opportunity, trade: CapturedTrade) => void
  readonly #latencyOf: LatencyOf
  /** By time; few at once. */
  readonly #arrivals: Arrival[] = []

  constructor(
    latencyOf: LatencyOf,
    bookOf: (member: number) => PricedBook | undefined,
    tell: (opportunity: Opportunity, trade: CapturedTrade) => void,
  ) {
    this.#latencyOf = latencyOf
    this.#bookOf = bookOf
    this.#tell = tell
  }

  /** Sends both orders; false where nothing can be said: no quantity, or no latency of a venue. */
  send(opportunity: Opportunity): boolean {
    const { match, buy, sell, startTime } = opportunity
    const buyLatency = this.#latencyOf(buy.listed.instrument.venue)
    const sellLatency = this.#latencyOf(sell.listed.instrument.venue)
    if (match === undefined || buyLatency === undefined || sellLatency === undefined) return false
    const trade: PendingTrade = {
      opportunity,
      quantity: match.exactQuantity,
      limits: { buy: match.buyLimitTicks, sell: match.sellLimitTicks },
      fills: {},
    }
    this.#schedule((startTime + buyLatency) as Instant, trade, 'buy')
    this.#schedule((startTime + sellLatency) as Instant, trade, 'sell')
    return true
  }

  /** Lets arrive what does so before an instant: the books stand as they did then. */
  arriveBefore(instant: number): void {
    while (this.#arrivals.length > 0 && this.#arrivals[0]!.time < instant) {
      this.#arrive(this.#arrivals.shift()!)
    }
  }

  /** A member's ticks have become finer. */
  regrid(member: number, priceFactor: number): void {
    for (const trade of new Set(this.#arrivals.map((arrival) => arrival.trade))) {
      const { buy, sell } = trade.opportunity
      if (buy.member === member) trade.limits.buy *= priceFactor
      if (sell.member === member) trade.limits.sell *= priceFactor
    }
  }

  #schedule(time: Instant, trade: PendingTrade, side: 'buy' | 'sell'): void {
    let at = this.#arrivals.length
    while (at > 0 && this.#arrivals[at - 1]!.time > time) at--
    this.#arrivals.splice(at, 0, { time, trade, side })
  }

  #arrive({ trade, side }: Arrival): void {
    const book = this.#bookOf(trade.opportunity[side].member)
    const { quantity, limits, fills } = trade
    fills[side] =
      book === undefined ? nothing : takeLevels(book, { side, quantity, limitTicks: limits[side] })
    const { buy, sell } = fills
    if (buy === undefined || sell === undefined) return
    this.#tell(trade.opportunity, this.#settled(trade.opportunity, buy, sell))
  }

  #settled(opportunity: Opportunity, buy: Taken, sell: Taken): CapturedTrade {
    const excess = sum(buy.quantity, negated(sell.quantity))
    const profit = sum(sell.net, negated(buy.net))
    const fills = {
      buyQuantity: numberOf(buy.quantity),
      sellQuantity: numberOf(sell.quantity),
    }
    if (excess.numerator === 0n) return { ...fills, profitQuote: numberOf(profit) }
    const isLong = excess.numerator > 0n
    const book = this.#bookOf(opportunity[isLong ? 'buy' : 'sell'].member)
    const quantity = isLong ? excess : negated(excess)
    const side = isLong ? 'sell' : 'buy'
    const undone = book && takeLevels(book, { side, quantity, limitTicks: undefined })
    const isUndone = undone !== undefined && isEqual(undone.quantity, quantity)
    if (!isUndone) return { ...fills, profitQuote: NaN }
    return {
      ...fills,
      profitQuote: numberOf(sum(profit, isLong ? undone.net : negated(undone.net))),
    }
  }
}

interface PendingTrade {
  readonly opportunity: Opportunity
  readonly quantity: Fraction
  readonly limits: { buy: number; sell: number }
  readonly fills: { buy?: Taken; sell?: Taken }
}

interface Arrival {
  readonly time: Instant
  readonly trade: PendingTrade
  readonly side: 'buy' | 'sell'
}

const zero: Fraction = { numerator: 0n, denominator: 1n }
const nothing: Taken = { quantity: zero, notional: zero, net: zero }

function negated({ numerator, denominator }: Fraction): Fraction {
  return { numerator: -numerator, denominator }
}

function isEqual(a: Fraction, b: Fraction): boolean {
  return a.numerator * b.denominator === b.numerator * a.denominator
}

function numberOf({ numerator, denominator }: Fraction): number {
  return nearestDouble(numerator, denominator)
}
