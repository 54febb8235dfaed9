import type { BookLevels } from '../../../book/order-book.ts'
import type { BookSide } from '../../../core/events/event-codes.ts'

/**
 * What of the lots we took from a level is still gone once the feed shows another quantity there: so many taken, so
 * many displayed before and after. At most what is displayed then.
 */
export type TakenAfterChange = (taken: number, before: number, after: number) => number

/** A level the feed shows changed is as the feed shows it: others have refilled what we took, or it was never missed. */
export const freedByChange: TakenAfterChange = () => 0

/** What we took stays gone until the level is: nobody refills it for our sake. */
export const freedByDeletion: TakenAfterChange = (taken, _before, after) => Math.min(taken, after)

interface TakenLevel {
  readonly side: BookSide
  readonly price: number
  lots: number
  /** Displayed when it was last looked at. */
  shown: number
}

/** What our orders have taken from the displayed levels of one book, which the feed does not know of. */
export class TakenLiquidity {
  readonly #levels: TakenLevel[] = []
  readonly #afterChange: TakenAfterChange

  constructor(afterChange: TakenAfterChange) {
    this.#afterChange = afterChange
  }

  get isEmpty(): boolean {
    return this.#levels.length === 0
  }

  at(side: BookSide, price: number): number {
    return this.#find(side, price)?.lots ?? 0
  }

  /** @param shown what the level displays now */
  add(side: BookSide, price: number, { lots, shown }: Omit<TakenLevel, 'side' | 'price'>): void {
    const known = this.#find(side, price)
    if (known === undefined) this.#levels.push({ side, price, lots, shown })
    else known.lots += lots
  }

  /** Looks at the book after a message. A level out of the feed's sight is not thought to have changed. */
  lookAt(book: BookLevels): void {
    for (let at = this.#levels.length - 1; at >= 0; at--) {
      const level = this.#levels[at]!
      const now = book.quantityAt(level.side, level.price)
      if (now === level.shown || !isInSight(book, level.side, level.price)) continue
      level.lots = this.#afterChange(level.lots, level.shown, now)
      level.shown = now
      if (level.lots === 0) this.#levels.splice(at, 1)
    }
  }

  #find(side: BookSide, price: number): TakenLevel | undefined {
    return this.#levels.find((level) => level.price === price && level.side === side)
  }
}

/** Would the feed show a level at this price? Beyond the worst level it shows nobody knows. */
export function isInSight(book: BookLevels, side: BookSide, price: number): boolean {
  return book.quantityAt(side, price) > 0 || !Number.isNaN(book.nextPrice(side, price))
}
