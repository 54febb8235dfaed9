import type { LadderBook } from '../src/core/ladder-book.ts'
import { groupBy } from './group-by.ts'

/** What stands at one price over all venues. */
export interface LadderRow {
  /** As it is shown: to the step of the ladder. */
  readonly price: number
  /** The best of those that are shown as this one. */
  readonly best: number
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
 * The finest step of the books' own prices; undefined where none is told. Prices that were turned into another
 * currency are no multiples of any, and two venues at one price would stand in two rows. With fees a hundredth of it: a fee
 * is less than a step at many venues.
 */
export function ladderStep(books: readonly LadderBook[], withFees: boolean): number | undefined {
  const steps = books.flatMap(({ priceStep }) => (priceStep === undefined ? [] : [priceStep]))
  if (steps.length === 0) return undefined
  return Math.min(...steps) / (withFees ? 100 : 1)
}

/** Decimals with which multiples of a step are written. */
export function stepDecimals(step: number): number {
  return /\.(\d*?)0*$/.exec(step.toFixed(12))![1]!.length
}

/**
 * All books as one, best price first, to the nearest step of theirs.
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
  const step = ladderStep(books, withFees)
  const prices = [...groupBy(levels, ({ price }) => shownPrice(price, step))]
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
    const best = sign * Math.min(...here.map((level) => sign * level.price))
    return { price, best, parts, quantity, cumulative }
  })
}

function shownPrice(price: number, step: number | undefined): number {
  if (step === undefined) return price
  return Number((Math.round(price / step) * step).toFixed(stepDecimals(step)))
}

/** Ask above bid in basis points of their middle; below zero the venues cross. NaN where a side is missing. */
export function spreadBps(bid: number | undefined, ask: number | undefined): number {
  if (bid === undefined || ask === undefined) return NaN
  return ((ask - bid) / ((ask + bid) / 2)) * 1e4
}
