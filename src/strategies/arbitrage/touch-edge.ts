import { eventSide } from '../../core/events/event-codes.ts'
import { numberOf, type Fraction } from './fraction.ts'
import { netUnit, type PricedBook } from './priced-book.ts'
import type { ExactUnits } from './terms.ts'

/** The best ask of one book and the best bid of another, in the ticks of each. */
export interface TouchPair {
  readonly askTicks: number
  readonly buy: ExactUnits
  readonly bidTicks: number
  readonly sell: ExactUnits
}

/**
 * Is the edge at the touch strictly above a least one? Decided in whole numbers: an edge of exactly nothing is none.
 *
 *   (bid (1 - feeSell) - ask (1 + feeBuy)) / ask  >  least
 *
 * @param least part of the ask, not basis points
 */
export function isAboveEdge(touch: TouchPair, least: Fraction): boolean {
  const { askTicks, bidTicks, buy, sell } = touch
  const [askUnit, bidUnit] = [netUnit(buy, 1n), netUnit(sell, -1n)]
  const ask = BigInt(askTicks)
  // Over bidUnit.denominator * askUnit.denominator: the edge in market quote.
  const edge =
    BigInt(bidTicks) * bidUnit.numerator * askUnit.denominator -
    ask * askUnit.numerator * bidUnit.denominator
  const scale = bidUnit.denominator * askUnit.denominator
  return (
    edge * buy.price.denominator * least.denominator >
    least.numerator * ask * buy.price.numerator * scale
  )
}

/** The edge at the touch of two books after both fees, basis points of the ask, in doubles. */
export function touchBps(buy: PricedBook, sell: PricedBook): number {
  const ask = buy.levels.best(eventSide.ask) * numberOf(buy.units.price)
  const bid = sell.levels.best(eventSide.bid) * numberOf(sell.units.price)
  const received = bid * (1 - numberOf(sell.units.fee))
  return ((received - ask * (1 + numberOf(buy.units.fee))) / ask) * 1e4
}
