import {
  doubleOf,
  exactZero,
  negated,
  productOf,
  quotientOf,
  sumOf,
  type ExactDecimal,
} from './exact-decimal.ts'
import {
  marketOf,
  twiceBestMid,
  type ExcludedBook,
  type Market,
  type MarketBook,
  type MarketSelection,
} from './market-book.ts'
import { planRoute, singleVenuePlan, type RouteLeg, type RoutePlan } from './plan-route.ts'
import type { RouteBook, RouteRequest } from './route-book.ts'
import type { Currency } from '../../core/currency.ts'

/** An order of a routed quantity, in the doubles nearest to its exact numbers. */
export interface RoutedLeg {
  readonly venue: string
  readonly instrument: string
  /** Base units, gross. */
  readonly quantity: number
  /** What arrives where a fee is taken in base; else the quantity. */
  readonly netQuantity: number
  readonly quote: Currency
  /** In `quote`, the book's own, before fees; likewise what follows. */
  readonly averagePrice: number
  readonly worstPrice: number
  readonly notional: number
  readonly fee: number
  readonly feeCurrency: Currency
}

/** How a quantity is routed, and how good that is. Null is what there is not. */
export interface RouteResult {
  readonly kind: 'route'
  readonly side: 'buy' | 'sell'
  readonly base: Currency
  readonly quote: Currency
  /** Spot or linear, of all books used. */
  readonly class: string | null
  readonly objective: 'cost' | 'value'
  readonly quantity: number
  readonly filled: number
  readonly legs: readonly RoutedLeg[]
  /** Before fees, in `quote`. */
  readonly averagePrice: number | null
  /** What a buy pays, or minus what a sell receives; with `value` also what fees in base keep from arriving. */
  readonly cost: number
  /** Against `mid`, the best over the books used. */
  readonly costBps: number | null
  readonly mid: number | null
  readonly lowerBound: number
  readonly gapBps: number | null
  /** Is the plan proven to be the cheapest of those that fill as much? */
  readonly isOptimal: boolean
  readonly singleVenue: { readonly venue: string; readonly cost: number } | null
  readonly savingBps: number | null
  /** What the other quote currencies of the books used were taken to be worth in `quote`. */
  readonly quoteRates: Readonly<Record<Currency, number>>
  readonly excluded: readonly ExcludedBook[]
}

/** What the account holds, by venue and currency. */
export type Holdings = ReadonlyMap<string, ReadonlyMap<Currency, ExactDecimal>>

/** Routes a quantity over all books that may be used together. */
export function routeOrder(
  books: readonly MarketBook[],
  request: RouteRequest,
  selection: MarketSelection,
  holdings?: Holdings,
): RouteResult {
  const market = marketOf(books, selection)
  const sides = routeBooksOf(market, request.side, holdings)
  const plan = planRoute(sides, request)
  const single = singleVenuePlan(sides, request, plan.filled)
  return routeResult(market, request, plan, single)
}

/** The side of each book of a market that an order takes, with what the account can spend there. */
export function routeBooksOf(
  market: Market,
  side: 'buy' | 'sell',
  holdings?: Holdings,
): readonly RouteBook[] {
  return market.books.map((book, position): RouteBook => {
    const { bids, asks, ...rules } = book
    const quoteRate = market.rates[position]!
    const routed = { ...rules, levels: side === 'buy' ? asks : bids, quoteRate }
    if (holdings === undefined) return routed
    // Where nothing is known to be held nothing can be spent.
    const held = holdings.get(book.venue)?.get(side === 'buy' ? book.quote : book.base)
    return { ...routed, balance: held ?? exactZero }
  })
}

function routeResult(
  market: Market,
  request: RouteRequest,
  plan: RoutePlan,
  single: ReturnType<typeof singleVenuePlan>,
): RouteResult {
  const cost = doubleOf(plan.cost)
  const isEmpty = plan.filled.units === 0n
  const twiceMid = twiceBestMid(market)
  const bound = plan.lowerBound
  return {
    kind: 'route',
    side: request.side,
    base: market.base,
    quote: market.quote,
    class: market.class ?? null,
    objective: request.objective ?? 'cost',
    quantity: doubleOf(request.quantity),
    filled: doubleOf(plan.filled),
    legs: plan.legs.map((leg) => routedLeg(market.books[leg.book]!, leg, request)),
    averagePrice: isEmpty ? null : quotientOf(plan.notional, plan.filled),
    cost,
    costBps: isEmpty || twiceMid === undefined ? null : bpsAgainstMid(plan, twiceMid),
    mid: twiceMid === undefined ? null : quotientOf(twiceMid, two),
    lowerBound: bound,
    gapBps: bound === 0 ? null : ((cost - bound) / Math.abs(bound)) * 1e4,
    isOptimal: plan.isOptimal && plan.isFillProven,
    singleVenue: single === undefined ? null : { venue: single.venue, cost: doubleOf(single.cost) },
    savingBps: single === undefined ? null : savingBps(plan.cost, single.cost),
    quoteRates: Object.fromEntries(
      market.books.flatMap((book, k) =>
        book.quote === market.quote ? [] : [[book.quote, doubleOf(market.rates[k]!)]],
      ),
    ),
    excluded: market.excluded,
  }
}

const two: ExactDecimal = { units: 2n, decimals: 0 }
const tenThousand: ExactDecimal = { units: 10_000n, decimals: 0 }

function routedLeg(book: MarketBook, leg: RouteLeg, { side }: RouteRequest): RoutedLeg {
  const isPaidInBase = side === 'buy' && book.feeCurrency === 'base'
  return {
    venue: book.venue,
    instrument: book.instrument,
    quantity: doubleOf(leg.quantity),
    netQuantity: doubleOf(leg.netQuantity),
    quote: book.quote,
    averagePrice: leg.averagePrice,
    worstPrice: doubleOf(leg.worstPrice),
    notional: doubleOf(leg.notional),
    fee: doubleOf(leg.fee),
    feeCurrency: isPaidInBase ? book.base : book.quote,
  }
}

/**
 *   (cost / filled / mid - 1) x 1e4 of a buy, (1 - received / filled / mid) x 1e4 of a sell
 *
 * which is the same with a sell's cost below zero: (cost / filled / mid + 1) x 1e4. Rounded once.
 */
function bpsAgainstMid(plan: RoutePlan, twiceMid: ExactDecimal): number {
  const atMid = productOf(plan.filled, twiceMid)
  const twice = productOf(plan.cost, two)
  const above = sumOf(twice, plan.side === 'buy' ? negated(atMid) : atMid)
  return quotientOf(productOf(above, tenThousand), atMid)
}

function savingBps(cost: ExactDecimal, single: ExactDecimal): number | null {
  const size = single.units < 0n ? negated(single) : single
  if (size.units === 0n) return null
  return quotientOf(productOf(sumOf(single, negated(cost)), tenThousand), size)
}
