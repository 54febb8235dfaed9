/** One level of a ladder: price, and quantity in base units; null where a quote told none. */
export type LadderLevel = readonly [price: number, quantity: number | null]

/** The best levels of a venue's book as they stood at one instant, in the quote currency all of them are shown in. */
export interface LadderBook {
  readonly venue: string
  /** As the venue writes it. */
  readonly instrument: string
  readonly takerFeeBps: number
  /** Its prices are whole multiples of it, in its own quote currency; absent where they are of another unit, or in older runs. */
  readonly priceStep?: number
  /** Base units of its least lot, where an order is meant. */
  readonly lot?: number
  /** Best first; likewise the asks. */
  readonly bids: readonly LadderLevel[]
  readonly asks: readonly LadderLevel[]
}

/** Levels of a side that a saved result keeps of each book: what a reader looks at. */
export const ladderLevelsMost = 25
