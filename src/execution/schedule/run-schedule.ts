import type { Instant } from '../../core/time.ts'
import {
  transactionCosts,
  type AnalysedFill,
  type TransactionCosts,
} from '../analysis/transaction-costs.ts'
import { doubleOf, productOf, quotientOf, type ExactDecimal } from '../router/exact-decimal.ts'
import { legMoney, lotsThere } from '../router/leg-money.ts'
import {
  marketOf,
  twiceBestMid,
  type Market,
  type MarketBook,
  type MarketSelection,
} from '../router/market-book.ts'
import { planRoute } from '../router/plan-route.ts'
import type { RouteBook, RouteRequest } from '../router/route-book.ts'
import { routeBooksOf } from '../router/route-order.ts'
import {
  scheduled,
  stepAt,
  stepFilled,
  type ScheduleState,
  type ScheduleTerms,
} from './schedule-state.ts'
import { OwnTrail } from './own-trail.ts'
import type { Slice } from './slices.ts'

/** The market when a slice leaves and when it arrives. */
export interface SliceMarket {
  readonly sent: readonly MarketBook[]
  readonly arrived: readonly MarketBook[]
}

/** How an order is worked off. */
export interface ScheduleRun {
  readonly side: 'buy' | 'sell'
  readonly slices: readonly Slice[]
  /** One lot of the slices, base units. */
  readonly lot: ExactDecimal
  readonly selection: MarketSelection
  readonly rules: Pick<RouteRequest, 'limitPrice' | 'maxVenues'>
  readonly terms: ScheduleTerms
  /** How fast books refill what slices took, a second; undefined: every slice meets the books as if it were the first. */
  readonly refillPerSecond?: number
}

/** What became of a slice. */
export interface SlicePart {
  readonly time: Instant
  readonly sentLots: number
  readonly filledLots: number
  readonly legs: readonly AnalysedFill[]
}

export interface ScheduleOutcome {
  readonly parts: readonly SlicePart[]
  readonly filled: number
  /** Quote, before fees; undefined when nothing was filled. */
  readonly averagePrice: number | undefined
  /** Undefined where a mid is not known at the beginning or the end. */
  readonly costs: TransactionCosts | undefined
}

/**
 * Works an order off: each slice is routed over the books as they are when it leaves, and filled against the books as they
 * are when it arrives, each leg walking its own book for what is there. What was not filled is owed to later slices.
 *
 * A recording is of a market in which nobody met this order: what its slices took is missing from the books of later ones as
 * long as books take to refill (`OwnTrail`); see docs/assumptions/routed-schedules.md.
 */
export function runSchedule(run: ScheduleRun, markets: readonly SliceMarket[]): ScheduleOutcome {
  let state: ScheduleState = scheduled(run.slices)
  const trail = new OwnTrail(run.refillPerSecond ?? Infinity)
  const parts: SlicePart[] = []
  for (const [k, market] of markets.entries()) {
    const { time } = run.slices[k]!
    const { state: next, step } = stepAt(state, time, run.terms)
    const part = sendSlice(run, step.lots, { ...market, time, trail })
    parts.push({ time, sentLots: step.lots, ...part })
    state = stepFilled(next, step.lots, part.filledLots)
  }
  const legs = parts.flatMap((part) => part.legs)
  const filled = legs.reduce((sum, { quantity }) => sum + quantity, 0)
  const notional = legs.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  const midDecided = midOf(marketOf(markets[0]?.sent ?? [], run.selection))
  const midEnded = midOf(marketOf(markets.at(-1)?.arrived ?? [], run.selection))
  const isKnown = midDecided !== undefined && midEnded !== undefined
  const lots = run.slices.reduce((sum, slice) => sum + slice.lots, 0)
  const quantity = lots * doubleOf(run.lot)
  return {
    parts,
    filled,
    averagePrice: filled === 0 ? undefined : notional / filled,
    costs: isKnown
      ? transactionCosts({ side: run.side, quantity, midDecided, midEnded, fills: legs })
      : undefined,
  }
}

function sendSlice(
  run: ScheduleRun,
  lots: number,
  slice: SliceMarket & { readonly time: Instant; readonly trail: OwnTrail },
): Omit<SlicePart, 'time' | 'sentLots'> {
  const { sent, arrived, time, trail } = slice
  // Mids are the market's own: what the order itself has moved is its cost.
  const midSent = midOf(marketOf(sent, run.selection))
  const midArrived = midOf(marketOf(arrived, run.selection))
  const market = marketOf(trail.depleted(sent, run.side, time), run.selection)
  const later = marketOf(trail.depleted(arrived, run.side, time), run.selection)
  if (lots === 0 || midSent === undefined || midArrived === undefined)
    return { filledLots: 0, legs: [] }
  const quantity = productOf({ units: BigInt(lots), decimals: 0 }, run.lot)
  const books = routeBooksOf(market, run.side)
  const plan = planRoute(books, { ...run.rules, side: run.side, quantity })
  const arrivedBooks = routeBooksOf(later, run.side)
  const legs = plan.legs.flatMap((leg): AnalysedFill[] => {
    const { venue, instrument } = books[leg.book]!
    const there = arrivedBooks.find(
      (book) => book.venue === venue && book.instrument === instrument,
    )
    const fill = there === undefined ? undefined : fillAt(there, leg.lots)
    const own = later.books.find((book) => book.venue === venue && book.instrument === instrument)
    if (fill !== undefined && own !== undefined) trail.took(own, fill.quantity, time)
    return fill === undefined ? [] : [{ ...fill, midSent, midArrived }]
  })
  const filled = legs.reduce((sum, leg) => sum + leg.quantity, 0)
  return { filledLots: Math.round(filled / doubleOf(run.lot)), legs }
}

function fillAt(
  book: RouteBook,
  wanted: number,
): Omit<AnalysedFill, 'midSent' | 'midArrived'> | undefined {
  const lots = lotsThere(book, book.levels.count, wanted)
  if (lots === 0) return undefined
  const { quantity, notional } = legMoney(book, lots)
  const rate = book.quoteRate === undefined ? 1 : doubleOf(book.quoteRate)
  const { prices, priceStep } = book.levels
  return {
    venue: book.venue,
    quantity: doubleOf(quantity),
    price: quotientOf(notional, quantity) * rate,
    fee: doubleOf(notional) * rate * (book.takerFeeBps / 1e4),
    touchArrived: ((prices[0]! * priceStep.units) / 10 ** priceStep.decimals) * rate,
  }
}

function midOf(market: Market): number | undefined {
  const twice = twiceBestMid(market)
  return twice === undefined ? undefined : quotientOf(twice, { units: 2n, decimals: 0 })
}
