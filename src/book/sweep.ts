import type { BookLevels } from './order-book.ts'
import { shareOfBps } from '../core/basis-points.ts'
import { eventSide, type BookSide } from '../core/events/event-codes.ts'
import type { Step } from '../core/price.ts'
import { invariant } from '../math/invariant.ts'
import { nearestDouble } from '../math/nearest-double.ts'

/** An order that takes what it finds. */
export interface SweepRequest {
  /** The order's side: a buy takes asks. */
  readonly side: BookSide
  /** Whole lots of the book. */
  readonly lots: number
  /** What the order must be a multiple of, where books count finer than orders may. Default 1. */
  readonly lotMultiple?: number
  /** The worst price it takes, in ticks. Default: any. */
  readonly limit?: number
}

/** What an order would take from a book, exactly. */
export interface Sweep {
  readonly side: BookSide
  /** As much of the request as the levels within the limit hold, in whole multiples. */
  readonly filledLots: number
  /** How many levels it touches. */
  readonly levels: number
  /** Price of the worst level it touches, in ticks; undefined when it takes nothing. */
  readonly worstPrice: number | undefined
  /** Sum over the levels of ticks times lots. */
  readonly tickLots: bigint
}

/**
 * Walks a book's levels, best first, for a quantity.
 *
 * Nothing is rounded. The cost is that of the levels touched, walked twice when the last bit of what is there is no
 * whole multiple.
 *
 * @example
 * const book = new DenseBook()
 * book.setLevel(eventSide.ask, 101, 5)
 * book.setLevel(eventSide.ask, 102, 5)
 * const sweep = sweepBook(book, { side: eventSide.buy, lots: 7 })
 * sweep.filledLots // => 7
 * sweep.worstPrice // => 102
 * sweep.tickLots // => 709n
 * sweepBook(book, { side: eventSide.buy, lots: 7, limit: 101 }).filledLots // => 5
 */
export function sweepBook(book: BookLevels, request: SweepRequest): Sweep {
  const { lots, lotMultiple = 1 } = request
  invariant(Number.isSafeInteger(lots) && lots >= 0, `${lots} lots to sweep`)
  invariant(Number.isSafeInteger(lotMultiple) && lotMultiple >= 1, `multiples of ${lotMultiple}`)
  const most = walk(book, request, lots - (lots % lotMultiple))
  const rest = most.filledLots % lotMultiple
  return rest === 0 ? most : walk(book, request, most.filledLots - rest)
}

/** What a venue and an instrument make of a sweep. */
export interface SweepTerms {
  readonly tickSize: Step
  readonly lotSize: Step
  /** Basis points of notional; below zero a rebate. Read as the decimal it is written as. */
  readonly takerFeeBps: number
  /** What the fee is taken from: quote, or base where a buy pays it from what it receives. Default quote. */
  readonly feeCurrency?: 'quote' | 'base'
}

/** What a sweep costs or earns, each the double nearest to its exact value. */
export interface SweepCost {
  /** Base units filled. */
  readonly quantity: number
  /** In quote, before fees. */
  readonly notional: number
  /** In quote per base unit, before fees; undefined when nothing is filled. */
  readonly averagePrice: number | undefined
  /** In quote, or in base units with `feeCurrency: 'base'`. */
  readonly fee: number
  /** In quote: what a buy pays or a sell receives, a fee in quote included. */
  readonly net: number
}

/**
 * The money of a sweep, for spot and linear instruments (whose lots are base units):
 *
 *   notional = tickLots * tick * lot,  average = notional / quantity,  fee = notional * bps / 10^4
 *
 * Each is rounded once, from exact integers; `net` is not the sum of two rounded numbers.
 *
 * @example
 * const book = new DenseBook()
 * book.setLevel(eventSide.ask, 101, 5)
 * const sweep = sweepBook(book, { side: eventSide.buy, lots: 3 })
 * const terms = { tickSize: { units: 1, decimals: 1 }, lotSize: { units: 1, decimals: 2 }, takerFeeBps: 10 }
 * sweepCost(sweep, terms).notional // => 0.303
 * sweepCost(sweep, terms).net // => 0.303303
 */
export function sweepCost(sweep: Sweep, terms: SweepTerms): SweepCost {
  const { tickSize, lotSize, feeCurrency = 'quote' } = terms
  const fee = shareOfBps(terms.takerFeeBps)
  const lotUnits = BigInt(sweep.filledLots) * BigInt(lotSize.units)
  const lotScale = 10n ** BigInt(lotSize.decimals)
  const notionalUnits = sweep.tickLots * BigInt(tickSize.units) * BigInt(lotSize.units)
  const notionalScale = 10n ** BigInt(tickSize.decimals) * lotScale
  const feeUnits = (feeCurrency === 'quote' ? notionalUnits : lotUnits) * fee.numerator
  const feeScale = (feeCurrency === 'quote' ? notionalScale : lotScale) * fee.denominator
  const sign = sweep.side === eventSide.buy ? 1n : -1n
  const netShare = fee.denominator + (feeCurrency === 'quote' ? sign * fee.numerator : 0n)
  return {
    quantity: nearestDouble(lotUnits, lotScale),
    notional: nearestDouble(notionalUnits, notionalScale),
    averagePrice:
      sweep.filledLots === 0
        ? undefined
        : nearestDouble(
            sweep.tickLots * BigInt(tickSize.units),
            BigInt(sweep.filledLots) * 10n ** BigInt(tickSize.decimals),
          ),
    fee: nearestDouble(feeUnits, feeScale),
    net: nearestDouble(notionalUnits * netShare, notionalScale * fee.denominator),
  }
}

function walk(book: BookLevels, request: SweepRequest, lots: number): Sweep {
  const { side, limit = side === eventSide.buy ? Infinity : -Infinity } = request
  const taken = side === eventSide.buy ? eventSide.ask : eventSide.bid
  let left = lots
  let levels = 0
  let worstPrice: number | undefined
  // Exact in a double up to 2^53, where a bigint takes over: few sweeps get there, and bigints are slow.
  let tickLots = 0
  let tickLotsBefore = 0n
  for (let price = book.best(taken); left > 0; price = book.nextPrice(taken, price)) {
    // Also ends at NaN, past the last level.
    if (!(side === eventSide.buy ? price <= limit : price >= limit)) break
    const here = Math.min(left, book.quantityAt(taken, price))
    const product = price * here
    if (Math.abs(tickLots) + Math.abs(product) <= Number.MAX_SAFE_INTEGER) tickLots += product
    else {
      tickLotsBefore += BigInt(tickLots) + BigInt(price) * BigInt(here)
      tickLots = 0
    }
    left -= here
    levels++
    worstPrice = price
  }
  return {
    side,
    filledLots: lots - left,
    levels,
    worstPrice,
    tickLots: tickLotsBefore + BigInt(tickLots),
  }
}
