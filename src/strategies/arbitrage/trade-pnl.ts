import type { DecidedTrade } from './decided-trade.ts'

/** What a trade came to, by cause, in market quote; costs below zero. */
export interface TradePnl {
  readonly edge: number
  readonly slippage: number
  readonly legs: number
  readonly fees: number
  readonly total: number
}

/**
 * What a trade came to at its end, by cause, in market quote:
 *
 *   edge     = m (sell - buy) at the prices of its decision, m the quantity both legs got entering
 *   slippage = m (sell - buy) at the prices that were filled, less the edge
 *   legs     = all that was paid and received and is left, less these two: what one leg alone got and its undoing
 *
 * @param rates market quote for one of the own quote of each leg
 * @param mark worth of one base unit
 * @param fees in market quote, above zero what was paid
 */
export function tradePnl(
  trade: DecidedTrade,
  rates: readonly [buy: number, sell: number],
  mark: number,
  fees: number,
): TradePnl {
  const { match, entered, undone } = trade
  const [bought, sold] = entered
  const both = trade.filledQuantity()
  const averageBuy = both === 0 ? 0 : (bought.notional / bought.quantity) * rates[0]
  const averageSell = both === 0 ? 0 : (sold.notional / sold.quantity) * rates[1]
  const edge = both * (match.sellPrice - match.buyPrice)
  const slippage = both * (averageSell - averageBuy) - edge
  // Undoing turns a leg's side round.
  const cash =
    rates[0] * (undone[0].notional - bought.notional) +
    rates[1] * (sold.notional - undone[1].notional)
  const legs = cash + trade.left() * mark - edge - slippage
  return { edge, slippage, legs, fees: -fees, total: edge + slippage + legs - fees }
}
