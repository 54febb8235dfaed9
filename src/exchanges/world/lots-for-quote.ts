import type { BookSide } from '../../core/events/event-codes.ts'
import type { PublicState } from './public-state.ts'

/** The whole lots that so much of the quote currency buys or sells at what a side of the book displays; 0 when none. */
export function lotsForQuote(state: PublicState, side: BookSide, quote: number): number {
  const { tickSize, lotSize } = state.instrument
  const perTickLot = (tickSize.units * lotSize.units) / 10 ** (tickSize.decimals + lotSize.decimals)
  let left = quote / perTickLot
  let lots = 0
  for (const level of state.top(side, Number.MAX_SAFE_INTEGER)) {
    const taken = Math.min(level.lots, Math.floor(left / level.ticks))
    lots += taken
    left -= taken * level.ticks
    if (taken < level.lots) break
  }
  return lots
}
