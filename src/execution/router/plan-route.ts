import { feeShare } from './leg-curve.ts'
import {
  compared,
  doubleOf,
  exactOne,
  exactZero,
  negated,
  productOf,
  quotientOf,
  sumOf,
  type ExactDecimal,
} from './exact-decimal.ts'
import { largestFill } from './largest-fill.ts'
import { legMoney } from './leg-money.ts'
import { lotProblemOf } from './lot-problem.ts'
import { searchLots, type SearchLimits } from './lot-search.ts'
import type { RouteBook, RouteRequest } from './route-book.ts'

/** One order of a plan. */
export interface RouteLeg {
  /** Position of its book. */
  readonly book: number
  readonly lots: number
  /** Base units, gross. */
  readonly quantity: ExactDecimal
  /** What arrives of a buy, or leaves with a sell. */
  readonly netQuantity: ExactDecimal
  /** Quote currency of the book, before fees; likewise the next three. */
  readonly notional: ExactDecimal
  /** Nearest double. */
  readonly averagePrice: number
  readonly worstPrice: ExactDecimal
  /** Notional times the rate, whatever currency it is taken in. */
  readonly fee: ExactDecimal
}

/** How to fill a request, and how near that is to the best there is. */
export interface RoutePlan {
  readonly side: 'buy' | 'sell'
  /** Base units that the legs fill together. */
  readonly filled: ExactDecimal
  /** By book. */
  readonly legs: readonly RouteLeg[]
  /** In the plan's quote currency, before fees. */
  readonly notional: ExactDecimal
  /** In the plan's quote currency: what the request's objective counts. */
  readonly cost: ExactDecimal
  /** No plan that fills as much costs less; the cost itself where the plan is proven to be the cheapest. */
  readonly lowerBound: number
  /** Is nothing cheaper, and is there no plan that fills more? */
  readonly isOptimal: boolean
  /** Is there no plan that fills more? */
  readonly isFillProven: boolean
}

const fastLimits: SearchLimits = { boxes: 24, boxesWithoutPlan: 200, sums: 400 }
const exactLimits: SearchLimits = {
  boxes: 2_000_000,
  boxesWithoutPlan: 2_000_000,
  sums: 1_000_000,
}

/**
 * The cheapest way to take a quantity from several books at once: one order a book, in whole lots, each at or above its
 * venue's minimum, within a price limit, what the account holds at each venue and a number of venues.
 *
 * Fills the quantity exactly if any plan does, else as much as any plan does; and of the plans that fill as much the
 * cheapest, or one within a proven gap of it. Lots, fills and money are exact; costs are compared as doubles, so
 * that two plans that differ by less than 10^-14 of their cost count as equal.
 *
 * Without minimums, holdings and a number of venues one pass over the levels is enough, also with lots of several sizes as
 * long as each divides the next (`chainFill`); the rest is branch and bound over such passes (`searchLots`).
 *
 * Checked against HiGHS's mixed-integer optimum and against enumeration.
 */
export function planRoute(books: readonly RouteBook[], request: RouteRequest): RoutePlan {
  const problem = lotProblemOf(books, request)
  const limits = request.effort === 'exact' ? exactLimits : fastLimits
  let total = problem.total
  let found = searchLots(problem, total, limits)
  let isFillProven = true
  if (found.lots === undefined) {
    const most = largestFill(problem)
    total = most.total
    isFillProven = most.isProven
    found = searchLots(problem, total, limits, most.lots)
  }
  const lots = found.lots ?? new Float64Array(books.length)
  const plan = planOf(books, request, lots)
  const cost = doubleOf(plan.cost)
  const isOptimal = found.bound >= found.cost - 1e-14 * Math.abs(found.cost)
  return {
    ...plan,
    lowerBound: isOptimal ? cost : Math.min(cost, found.bound),
    isOptimal,
    isFillProven,
  }
}

/** The cheapest venue that alone fills as much as a plan does; undefined when none does. */
export function singleVenuePlan(
  books: readonly RouteBook[],
  request: RouteRequest,
  filled: ExactDecimal,
): { readonly venue: string; readonly cost: ExactDecimal } | undefined {
  let best: { venue: string; cost: ExactDecimal } | undefined
  if (filled.units === 0n) return undefined
  for (const venue of new Set(books.map((book) => book.venue))) {
    const own = books.filter((book) => book.venue === venue)
    const plan = planRoute(own, { ...request, quantity: filled, effort: 'exact' })
    if (compared(plan.filled, filled) !== 0) continue
    if (best === undefined || compared(plan.cost, best.cost) < 0) best = { venue, cost: plan.cost }
  }
  return best
}

/** What whole lots of each book come to, exactly. */
export function planOf(
  books: readonly RouteBook[],
  request: RouteRequest,
  lots: Float64Array,
): Pick<RoutePlan, 'side' | 'filled' | 'legs' | 'notional' | 'cost'> {
  let filled = exactZero
  let notional = exactZero
  let cost = exactZero
  const legs: RouteLeg[] = []
  for (const [position, book] of books.entries()) {
    if (lots[position] === 0) continue
    const leg = legOf(book, position, lots[position]!, request)
    const rate = book.quoteRate ?? exactOne
    legs.push(leg)
    filled = sumOf(filled, leg.quantity)
    notional = sumOf(notional, productOf(leg.notional, rate))
    cost = sumOf(cost, productOf(legCost(book, leg, request), rate))
  }
  return { side: request.side, filled, legs, notional, cost }
}

function legOf(book: RouteBook, position: number, lots: number, request: RouteRequest): RouteLeg {
  const { quantity, notional, worstPrice } = legMoney(book, lots)
  const share = feeShare(book.takerFeeBps)
  const isPaidInBase = request.side === 'buy' && book.feeCurrency === 'base'
  return {
    book: position,
    lots,
    quantity,
    netQuantity: isPaidInBase ? sumOf(quantity, negated(productOf(quantity, share))) : quantity,
    notional,
    averagePrice: quotientOf(notional, quantity),
    worstPrice,
    fee: productOf(notional, share),
  }
}

function legCost(book: RouteBook, leg: RouteLeg, request: RouteRequest): ExactDecimal {
  const isPaidInBase = request.side === 'buy' && book.feeCurrency === 'base'
  const fee = isPaidInBase && request.objective !== 'value' ? exactZero : leg.fee
  return request.side === 'buy' ? sumOf(leg.notional, fee) : sumOf(fee, negated(leg.notional))
}
