import { microsecondsPerSecond, type Instant } from '../../core/time.ts'
import type { MarketBook } from '../router/market-book.ts'
import type { RouteLevels } from '../router/route-book.ts'

/**
 * What an order's own slices took and books have not refilled yet: a recording goes on as if nobody had taken it.
 *
 *   missing(t) = sum over slices k before t of q_k exp(-rho (t - t_k))
 *
 * q_k base units taken of a side of a book at t_k, rho the refill rate (Obizhaeva and Wang 2013, equation 8: resilience).
 * What is missing is missing from the best levels on, where it was taken and where it comes back last.
 */
export class OwnTrail {
  readonly #refillPerSecond: number
  /** By book: what was missing at an instant. */
  readonly #missing = new Map<string, { readonly time: Instant; readonly quantity: number }>()

  /** @param refillPerSecond 0: what is taken never comes back; Infinity: at once */
  constructor(refillPerSecond: number) {
    this.#refillPerSecond = refillPerSecond
  }

  /** So many base units were taken of a book; in the order of time. */
  took(book: BookName, quantity: number, time: Instant): void {
    const before = this.#missingAt(book, time)
    this.#missing.set(keyOf(book), { time, quantity: before + quantity })
  }

  /** Books less what is missing of the side an order takes. */
  depleted(
    books: readonly MarketBook[],
    side: 'buy' | 'sell',
    time: Instant,
  ): readonly MarketBook[] {
    return books.map((book) => {
      const missing = this.#missingAt(book, time)
      if (!(missing > 0)) return book
      return side === 'buy'
        ? { ...book, asks: lessOf(book.asks, missing) }
        : { ...book, bids: lessOf(book.bids, missing) }
    })
  }

  #missingAt(book: BookName, time: Instant): number {
    const known = this.#missing.get(keyOf(book))
    if (known === undefined) return 0
    const seconds = Math.max(0, time - known.time) / microsecondsPerSecond
    // At once is at once: never infinity times no time.
    return this.#refillPerSecond === Infinity
      ? 0
      : known.quantity * Math.exp(-this.#refillPerSecond * seconds)
  }
}

type BookName = Pick<MarketBook, 'venue' | 'instrument' | 'class'>

function keyOf({ venue, instrument, class: kind }: BookName): string {
  return `${venue}\n${instrument}\n${kind}`
}

/** Levels without so many base units of the best. */
function lessOf(levels: RouteLevels, missing: number): RouteLevels {
  const { quantityStep, count } = levels
  let left = Math.round((missing * 10 ** quantityStep.decimals) / quantityStep.units)
  let first = 0
  while (first < count && levels.quantities[first]! <= left) left -= levels.quantities[first++]!
  const rest = {
    ...levels,
    count: count - first,
    prices: levels.prices.slice(first, count),
    quantities: levels.quantities.slice(first, count),
  }
  if (rest.count > 0) rest.quantities[0]! -= left
  const { exact } = levels
  if (exact === undefined) return rest
  const quantities = exact.quantities.slice(first, count)
  if (quantities.length > 0) quantities[0] = quantities[0]! - BigInt(left)
  return { ...rest, exact: { prices: exact.prices.slice(first, count), quantities } }
}
