import { quantityOf } from '../../../core/price.ts'
import type { Book, LegOrder } from './book.ts'
import type { LegMarket } from './leg-market.ts'

/** How much a book may hold, quote units; Infinity where there is no cap. */
export interface ExposureCaps {
  /** Sum of the net notionals of all instruments, signs left out. */
  readonly gross: number
  /** Net notional of one coin over all its instruments. */
  readonly coin: number
}

/** A leg that would be opened. */
export interface OpeningLeg {
  readonly market: LegMarket
  /** Signed, base units. */
  readonly quantity: number
  readonly price: number
}

/** No caps at all. */
export const uncapped: ExposureCaps = { gross: Infinity, coin: Infinity }

/**
 * The largest share of an opening that keeps the book within its caps, all its legs cut alike.
 *
 * Exposure is what is left after netting: an opening that offsets what is held may be whole where the book is full.
 * Where prices have carried the book over a cap already, an opening may not take it further.
 *
 * @param pending orders of the same open that come before it
 */
export function shareWithinCaps(
  book: Book,
  pending: readonly LegOrder[],
  opening: readonly OpeningLeg[],
  caps: ExposureCaps,
): number {
  if (caps.gross === Infinity && caps.coin === Infinity) return 1
  const exposures = exposuresOf(book, pending, opening)
  const strain = (share: number): number => strainOf(exposures, share, caps)
  const allowed = Math.max(1, strain(0))
  if (strain(1) <= allowed) return 1
  let [low, high] = [0, 1]
  // The strain is convex in the share, so that what is allowed is one stretch from 0 on.
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2
    if (strain(middle) <= allowed) low = middle
    else high = middle
  }
  return low
}

// To a part in 2^40 of an opening: less than a lot of any.
const HALVINGS = 40

/** An instrument's notional now, and what an opening would add. */
interface Exposure {
  readonly coin: string
  held: number
  added: number
}

function exposuresOf(
  book: Book,
  pending: readonly LegOrder[],
  opening: readonly OpeningLeg[],
): Exposure[] {
  const exposures = new Map<string, Exposure>()
  const of = ({ bars }: LegMarket): Exposure => {
    const { name, base } = bars.instrument
    const known = exposures.get(name) ?? { coin: base, held: 0, added: 0 }
    exposures.set(name, known)
    return known
  }
  for (const { market, lots, price } of book.holdings.values()) {
    if (lots !== 0) of(market).held += quantityOf(lots, market.bars.instrument.lotSize) * price
  }
  for (const { leg, lots, marketPrice } of pending) {
    const { lotSize } = leg.market.bars.instrument
    of(leg.market).held += quantityOf(lots, lotSize) * marketPrice
  }
  for (const { market, quantity, price } of opening) of(market).added += quantity * price
  return [...exposures.values()]
}

/** How near the book would be to the nearer of its caps: 1 at it. */
function strainOf(exposures: readonly Exposure[], share: number, caps: ExposureCaps): number {
  const coins = new Map<string, number>()
  let gross = 0
  for (const { coin, held, added } of exposures) {
    const notional = held + share * added
    gross += Math.abs(notional)
    coins.set(coin, (coins.get(coin) ?? 0) + notional)
  }
  let strain = gross / caps.gross
  for (const notional of coins.values()) strain = Math.max(strain, Math.abs(notional) / caps.coin)
  return strain
}
