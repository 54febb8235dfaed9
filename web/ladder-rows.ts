import type { LadderBook } from '../src/core/ladder-book.ts'
import { groupBy } from './group-by.ts'

/** What stands at one price over all venues. */
export interface LadderRow {
  readonly price: number
  /** By venue, in the order of the books; null quantities are left out. */
  readonly parts: readonly { readonly venue: string; readonly quantity: number }[]
  readonly quantity: number
  /** From the best price down to here. */
  readonly cumulative: number
}

/** Which side, how many rows, and whether the taker's fee is in the price. */
export interface LadderView {
  readonly side: 'bids' | 'asks'
  readonly rowsMost: number
  readonly withFees: boolean
}

/**
 * All books as one, best price first.
 *
 * @returns nothing where no book has that side
 */
export function ladderRows(
  books: readonly LadderBook[],
  { side, rowsMost, withFees }: LadderView,
): readonly LadderRow[] {
  const sign = side === 'asks' ? 1 : -1
  const levels = books.flatMap((book) =>
    book[side].map(([price, quantity]) => ({
      venue: book.venue,
      price: withFees ? price * (1 + (sign * book.takerFeeBps) / 1e4) : price,
      quantity: quantity ?? 0,
    })),
  )
  const prices = [...groupBy(levels, ({ price }) => price)]
    .toSorted(([a], [b]) => sign * (a - b))
    .slice(0, rowsMost)
  let cumulative = 0
  return prices.map(([price, here]) => {
    const parts = [...groupBy(here, ({ venue }) => venue)].map(([venue, own]) => ({
      venue,
      quantity: own.reduce((sum, level) => sum + level.quantity, 0),
    }))
    const quantity = parts.reduce((sum, part) => sum + part.quantity, 0)
    cumulative += quantity
    return { price, parts, quantity, cumulative }
  })
}

/** Ask above bid in basis points of their middle; below zero the venues cross. NaN where a side is missing. */
export function spreadBps(bid: number | undefined, ask: number | undefined): number {
  if (bid === undefined || ask === undefined) return NaN
  return ((ask - bid) / ((ask + bid) / 2)) * 1e4
}
