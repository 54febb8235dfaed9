import type { BookView, Level } from '../src/protocol/market.ts'

/** A price, all that stands there over venues, and who stands there. */
export interface SharedLevel {
  readonly price: number
  readonly quantity: number
  readonly venues: readonly string[]
}

/** The books of one coin in one currency, and of one class, as one. */
export interface SharedBook {
  readonly quote: string
  readonly class: string
  readonly venues: readonly string[]
  readonly bids: readonly SharedLevel[]
  readonly asks: readonly SharedLevel[]
}

/**
 * Books of equal instruments as one, a book for each class and each currency they are quoted in: a dollar, a USDT and a
 * USDC are three.
 * Between venues the best bid may be above the best ask. A venue of which nothing is known adds nothing.
 */
export function consolidate(books: readonly BookView[]): SharedBook[] {
  const alike = new Map<string, BookView[]>()
  for (const book of books) {
    const key = `${book.class} ${quoteOf(book)}`
    alike.set(key, [...(alike.get(key) ?? []), book])
  }
  return [...alike.values()].map((of) => ({
    quote: quoteOf(of[0]!),
    class: of[0]!.class,
    venues: of.map(({ venue }) => venue),
    bids: shared(of, ({ bids }) => bids).toSorted((a, b) => b.price - a.price),
    asks: shared(of, ({ asks }) => asks).toSorted((a, b) => a.price - b.price),
  }))
}

function quoteOf({ instrument }: BookView): string {
  return instrument.split('-')[1] ?? ''
}

function shared(
  books: readonly BookView[],
  side: (book: BookView) => readonly Level[],
): SharedLevel[] {
  const levels = new Map<number, { quantity: number; venues: string[] }>()
  for (const book of books) {
    for (const [price, quantity] of side(book)) {
      const level = levels.get(price) ?? { quantity: 0, venues: [] }
      level.quantity += quantity
      level.venues.push(book.venue)
      levels.set(price, level)
    }
  }
  return [...levels].map(([price, level]) => ({ price, ...level }))
}
