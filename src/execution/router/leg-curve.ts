import { shareOfBps } from '../../core/basis-points.ts'
import {
  compared,
  doubleOf,
  exactOne,
  powerOfTen,
  productOf,
  type ExactDecimal,
} from './exact-decimal.ts'
import type { RouteBook, RouteRequest } from './route-book.ts'

/**
 * What the first lots of one book cost, as a convex function of whole lots, read level by level as far as it is asked.
 *
 *   C(n) = sum over levels of (lots taken there) x (cost of a lot there)
 *
 * Costs are doubles with a fee and the rate of the quote currency in them; how many lots there are is exact. A sell's
 * costs are below zero: what it receives.
 */
export class LegCurve {
  /**
   * Of each level read so far: lots to its end, with a fraction where it is no whole multiple; cost of all levels up to
   * there; cost of a lot there. In one column, for what a column costs is its allocation, which grows as far as is read.
   */
  #columns: Float64Array
  readonly #levels: number
  #built = 0
  readonly #book: RouteBook
  readonly #quantityToLots: number
  readonly #priceToCost: number

  /** @param levels how many of the book's levels are within the limit */
  constructor(book: RouteBook, request: RouteRequest, levels: number) {
    this.#book = book
    this.#columns = new Float64Array(3 * Math.min(levels, FIRST_LEVELS))
    this.#levels = levels
    const { quantityStep: steps, priceStep } = book.levels
    const { lotSize } = book
    // One division of two numbers that doubles hold exactly, so that whole lots come out whole.
    this.#quantityToLots =
      (lotSize.units * 10 ** Math.max(0, steps.decimals - lotSize.decimals)) /
      (steps.units * 10 ** Math.max(0, lotSize.decimals - steps.decimals))
    const lot = lotSize.units / 10 ** lotSize.decimals
    this.#priceToCost =
      (priceStep.units / 10 ** priceStep.decimals) * doubleOf(costFactor(book, request)) * lot
  }

  get levels(): number {
    return this.#levels
  }

  /** Cost of the first `lots` lots, which must be there. */
  cost(lots: number): number {
    if (lots === 0) return 0
    const level = this.levelOf(lots)
    const before = level === 0 ? 0 : this.#columns[3 * (level - 1)]!
    const sum = level === 0 ? 0 : this.#columns[3 * (level - 1) + 1]!
    return sum + (lots - before) * this.#columns[3 * level + 2]!
  }

  /** The level in which the lot number `lots` (counted from 1, fractions allowed) ends. */
  levelOf(lots: number): number {
    this.#buildTo(lots)
    let low = 0
    let high = this.#built - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#columns[3 * middle]! >= lots) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Lots to the end of a level; Infinity at the last, for how many there are at all is counted exactly elsewhere. */
  endOf(level: number): number {
    while (this.#built <= level && this.#built < this.#levels) this.#buildNext()
    return level < this.#levels - 1 ? this.#columns[3 * level]! : Infinity
  }

  /** Cost of one whole lot inside a level that has been read. */
  lotCost(level: number): number {
    return this.#columns[3 * level + 2]!
  }

  /** Cost of a lot at the best level. */
  firstCost(): number {
    if (this.#built === 0) this.#buildNext()
    return this.#columns[2]!
  }

  /** Cost of a lot at the level in which so many lots end. */
  costAfter(lots: number): number {
    return lots === 0 ? this.firstCost() : this.lotCost(this.levelOf(lots))
  }

  /**
   * How many lots, at most `most` and perhaps with a fraction, cost no more than so much each; reads no further than to the
   * first level that costs more.
   */
  lotsWithin(lotCost: number, most: number): number {
    while (
      this.#built < this.#levels &&
      (this.#built === 0 || this.#columns[3 * this.#built - 1]! <= lotCost)
    ) {
      this.#buildNext()
    }
    let low = 0
    let high = this.#built
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#columns[3 * middle + 2]! <= lotCost) low = middle + 1
      else high = middle
    }
    return low === 0 ? 0 : Math.min(most, this.#columns[3 * (low - 1)]!)
  }

  #buildTo(lots: number): void {
    while (this.#built < this.#levels) {
      if (this.#built > 0 && this.#columns[3 * (this.#built - 1)]! >= lots) return
      this.#buildNext()
    }
  }

  #buildNext(): void {
    const { quantities, prices } = this.#book.levels
    const level = this.#built
    if (3 * level === this.#columns.length) this.#grow()
    const before = level === 0 ? 0 : this.#columns[3 * (level - 1)]!
    const sum = level === 0 ? 0 : this.#columns[3 * (level - 1) + 1]!
    this.#steps += quantities[level]!
    const end = this.#steps / this.#quantityToLots
    const cost = prices[level]! * this.#priceToCost
    this.#columns[3 * level + 2] = cost
    this.#columns[3 * level] = end
    this.#columns[3 * level + 1] = sum + (end - before) * cost
    this.#built++
  }

  #grow(): void {
    const wider = new Float64Array(Math.min(3 * this.#levels, 2 * this.#columns.length))
    wider.set(this.#columns)
    this.#columns = wider
  }

  #steps = 0
}

/** Most orders read no further. */
const FIRST_LEVELS = 24

/** What a unit of notional in the book's quote currency adds to the plan's cost; below zero for a sell. */
export function costFactor(book: RouteBook, request: RouteRequest): ExactDecimal {
  const rate = book.quoteRate ?? exactOne
  const isPaidInQuote =
    request.side === 'sell' || book.feeCurrency !== 'base' || request.objective === 'value'
  const fee = isPaidInQuote ? feeShare(book.takerFeeBps) : { units: 0n, decimals: 0 }
  const one = powerOfTen(fee.decimals)
  const units = request.side === 'buy' ? one + fee.units : fee.units - one
  return productOf({ units, decimals: fee.decimals }, rate)
}

/** A fee in basis points as a fraction of notional. */
export function feeShare(bps: number): ExactDecimal {
  const { numerator, denominator } = shareOfBps(bps)
  return { units: numerator, decimals: denominator.toString().length - 1 }
}

/** How many of a book's levels are within a limit. */
export function levelsWithin(book: RouteBook, { side, limitPrice }: RouteRequest): number {
  const { count, prices, exact, priceStep } = book.levels
  if (limitPrice === undefined) return count
  const rate = book.quoteRate ?? exactOne
  for (let level = 0; level < count; level++) {
    const steps = exact?.prices[level] ?? BigInt(prices[level]!)
    const price = { units: steps * BigInt(priceStep.units), decimals: priceStep.decimals }
    const order = compared(productOf(price, rate), limitPrice)
    if (side === 'buy' ? order > 0 : order < 0) return level
  }
  return count
}
